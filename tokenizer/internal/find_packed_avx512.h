// The loop of a FindKernel (block_kernels.h), eight pieces at a time.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_FIND_PACKED_AVX512_H_
#define TOKENFARE_TOKENIZER_INTERNAL_FIND_PACKED_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/packed_cache.h"
#include "tokenfare/tokenizer/internal/packed_piece.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE __m512i AllOf(uint64_t value) {
  return _mm512_set1_epi64(static_cast<int64_t>(value));
}

TOKENFARE_BLOCK_INLINE __m512i MixPackedAvx512(__m512i packed) {
  packed = _mm512_mullo_epi64(packed, AllOf(kMixFirst));
  packed = _mm512_xor_si512(packed, _mm512_srli_epi64(packed, kMixShift));
  return _mm512_mullo_epi64(packed, AllOf(kMixSecond));
}

TOKENFARE_BLOCK_INLINE size_t FindPackedAvx512(FindRun& run) {
  const __m512i seven = AllOf(7);
  const __m512i eight = AllOf(8);
  const __m512i shift = _mm512_set1_epi64(run.shift);
  __m512i tokens = _mm512_setzero_si512();
  __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t unknown = 0;
  size_t longer = 0;
  for (size_t i = 0; i < run.pieces; i += 8) {
    const __mmask8 here = static_cast<__mmask8>(
        BitsBelow(run.pieces - i < 8 ? run.pieces - i : 8));
    const __m512i begin = _mm512_maskz_loadu_epi64(here, run.begins + i);
    const __m512i end = _mm512_maskz_loadu_epi64(here, run.ends + i);
    const __m512i length = _mm512_sub_epi64(end, begin);
    const __m512i word = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(),
                                                     here, begin, run.text, 1);
    const __m512i bits = _mm512_slli_epi64(length, 3);
    const __m512i packed = _mm512_add_epi64(
        _mm512_sllv_epi64(word, _mm512_sub_epi64(AllOf(64), bits)),
        _mm512_and_si512(length, seven));
    // CanPack: a piece of 8 may not look like a shorter one.
    const __mmask8 over = _mm512_mask_cmpgt_epi64_mask(here, length, seven);
    const __mmask8 too_long =
        _mm512_mask_cmpgt_epi64_mask(over, length, eight) |
        _mm512_mask_cmplt_epu64_mask(
            over, _mm512_and_si512(packed, AllOf(0xFF)), eight);
    const __mmask8 fits = here & ~too_long;
    const __m512i mixed = MixPackedAvx512(packed);
    const __m512i slots = _mm512_mask_i64gather_epi64(
        _mm512_setzero_si512(), fits, _mm512_srlv_epi64(mixed, shift),
        run.slots, 8);
    const __m512i count = _mm512_xor_si512(slots, _mm512_slli_epi64(mixed, 4));
    const __mmask8 known = _mm512_mask_cmplt_epu64_mask(
        fits, _mm512_sub_epi64(count, AllOf(1)), AllOf(kMostSlotCount));
    tokens = _mm512_mask_add_epi64(tokens, known, tokens, count);
    const __mmask8 missed = fits & ~known;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(run.unknown + unknown),
                        _mm256_maskz_compress_epi32(missed, index));
    unknown += static_cast<size_t>(__builtin_popcount(missed));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(run.longer + longer),
                        _mm256_maskz_compress_epi32(too_long, index));
    longer += static_cast<size_t>(__builtin_popcount(too_long));
    index = _mm256_add_epi32(index, _mm256_set1_epi32(8));
  }
  run.unknown_count = unknown;
  run.longer_count = longer;
  return static_cast<size_t>(_mm512_reduce_add_epi64(tokens));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_FIND_PACKED_AVX512_H_
