// The operations of a LaneMerger (merge_lanes.h), with AVX-512.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_
#define TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/lane_ops_avx2.h"
#include "tokenfare/tokenizer/internal/merge_lanes.h"

namespace tokenfare::internal {

template <size_t kWidth>
struct Avx512LaneOps : Avx2PairOps {
  // The first place of the least of the ranks.
  TOKENFARE_BLOCK_INLINE static size_t Lowest(const uint32_t* ranks) {
    __m512i all = _mm512_load_si512(ranks);
    for (size_t i = 16; i < kWidth; i += 16) {
      all = _mm512_min_epu32(all, _mm512_load_si512(ranks + i));
    }
    const __m512i least =
        _mm512_set1_epi32(static_cast<int>(_mm512_reduce_min_epu32(all)));
    uint64_t equal = 0;
    for (size_t i = 0; i < kWidth; i += 16) {
      equal |=
          uint64_t{_mm512_cmpeq_epi32_mask(_mm512_load_si512(ranks + i), least)}
          << i;
    }
    return LowestBit(equal);
  }
  // Closes the gap that it makes at `at`, with kNoRank at the end.
  TOKENFARE_BLOCK_INLINE static void Remove(uint32_t* ranks, size_t at) {
    // From the end on, each register gives its first rank to the one before.
    __m512i next = _mm512_set1_epi32(-1);
    for (size_t i = kWidth - 16;; i -= 16) {
      const __m512i all = _mm512_load_si512(ranks + i);
      const uint32_t gap = at > i ? 1u << (at - i) : 1;
      _mm512_store_si512(
          ranks + i,
          _mm512_mask_compress_epi32(next, static_cast<__mmask16>(~gap), all));
      if (at >= i) break;
      next = _mm512_broadcastd_epi32(_mm512_castsi512_si128(all));
    }
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_
