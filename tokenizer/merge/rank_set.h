// A set of ranks that gives its lowest member.

#ifndef TOKENFARE_TOKENIZER_MERGE_RANK_SET_H_
#define TOKENFARE_TOKENIZER_MERGE_RANK_SET_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// A bit a rank, a bit for each 64 of those, and a bit for each 64 of those in
// turn: at 2 Mi ranks, the top level is 512 bits. Insert is constant time;
// PopLowest scans at most the top level.
class RankSet {
 public:
  explicit RankSet(size_t ranks)
      : members_(ranks / 64 + 1),
        words_(members_.size() / 64 + 1),
        groups_(words_.size() / 64 + 1) {}

  void Insert(Rank rank) {
    SetBit(members_, rank);
    SetBit(words_, rank >> 6);
    SetBit(groups_, rank >> 12);
  }

  // Removes and returns the lowest member, or nothing where there is none.
  std::optional<Rank> PopLowest() {
    for (size_t group = 0; group < groups_.size(); ++group) {
      if (groups_[group] == 0) continue;
      const size_t word = 64 * group + LowestBit(groups_[group]);
      const size_t member = 64 * word + LowestBit(words_[word]);
      const size_t rank = 64 * member + LowestBit(members_[member]);
      if (ClearLowest(members_[member]) && ClearLowest(words_[word])) {
        ClearLowest(groups_[group]);
      }
      return static_cast<Rank>(rank);
    }
    return std::nullopt;
  }

 private:
  using Bits = std::vector<uint64_t>;

  static void SetBit(Bits& bits, size_t at) {
    bits[at >> 6] |= uint64_t{1} << (at & 63);
  }
  static size_t LowestBit(uint64_t word) {
    return static_cast<size_t>(std::countr_zero(word));
  }
  // True where none is left.
  static bool ClearLowest(uint64_t& word) {
    word &= word - 1;
    return word == 0;
  }

  Bits members_;
  Bits words_;
  Bits groups_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_RANK_SET_H_
