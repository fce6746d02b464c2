// The loop of a FindKeyedKernel (block_kernels.h), eight pieces at a time.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_AVX512_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/lookup/find_packed_avx512.h"
#include "tokenfare/tokenizer/lookup/keyed_cache.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

// The keys of eight pieces.
struct EightKeys {
  __m512i low;
  __m512i high;
  __mmask8 fits;  // those of up to 15 bytes

  // MixKey.
  TOKENFARE_BLOCK_INLINE __m512i Mixed() const {
    return SpreadPackedAvx512(
        _mm512_xor_si512(low, _mm512_mullo_epi64(high, AllOf(kMixSecond))));
  }
};

// Of the pieces that `index` names, where `here` has a bit. Requires pieces of
// over 8 bytes, and reads only them.
TOKENFARE_BLOCK_INLINE EightKeys LoadEightKeys(const char* text,
                                               const size_t* begins,
                                               const size_t* ends,
                                               __m256i index, __mmask8 here) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i begin =
      _mm512_mask_i32gather_epi64(zero, here, index, begins, 8);
  const __m512i end = _mm512_mask_i32gather_epi64(zero, here, index, ends, 8);
  const __m512i length = _mm512_sub_epi64(end, begin);
  const __mmask8 fits =
      _mm512_mask_cmple_epu64_mask(here, length, AllOf(kMaxKeyBytes));
  const __m512i low = _mm512_mask_i64gather_epi64(zero, fits, begin, text, 1);
  // As LoadLongerKey: the last 8 bytes, without those that are in `low`.
  const __m512i last = _mm512_mask_i64gather_epi64(
      zero, fits, _mm512_sub_epi64(end, AllOf(8)), text, 1);
  const __m512i bits = _mm512_slli_epi64(length, 3);
  const __m512i high = _mm512_or_si512(
      _mm512_srlv_epi64(last, _mm512_sub_epi64(AllOf(128), bits)),
      _mm512_slli_epi64(length, kKeyLengthShift));
  return {low, high, fits};
}

TOKENFARE_BLOCK_INLINE size_t FindKeyedAvx512(FindKeyedRun& run) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i shift = _mm512_set1_epi64(run.shift);
  __m512i tokens = zero;
  size_t unknown = 0;
  for (size_t i = 0; i < run.count; i += 8) {
    const __mmask8 here = EightOf(run.count - i);
    const __m256i index = _mm256_maskz_loadu_epi32(here, run.pieces + i);
    const EightKeys keys =
        LoadEightKeys(run.text, run.begins, run.ends, index, here);
    const __m512i slot =
        _mm512_slli_epi64(_mm512_srlv_epi64(keys.Mixed(), shift), 1);
    const __m512i slot_low =
        _mm512_mask_i64gather_epi64(zero, keys.fits, slot, run.slots, 8);
    const __m512i slot_high = _mm512_mask_i64gather_epi64(
        zero, keys.fits, slot, reinterpret_cast<const char*>(run.slots) + 8, 8);
    const __m512i difference = _mm512_xor_si512(slot_high, keys.high);
    __mmask8 known =
        _mm512_mask_cmpeq_epi64_mask(keys.fits, slot_low, keys.low);
    known =
        _mm512_mask_testn_epi64_mask(known, difference, AllOf(~kKeyNoteMask));
    tokens = _mm512_mask_add_epi64(
        tokens, known, tokens, _mm512_srli_epi64(difference, kKeyNoteShift));
    unknown += WriteIndices(static_cast<__mmask8>(here & ~known), index,
                            run.unknown + unknown);
  }
  run.unknown_count = unknown;
  return static_cast<size_t>(_mm512_reduce_add_epi64(tokens));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_AVX512_H_
