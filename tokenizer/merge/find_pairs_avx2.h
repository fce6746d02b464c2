// The look-ups of a ColumnMerger (merge_columns.h), four columns at a time.

#ifndef TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX2_H_
#define TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX2_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/merge/merge_columns.h"
#include "tokenfare/tokenizer/tables/pair_table.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE __m256i FourOf(uint64_t value) {
  return _mm256_set1_epi64x(static_cast<int64_t>(value));
}

// The lower halves of the products.
TOKENFARE_BLOCK_INLINE __m256i MultiplyFour(__m256i a, uint64_t b) {
  const __m256i low = FourOf(b);
  const __m256i high = FourOf(b >> 32);
  const __m256i cross =
      _mm256_add_epi64(_mm256_mul_epu32(a, high),
                       _mm256_mul_epu32(_mm256_srli_epi64(a, 32), low));
  return _mm256_add_epi64(_mm256_mul_epu32(a, low),
                          _mm256_slli_epi64(cross, 32));
}

// As PairTable::Find, of four pairs; in the lower halves.
TOKENFARE_BLOCK_INLINE __m256i FindFourPairs(const PairTable& pairs,
                                             __m128i left, __m128i right) {
  const __m256i key = _mm256_or_si256(
      _mm256_slli_epi64(_mm256_cvtepu32_epi64(left), kPairRankBits),
      _mm256_cvtepu32_epi64(right));
  __m256i mixed = MultiplyFour(_mm256_add_epi64(key, FourOf(MixedPair::kAdd)),
                               MixedPair::kMix);
  mixed = _mm256_xor_si256(mixed, _mm256_srli_epi64(mixed, MixedPair::kFold));
  const __m256i bucket =
      _mm256_srl_epi64(mixed, _mm_cvtsi32_si128(pairs.bucket_shift));
  // Reads the displacement after, too.
  const __m256i displacement = _mm256_and_si256(
      _mm256_cvtepu32_epi64(_mm256_i64gather_epi32(
          reinterpret_cast<const int*>(pairs.displacements), bucket, 2)),
      FourOf(0xFFFF));
  // Products of the lower halves.
  const __m256i stride = _mm256_srli_epi64(mixed, MixedPair::kStrideShift);
  const __m256i at =
      _mm256_add_epi64(mixed, _mm256_mul_epu32(displacement, stride));
  const __m256i slot_index =
      _mm256_srli_epi64(_mm256_mul_epu32(at, FourOf(pairs.slot_count)), 32);
  const __m256i slot = _mm256_i64gather_epi64(
      reinterpret_cast<const long long*>(pairs.slots), slot_index, 8);
  const __m256i found =
      _mm256_cmpeq_epi64(_mm256_srli_epi64(slot, kPairRankBits), key);
  return _mm256_blendv_epi8(
      FourOf(kNoMerge), _mm256_and_si256(slot, FourOf(kPairRankMask)), found);
}

template <typename Row>
TOKENFARE_BLOCK_INLINE Row FindPairsAvx2(const PairTable& pairs, Row left,
                                         Row right) {
  Row merged;
  const auto* const lefts = reinterpret_cast<const __m128i*>(&left);
  const auto* const rights = reinterpret_cast<const __m128i*>(&right);
  auto* const out = reinterpret_cast<__m128i*>(&merged);
  const __m256i lower_halves = _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0);
  for (size_t i = 0; i < sizeof(Row) / sizeof(__m128i); ++i) {
    const __m256i four = FindFourPairs(pairs, _mm_load_si128(lefts + i),
                                       _mm_load_si128(rights + i));
    _mm_store_si128(out + i, _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(
                                 four, lower_halves)));
  }
  return merged;
}

template <typename Row>
TOKENFARE_BLOCK_INLINE bool AnyAvx2(Row where) {
  return _mm256_movemask_epi8(reinterpret_cast<__m256i>(where)) != 0;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX2_H_
