// The loop of a WriteKernel (block_kernels.h), eight answers at a time.

#ifndef TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_AVX512_H_
#define TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/tables/rank_word.h"

namespace tokenfare::internal {

// Eight words lie as 24 ranks in a row, and those that are there move together.
TOKENFARE_BLOCK_INLINE uint32_t* WriteRanksAvx512(WriteRun& run) {
  const __m512i mask = _mm512_set1_epi64(kWordRankMask);
  // Where the ranks of a row are: the first of answer i at 2i, the second at
  // 2i + 1, the third at 16 + 2i. And the answers that they belong to, and
  // their places there.
  const __m512i row =
      _mm512_setr_epi32(0, 1, 16, 2, 3, 18, 4, 5, 20, 6, 7, 22, 8, 9, 24, 10);
  const __m512i end_of_row =
      _mm512_setr_epi32(11, 26, 12, 13, 28, 14, 15, 30, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m512i answer =
      _mm512_setr_epi32(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
  const __m256i end_answer = _mm256_setr_epi32(5, 5, 6, 6, 6, 7, 7, 7);
  const __m512i place =
      _mm512_setr_epi32(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0);
  const __m256i end_place = _mm256_setr_epi32(1, 2, 0, 1, 2, 0, 1, 2);
  uint32_t* out = run.out;
  size_t i = 0;
  for (; i + 8 <= run.answers; i += 8) {
    const __m256i counts =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(run.counts + i));
    if (_mm256_cmpgt_epu32_mask(counts, _mm256_set1_epi32(kMostWordRanks)) !=
        0) {
      break;
    }
    const __m512i words = _mm512_loadu_si512(run.ranks + i);
    const __m512i second =
        _mm512_and_si512(_mm512_srli_epi64(words, kWordRankBits), mask);
    const __m512i first_two = _mm512_or_si512(_mm512_and_si512(words, mask),
                                              _mm512_slli_epi64(second, 32));
    const __m512i third = _mm512_srli_epi64(words, 2 * kWordRankBits);
    const __mmask16 there = _mm512_cmpgt_epu32_mask(
        _mm512_permutexvar_epi32(answer, _mm512_castsi256_si512(counts)),
        place);
    const __mmask8 end_there = _mm256_cmpgt_epu32_mask(
        _mm256_permutevar8x32_epi32(counts, end_answer), end_place);
    _mm512_storeu_si512(
        out, _mm512_maskz_compress_epi32(
                 there, _mm512_permutex2var_epi32(first_two, row, third)));
    out += __builtin_popcount(there);
    _mm256_storeu_si256(
        reinterpret_cast<__m256i*>(out),
        _mm256_maskz_compress_epi32(
            end_there, _mm512_castsi512_si256(_mm512_permutex2var_epi32(
                           first_two, end_of_row, third))));
    out += __builtin_popcount(end_there);
  }
  run.written = i;
  return out;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_AVX512_H_
