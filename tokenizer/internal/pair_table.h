// From two adjacent tokens to the token that they merge into.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PAIR_TABLE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PAIR_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/tokenizer/internal/stable_hash.h"
#include "tokenfare/tokenizer/internal/vocabulary.h"

namespace tokenfare::internal {

// A slot holds the left rank, the right one, and the merged one plus 1, in 21
// bits each (kMaxTokens); an empty slot holds zeros. The top bit of a line's
// first slot says that a pair which belongs here lies in a later line.
struct alignas(32) PairLine {
  std::array<uint64_t, 4> slots{};
};

inline constexpr int kPairRankBits = 21;
inline constexpr uint64_t kPairRankMask = (uint64_t{1} << kPairRankBits) - 1;
inline constexpr uint64_t kPairOverflow = uint64_t{1} << 63;

[[gnu::always_inline]] constexpr uint64_t PairKey(Rank left, Rank right) {
  return (uint64_t{left} << kPairRankBits) | right;
}

constexpr uint64_t PairSlot(Rank left, Rank right, Rank merged) {
  return (PairKey(left, right) << kPairRankBits) | (uint64_t{merged} + 1);
}

class PairTable {
 public:
  explicit PairTable(std::span<const PairLine> lines) : lines_(lines) {}

  // The token that `left` and `right` merge into, or kNoRank. Nearly always one
  // half of a cache line; the longest probe is fixed when the table is built.
  Rank Find(Rank left, Rank right) const {
    const uint64_t key = PairKey(left, right);
    for (size_t at = HomeLine(key, lines_.size());;) {
      const PairLine& line = lines_[at];
      for (const uint64_t slot : line.slots) {
        const uint64_t merged = slot & kPairRankMask;
        if (((slot & ~kPairOverflow) >> kPairRankBits) == key && merged != 0) {
          return static_cast<Rank>(merged - 1);
        }
      }
      if ((line.slots[0] & kPairOverflow) == 0) return kNoRank;
      if (++at == lines_.size()) at = 0;
    }
  }

  std::span<const PairLine> lines() const { return lines_; }

  [[gnu::always_inline]] static size_t HomeLine(uint64_t key, size_t lines) {
    return HashToIndex(HashPair(key, kHashA), lines);
  }

 private:
  std::span<const PairLine> lines_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PAIR_TABLE_H_
