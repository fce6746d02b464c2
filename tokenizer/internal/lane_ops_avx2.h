// The operations of a LaneMerger (merge_lanes.h), with AVX2.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX2_H_
#define TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX2_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/merge_lanes.h"

namespace tokenfare::internal {

// Looking for a pair in four slots; lanes of AVX-512 do it the same way.
struct Avx2PairOps {
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

template <size_t kWidth>
struct Avx2LaneOps : Avx2PairOps {
  // The first place of the least of the ranks.
  TOKENFARE_BLOCK_INLINE static size_t Lowest(const uint32_t* ranks) {
    __m256i eight = Load(ranks);
    for (size_t i = 8; i < kWidth; i += 8) {
      eight = _mm256_min_epu32(eight, Load(ranks + i));
    }
    __m128i four = _mm_min_epu32(_mm256_castsi256_si128(eight),
                                 _mm256_extracti128_si256(eight, 1));
    four = _mm_min_epu32(four, _mm_shuffle_epi32(four, 0b01001110));
    four = _mm_min_epu32(four, _mm_shuffle_epi32(four, 0b10110001));
    const __m256i least = _mm256_broadcastd_epi32(four);
    uint64_t equal = 0;
    for (size_t i = 0; i < kWidth; i += 8) {
      equal |= uint64_t{Equal(Load(ranks + i), least)} << i;
    }
    return LowestBit(equal);
  }
  // Closes the gap that it makes at `at`, with kNoRank at the end.
  TOKENFARE_BLOCK_INLINE static void Remove(uint32_t* ranks, size_t at) {
    for (size_t i = at; i + 1 < kWidth; ++i) {
      ranks[i] = ranks[i + 1];
    }
    ranks[kWidth - 1] = kNoRank;
  }

 private:
  TOKENFARE_BLOCK_INLINE static __m256i Load(const uint32_t* ranks) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(ranks));
  }
  TOKENFARE_BLOCK_INLINE static uint32_t Equal(__m256i ranks, __m256i least) {
    return static_cast<uint32_t>(_mm256_movemask_ps(
        _mm256_castsi256_ps(_mm256_cmpeq_epi32(ranks, least))));
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_LANE_OPS_AVX2_H_
