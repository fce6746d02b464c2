#include "tokenfare/tokenizer/internal/token_structure.h"

#include <algorithm>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare::internal {
namespace {

using RankByBytes = absl::flat_hash_map<absl::string_view, Rank>;

// Encodes one token after another; keeps its memory from token to token.
class TokenEncoder {
 public:
  explicit TokenEncoder(const Vocabulary& vocabulary) {
    ranks_.reserve(vocabulary.tokens.size());
    for (size_t rank = 0; rank < vocabulary.tokens.size(); ++rank) {
      ranks_.emplace(vocabulary.tokens[rank], static_cast<Rank>(rank));
    }
  }

  TokenParts LastMerge(absl::string_view token) {
    Begin(token);
    TokenParts last;
    Rank highest = 0;
    while (ends_.size() > 1) {
      const auto lowest = std::min_element(merged_.begin(), merged_.end());
      if (*lowest == kNoRank) return {};
      const size_t at = lowest - merged_.begin();
      highest = std::max(highest, *lowest);
      if (ends_.size() == 2) {
        last.left = RankOf(token.substr(0, ends_[0]));
        last.right = RankOf(token.substr(ends_[0]));
      }
      Merge(token, at);
    }
    last.highest = highest;
    return last;
  }

 private:
  // ends_[i] is the end of part i; merged_[i] the rank of parts i and i+1.
  void Begin(absl::string_view token) {
    ends_.clear();
    merged_.clear();
    for (size_t i = 0; i < token.size(); ++i) {
      ends_.push_back(i + 1);
      if (i + 1 < token.size()) merged_.push_back(RankOf(token.substr(i, 2)));
    }
  }

  void Merge(absl::string_view token, size_t at) {
    ends_.erase(ends_.begin() + static_cast<std::ptrdiff_t>(at));
    merged_.erase(merged_.begin() + static_cast<std::ptrdiff_t>(at));
    if (at > 0) merged_[at - 1] = RankOfPair(token, at - 1);
    if (at < merged_.size()) merged_[at] = RankOfPair(token, at);
  }

  Rank RankOfPair(absl::string_view token, size_t at) const {
    const size_t begin = at == 0 ? 0 : ends_[at - 1];
    return RankOf(token.substr(begin, ends_[at + 1] - begin));
  }

  Rank RankOf(absl::string_view bytes) const {
    const auto found = ranks_.find(bytes);
    return found == ranks_.end() ? kNoRank : found->second;
  }

  RankByBytes ranks_;
  std::vector<size_t> ends_;
  std::vector<Rank> merged_;
};

// Length of the continuation bytes that `token` begins with.
size_t LeadingContinuations(std::string_view token) {
  size_t length = 0;
  while (length < token.size() && IsContinuation(token[length])) ++length;
  return length;
}

// Length of the incomplete character that `token` ends with, 0 for none.
size_t TrailingIncomplete(std::string_view token) {
  for (size_t length = 1; length <= 3 && length <= token.size(); ++length) {
    const auto byte = static_cast<unsigned char>(token[token.size() - length]);
    if (IsContinuation(byte)) continue;
    return LeadOf(byte).length > length ? length : 0;
  }
  return 0;
}

// The lowest rank of a token that joins a part of a character to bytes outside
// it, by that part.
class CrossingTokens {
 public:
  explicit CrossingTokens(const Vocabulary& vocabulary) {
    for (size_t rank = 0; rank < vocabulary.tokens.size(); ++rank) {
      const std::string_view token = vocabulary.tokens[rank];
      const size_t leading = LeadingContinuations(token);
      const size_t trailing = TrailingIncomplete(token);
      // Tokens come in order of rank, so the first is the lowest.
      if (leading > 0 && leading < token.size()) {
        AddEndings(token.substr(0, leading), static_cast<Rank>(rank));
      }
      if (trailing > 0 && trailing < token.size()) {
        AddBeginnings(token.substr(token.size() - trailing),
                      static_cast<Rank>(rank));
      }
    }
  }

  // The lowest rank of those that touch `character`.
  Rank LowestFor(std::string_view character) const {
    Rank lowest = kNoRank;
    for (size_t cut = 1; cut < character.size(); ++cut) {
      lowest = std::min({lowest, Find(beginnings_, character.substr(0, cut)),
                         Find(endings_, character.substr(cut))});
    }
    return lowest;
  }

 private:
  using Lowest = absl::flat_hash_map<absl::string_view, Rank>;

  static absl::string_view View(std::string_view s) {
    return {s.data(), s.size()};
  }
  static Rank Find(const Lowest& parts, std::string_view part) {
    const auto found = parts.find(View(part));
    return found == parts.end() ? kNoRank : found->second;
  }
  void AddEndings(std::string_view part, Rank rank) {
    endings_.emplace(View(part), rank);
  }
  void AddBeginnings(std::string_view part, Rank rank) {
    beginnings_.emplace(View(part), rank);
  }

  Lowest beginnings_;
  Lowest endings_;
};

}  // namespace

std::vector<TokenParts> FindTokenParts(const Vocabulary& vocabulary) {
  TokenEncoder encoder(vocabulary);
  std::vector<TokenParts> parts;
  parts.reserve(vocabulary.tokens.size());
  for (const std::string& token : vocabulary.tokens) {
    parts.push_back(token.size() == 1 ? TokenParts()
                                      : encoder.LastMerge(token));
  }
  return parts;
}

std::vector<AtomicCharacter> FindAtomicCharacters(
    const Vocabulary& vocabulary, const std::vector<TokenParts>& parts) {
  const CrossingTokens crossing(vocabulary);
  std::vector<AtomicCharacter> characters;
  for (size_t rank = 0; rank < vocabulary.tokens.size(); ++rank) {
    const std::string_view token = vocabulary.tokens[rank];
    if (token.size() < 2 || token.size() > 4 || !parts[rank].reachable()) {
      continue;
    }
    const Utf8Character character = DecodeUtf8(token, 0);
    if (!character.well_formed || character.length != token.size()) continue;
    if (crossing.LowestFor(token) > parts[rank].highest) {
      characters.push_back({character.code_point, static_cast<Rank>(rank)});
    }
  }
  std::sort(characters.begin(), characters.end(),
            [](const AtomicCharacter& a, const AtomicCharacter& b) {
              return a.code_point < b.code_point;
            });
  return characters;
}

}  // namespace tokenfare::internal
