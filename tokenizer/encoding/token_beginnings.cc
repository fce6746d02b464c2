// Blocks of 64 bytes are compared with few pairs at once, by the vectors of gcc
// and clang; only in a block with one is each place looked at.

#include "tokenfare/tokenizer/encoding/token_beginnings.h"

#include <algorithm>
#include <cstring>

namespace tokenfare::internal {
namespace {

constexpr size_t kBeginningsBlock = 64;

// Where tokens begin one behind the other, no block is looked at for each.
constexpr size_t kPlacesBeforeBlocks = 8;

using Bytes = uint8_t __attribute__((vector_size(16)));

Bytes LoadBytes(const char* from) {
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

// Two bytes as an index.
size_t PairAt(std::string_view text, size_t at) {
  return static_cast<uint8_t>(text[at]) << 8 |
         static_cast<uint8_t>(text[at + 1]);
}

uint8_t ByteAt(std::string_view text, size_t at) {
  return static_cast<uint8_t>(text[at]);
}

}  // namespace

TokenBeginnings::TokenBeginnings(std::span<const std::string_view> tokens) {
  for (const std::string_view token : tokens) {
    const uint8_t first = ByteAt(token, 0);
    firsts_.set(first);
    all_have_four_ &= token.size() >= 4;
    if (token.size() == 1) {
      alone_.set(first);
      continue;
    }
    const Pair pair = {first, ByteAt(token, 1)};
    pairs_.set(PairAt(token, 0));
    if (token.size() >= 4) next_pairs_.set(PairAt(token, 2));
    if (few_.size() <= kFewPairs &&
        std::find(few_.begin(), few_.end(), pair) == few_.end()) {
      few_.push_back(pair);
    }
  }
  if (few_.size() > kFewPairs || alone_.any()) few_.clear();
}

size_t TokenBeginnings::FirstIn(std::string_view text, size_t from) const {
  size_t at = from;
  const size_t near = std::min(text.size(), from + kPlacesBeforeBlocks);
  for (; at < near; ++at) {
    if (IsAt(text, at)) return at;
  }
  while (at < text.size()) {
    const bool is_block = !few_.empty() && text.size() - at > kBeginningsBlock;
    const size_t end = std::min(text.size(), at + kBeginningsBlock);
    if (is_block && !MayBeIn(text.data() + at)) {
      at = end;
      continue;
    }
    for (; at < end; ++at) {
      if (IsAt(text, at)) return at;
    }
  }
  return text.size();
}

bool TokenBeginnings::IsAt(std::string_view text, size_t at) const {
  const uint8_t first = ByteAt(text, at);
  if (!firsts_[first]) return false;
  if (alone_[first]) return true;
  if (text.size() - at < (all_have_four_ ? 4 : 2)) return false;
  return pairs_[PairAt(text, at)] &&
         (!all_have_four_ || next_pairs_[PairAt(text, at + 2)]);
}

bool TokenBeginnings::MayBeIn(const char* block) const {
  Bytes found = {};
  for (size_t i = 0; i < kBeginningsBlock; i += sizeof(Bytes)) {
    const Bytes first = LoadBytes(block + i);
    const Bytes second = LoadBytes(block + i + 1);
    for (const Pair& pair : few_) {
      found |= Bytes((first == pair.first) & (second == pair.second));
    }
  }
  std::array<uint64_t, 2> words;
  std::memcpy(words.data(), &found, sizeof(words));
  return (words[0] | words[1]) != 0;
}

}  // namespace tokenfare::internal
