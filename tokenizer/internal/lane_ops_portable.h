// The operations of a LaneMerger (merge_lanes.h), for any machine.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_PORTABLE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_PORTABLE_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/merge_lanes.h"

namespace tokenfare::internal {

template <size_t kWidth>
struct PortableLaneOps {
  // The first place of the least of the ranks.
  TOKENFARE_BLOCK_INLINE static size_t Lowest(const uint32_t* ranks) {
    size_t at = 0;
    for (size_t i = 1; i < kWidth; ++i) {
      at = ranks[i] < ranks[at] ? i : at;
    }
    return at;
  }
  // Closes the gap that it makes at `at`, with kNoRank at the end.
  TOKENFARE_BLOCK_INLINE static void Remove(uint32_t* ranks, size_t at) {
    for (size_t i = at; i + 1 < kWidth; ++i) {
      ranks[i] = ranks[i + 1];
    }
    ranks[kWidth - 1] = kNoRank;
  }
  // kNoRank where the line has no such pair.
  TOKENFARE_BLOCK_INLINE static uint32_t FindInLine(const PairLine& line,
                                                    uint64_t key) {
    uint64_t found = 0;
    for (int i = 0; i < 4; ++i) {
      const uint64_t slot = Slots(line)[i];
      found |= ((slot & ~kPairOverflow) >> kPairRankBits) == key ? slot : 0;
    }
    return static_cast<uint32_t>(found & kPairRankMask) - 1;
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_PORTABLE_H_
