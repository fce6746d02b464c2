#include "tokenfare/tokenizer/merge/merge.h"

#include <algorithm>
#include <array>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/merge/long_piece.h"
#include "tokenfare/tokenizer/unicode/piece_character.h"

namespace tokenfare::internal {
namespace {

// The least of `ranks`. In a loop of its own, without the place, the compiler
// makes it one of vectors.
Rank Lowest(std::span<const Rank> ranks) {
  Rank lowest = kNoRank;
  for (const Rank rank : ranks) lowest = std::min(lowest, rank);
  return lowest;
}

bool IsAscii(std::string_view piece) {
  char all = 0;
  for (const char byte : piece) all |= byte;
  return static_cast<unsigned char>(all) < 0x80;
}

void RemoveAt(Rank* ranks, size_t size, size_t at) {
  std::copy(ranks + at + 1, ranks + size, ranks + at);
}

}  // namespace

size_t StartingParts(const Image& image, std::string_view piece, Rank* parts) {
  if (IsAscii(piece)) {
    for (size_t i = 0; i < piece.size(); ++i) {
      parts[i] = image.ByteRank(static_cast<unsigned char>(piece[i]));
    }
    return piece.size();
  }
  size_t count = 0;
  CharacterEntry before = 0;
  PieceCharacter character = CharacterAt(piece.data());
  CharacterEntry entry = image.EntryOf(character.code_point);
  for (size_t at = 0; at < piece.size();) {
    const size_t next = at + character.length;
    CharacterEntry after = 0;
    if (next < piece.size()) {
      character = CharacterAt(piece.data() + next);
      after = image.EntryOf(character.code_point);
    }
    const Rank rank = entry & kCharacterRankMask;
    if (rank != kCharacterRankMask && (before & kOpensRight) == 0 &&
        (after & kOpensLeft) == 0) {
      parts[count++] = rank;
    } else {
      for (; at < next; ++at) {
        parts[count++] = image.ByteRank(static_cast<unsigned char>(piece[at]));
      }
    }
    before = entry;
    entry = after;
    at = next;
  }
  return count;
}

size_t MergeByScanning(const PairTable& pairs, std::span<Rank> parts) {
  // merged[i] is the token that parts i and i+1 merge into.
  std::array<Rank, PieceMerger::kMaxShortParts> merged;
  size_t size = parts.size();
  for (size_t i = 0; i + 1 < size; ++i) {
    merged[i] = pairs.Find(parts[i], parts[i + 1]);
  }
  while (size > 1) {
    const Rank lowest = Lowest(std::span(merged).first(size - 1));
    if (lowest == kNoRank) break;
    const size_t at =
        std::find(merged.begin(), merged.end(), lowest) - merged.begin();
    parts[at] = lowest;
    RemoveAt(parts.data(), size, at + 1);
    RemoveAt(merged.data(), size - 1, at);
    --size;
    if (at > 0) merged[at - 1] = pairs.Find(parts[at - 1], parts[at]);
    if (at + 1 < size) merged[at] = pairs.Find(parts[at], parts[at + 1]);
  }
  return size;
}

PieceMerger::PieceMerger(const Image& image, CpuPath path)
    : image_(image), path_(path) {}

PieceMerger::~PieceMerger() = default;

std::span<const Rank> PieceMerger::Merge(std::string_view piece) {
  parts_.clear();
  if (!piece.empty() && piece.size() <= 4 * kMaxShortParts) {
    parts_.resize(piece.size());
    parts_.resize(StartingParts(image_, piece, parts_.data()));
  }
  if (!parts_.empty() && parts_.size() <= kMaxShortParts) {
    parts_.resize(MergeByScanning(image_.pairs(), parts_));
    return parts_;
  }
  return MergeLong(piece);
}

std::span<const Rank> PieceMerger::MergeBytes(std::string_view bytes) {
  if (bytes.size() > kMaxShortParts) return MergeLong(bytes);
  parts_.clear();
  for (const char byte : bytes) {
    parts_.push_back(image_.ByteRank(static_cast<unsigned char>(byte)));
  }
  if (!parts_.empty()) parts_.resize(MergeByScanning(image_.pairs(), parts_));
  return parts_;
}

std::span<const Rank> PieceMerger::MergeLong(std::string_view piece) {
  if (long_pieces_ == nullptr) {
    long_pieces_ =
        std::make_unique<LongPieceMerger>(image_, BlockKernelsOf(path_));
  }
  parts_ = long_pieces_->Merge(piece);
  return parts_;
}

void PieceMerger::ShrinkScratch() {
  constexpr size_t kKeptParts = size_t{1} << 16;
  if (parts_.capacity() <= kKeptParts) return;
  parts_ = std::vector<Rank>();
  long_pieces_.reset();
}

}  // namespace tokenfare::internal
