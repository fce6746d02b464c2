// The look-ups of a ColumnMerger (merge_columns.h), all columns at once.

#ifndef TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX512_H_
#define TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX512_H_

#include <immintrin.h>

#include <cstdint>

#include "tokenfare/tokenizer/lookup/find_packed_avx512.h"
#include "tokenfare/tokenizer/merge/merge_columns.h"
#include "tokenfare/tokenizer/tables/pair_table.h"

namespace tokenfare::internal {

// As PairTable::Find, of eight pairs.
TOKENFARE_BLOCK_INLINE __m256i FindEightPairs(const PairTable& pairs,
                                              __m256i left, __m256i right) {
  const __m512i key = _mm512_or_si512(
      _mm512_slli_epi64(_mm512_cvtepu32_epi64(left), kPairRankBits),
      _mm512_cvtepu32_epi64(right));
  __m512i mixed = _mm512_mullo_epi64(
      _mm512_add_epi64(key, AllOf(MixedPair::kAdd)), AllOf(MixedPair::kMix));
  mixed = _mm512_xor_si512(mixed, _mm512_srli_epi64(mixed, MixedPair::kFold));
  const __m512i bucket =
      _mm512_srl_epi64(mixed, _mm_cvtsi32_si128(pairs.bucket_shift));
  // Reads the displacement after, too.
  const __m512i displacement =
      _mm512_and_si512(_mm512_cvtepu32_epi64(_mm512_i64gather_epi32(
                           bucket, pairs.displacements, 2)),
                       AllOf(0xFFFF));
  // Products of the lower halves.
  const __m512i stride = _mm512_srli_epi64(mixed, MixedPair::kStrideShift);
  const __m512i at =
      _mm512_add_epi64(mixed, _mm512_mul_epu32(displacement, stride));
  const __m512i slot_index =
      _mm512_srli_epi64(_mm512_mul_epu32(at, AllOf(pairs.slot_count)), 32);
  const __m512i slot = _mm512_i64gather_epi64(slot_index, pairs.slots, 8);
  const __mmask8 found =
      _mm512_cmpeq_epi64_mask(_mm512_srli_epi64(slot, kPairRankBits), key);
  return _mm512_cvtepi64_epi32(_mm512_mask_and_epi64(
      AllOf(kNoMerge), found, slot, AllOf(kPairRankMask)));
}

template <typename Row>
TOKENFARE_BLOCK_INLINE Row FindPairsAvx512(const PairTable& pairs, Row left,
                                           Row right) {
  const auto lefts = reinterpret_cast<__m512i>(left);
  const auto rights = reinterpret_cast<__m512i>(right);
  const __m256i low = FindEightPairs(pairs, _mm512_castsi512_si256(lefts),
                                     _mm512_castsi512_si256(rights));
  const __m256i high =
      FindEightPairs(pairs, _mm512_extracti64x4_epi64(lefts, 1),
                     _mm512_extracti64x4_epi64(rights, 1));
  return reinterpret_cast<Row>(
      _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1));
}

template <typename Row>
TOKENFARE_BLOCK_INLINE bool AnyAvx512(Row where) {
  const auto bits = reinterpret_cast<__m512i>(where);
  return _mm512_test_epi32_mask(bits, bits) != 0;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_AVX512_H_
