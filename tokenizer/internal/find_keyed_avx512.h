// The loop of a FindKeyedKernel (block_kernels.h), eight pieces at a time.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_FIND_KEYED_AVX512_H_
#define TOKENFARE_TOKENIZER_INTERNAL_FIND_KEYED_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/find_packed_avx512.h"
#include "tokenfare/tokenizer/internal/keyed_cache.h"
#include "tokenfare/tokenizer/internal/piece_key.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE size_t FindKeyedAvx512(FindKeyedRun& run) {
  // 16 bytes are read at the start of a piece.
  const size_t last = run.text_size < 16 ? 0 : run.text_size - 16;
  const __m512i zero = _mm512_setzero_si512();
  __m512i tokens = zero;
  size_t unknown = 0;
  for (size_t i = 0; i < run.count; i += 8) {
    const auto here =
        static_cast<__mmask8>(BitsBelow(run.count - i < 8 ? run.count - i : 8));
    const __m256i index = _mm256_maskz_loadu_epi32(here, run.pieces + i);
    const __m512i begin =
        _mm512_mask_i32gather_epi64(zero, here, index, run.begins, 8);
    const __m512i end =
        _mm512_mask_i32gather_epi64(zero, here, index, run.ends, 8);
    const __m512i length = _mm512_sub_epi64(end, begin);
    __mmask8 fits =
        _mm512_mask_cmple_epu64_mask(here, length, AllOf(kMaxKeyBytes));
    fits = _mm512_mask_cmple_epu64_mask(run.text_size < 16 ? 0 : fits, begin,
                                        AllOf(last));
    const __m512i low =
        _mm512_mask_i64gather_epi64(zero, fits, begin, run.text, 1);
    const __m512i next =
        _mm512_mask_i64gather_epi64(zero, fits, begin, run.text + 8, 1);
    // As LoadPieceKey, of 8 to 15 bytes.
    const __m512i bits = _mm512_slli_epi64(length, 3);
    const __m512i beyond = _mm512_sub_epi64(AllOf(128), bits);
    const __m512i high = _mm512_or_si512(
        _mm512_srlv_epi64(_mm512_sllv_epi64(next, beyond), beyond),
        _mm512_slli_epi64(length, kKeyLengthShift));
    const __m512i mixed = MixPackedAvx512(
        _mm512_xor_si512(low, _mm512_mullo_epi64(high, AllOf(kMixSecond))));
    const __m512i slot = _mm512_slli_epi64(
        _mm512_srlv_epi64(mixed, AllOf(static_cast<uint64_t>(run.shift))), 1);
    const __m512i slot_low =
        _mm512_mask_i64gather_epi64(zero, fits, slot, run.slots, 8);
    const __m512i slot_high = _mm512_mask_i64gather_epi64(
        zero, fits, slot, reinterpret_cast<const char*>(run.slots) + 8, 8);
    const __m512i difference = _mm512_xor_si512(slot_high, high);
    __mmask8 known = _mm512_mask_cmpeq_epi64_mask(fits, slot_low, low);
    known =
        _mm512_mask_testn_epi64_mask(known, difference, AllOf(~kKeyNoteMask));
    tokens = _mm512_mask_add_epi64(
        tokens, known, tokens, _mm512_srli_epi64(difference, kKeyNoteShift));
    const auto missed = static_cast<__mmask8>(here & ~known);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(run.unknown + unknown),
                        _mm256_maskz_compress_epi32(missed, index));
    unknown += static_cast<size_t>(__builtin_popcount(missed));
  }
  run.unknown_count = unknown;
  return static_cast<size_t>(_mm512_reduce_add_epi64(tokens));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_FIND_KEYED_AVX512_H_
