#include "tokenfare/tokenizer/tables/token_structure.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

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

}  // namespace tokenfare::internal
