// The operations of a LaneMerger (merge_lanes.h), with AVX-512.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_
#define TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/merge_lanes.h"

namespace tokenfare::internal {

template <size_t kWidth>
struct Avx512LaneOps {
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
  // kNoRank where the line has no such pair.
  TOKENFARE_BLOCK_INLINE static uint32_t FindInLine(const PairLine& line,
                                                    uint64_t key) {
    const __m256i slots =
        _mm256_load_si256(reinterpret_cast<const __m256i*>(&line));
    const __m256i keys = _mm256_and_si256(
        _mm256_srli_epi64(slots, kPairRankBits),
        _mm256_set1_epi64x((int64_t{1} << (2 * kPairRankBits)) - 1));
    const __m256i equal =
        _mm256_cmpeq_epi64(keys, _mm256_set1_epi64x(static_cast<int64_t>(key)));
    const __m256i found = _mm256_and_si256(slots, equal);
    const __m128i halves = _mm_or_si128(_mm256_castsi256_si128(found),
                                        _mm256_extracti128_si256(found, 1));
    const __m128i slot =
        _mm_or_si128(halves, _mm_unpackhi_epi64(halves, halves));
    return (static_cast<uint32_t>(_mm_cvtsi128_si64(slot)) & kPairRankMask) - 1;
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_
