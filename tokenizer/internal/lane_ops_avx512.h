// The operations of a LaneMerger (merge_lanes.h), with AVX-512.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_
#define TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/merge_lanes.h"

namespace tokenfare::internal {

struct Avx512LaneOps {
  // The first place of the least of 16 ranks.
  TOKENFARE_BLOCK_INLINE static size_t Lowest(const uint32_t* ranks) {
    const __m512i all = _mm512_load_si512(ranks);
    const __m512i least =
        _mm512_set1_epi32(static_cast<int>(_mm512_reduce_min_epu32(all)));
    return LowestBit(_mm512_cmpeq_epi32_mask(all, least));
  }
  // Closes the gap that it makes at `at`, with kNoRank at the end.
  TOKENFARE_BLOCK_INLINE static void Remove(uint32_t* ranks, size_t at) {
    const auto kept = static_cast<__mmask16>(~(1u << at));
    _mm512_store_si512(ranks, _mm512_mask_compress_epi32(
                                  _mm512_set1_epi32(-1), kept,
                                  _mm512_load_si512(ranks)));
  }
  // kNoRank where the line has no such pair.
  TOKENFARE_BLOCK_INLINE static uint32_t FindInLine(const PairLine& line,
                                                    uint64_t key) {
    const __m256i slots =
        _mm256_load_si256(reinterpret_cast<const __m256i*>(&line));
    const __m256i keys = _mm256_and_si256(
        _mm256_srli_epi64(slots, kPairRankBits),
        _mm256_set1_epi64x((int64_t{1} << (2 * kPairRankBits)) - 1));
    const __m256i equal = _mm256_cmpeq_epi64(
        keys, _mm256_set1_epi64x(static_cast<int64_t>(key)));
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
