// The loop of a FindKernel (block_kernels.h), eight pieces at a time.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_AVX512_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/packed_cache.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE __m512i AllOf(uint64_t value) {
  return _mm512_set1_epi64(static_cast<int64_t>(value));
}

TOKENFARE_BLOCK_INLINE __m512i SpreadPackedAvx512(__m512i packed) {
  return _mm512_mullo_epi64(packed, AllOf(kMixFirst));
}

// The pieces of eight places, of which `here` are there.
struct EightPacked {
  __m512i spread;
  __mmask8 fits;    // those of up to 8 bytes
  __mmask8 longer;  // the others
};

TOKENFARE_BLOCK_INLINE EightPacked LoadEightPacked(const char* text,
                                                   const size_t* begins,
                                                   const size_t* ends,
                                                   __mmask8 here) {
  const __m512i begin = _mm512_maskz_loadu_epi64(here, begins);
  const __m512i end = _mm512_maskz_loadu_epi64(here, ends);
  const __m512i length = _mm512_sub_epi64(end, begin);
  const __m512i word =
      _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), here, begin, text, 1);
  const __m512i bits = _mm512_slli_epi64(length, 3);
  const __m512i packed = _mm512_add_epi64(
      _mm512_sllv_epi64(word, _mm512_sub_epi64(AllOf(64), bits)), length);
  const __mmask8 longer =
      _mm512_mask_cmpgt_epu64_mask(here, length, AllOf(kMaxPackedBytes));
  return {SpreadPackedAvx512(packed), static_cast<__mmask8>(here & ~longer),
          longer};
}

// Writes the numbers of the places in `mask`, from `index`, and returns how
// many. Requires room for eight.
TOKENFARE_BLOCK_INLINE size_t WriteIndices(__mmask8 mask, __m256i index,
                                           uint32_t* indices) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(indices),
                      _mm256_maskz_compress_epi32(mask, index));
  return static_cast<size_t>(__builtin_popcount(mask));
}

TOKENFARE_BLOCK_INLINE __mmask8 EightOf(size_t left) {
  return static_cast<__mmask8>(BitsBelow(left < 8 ? left : 8));
}

TOKENFARE_BLOCK_INLINE size_t FindPackedAvx512(FindRun& run) {
  const __m512i shift = _mm512_set1_epi64(run.shift);
  __m512i tokens = _mm512_setzero_si512();
  __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t unknown = 0;
  size_t longer = 0;
  for (size_t i = 0; i < run.pieces; i += 8) {
    const EightPacked all = LoadEightPacked(
        run.text, run.begins + i, run.ends + i, EightOf(run.pieces - i));
    const __m512i slots = _mm512_mask_i64gather_epi64(
        _mm512_setzero_si512(), all.fits, _mm512_srlv_epi64(all.spread, shift),
        run.slots, 8);
    const __m512i count =
        _mm512_xor_si512(slots, _mm512_slli_epi64(all.spread, 4));
    const __mmask8 known = _mm512_mask_cmplt_epu64_mask(
        all.fits, _mm512_sub_epi64(count, AllOf(1)), AllOf(kMostSlotCount));
    tokens = _mm512_mask_add_epi64(tokens, known, tokens, count);
    unknown += WriteIndices(static_cast<__mmask8>(all.fits & ~known), index,
                            run.unknown + unknown);
    longer += WriteIndices(all.longer, index, run.longer + longer);
    index = _mm256_add_epi32(index, _mm256_set1_epi32(8));
  }
  run.unknown_count = unknown;
  run.longer_count = longer;
  return static_cast<size_t>(_mm512_reduce_add_epi64(tokens));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_AVX512_H_
