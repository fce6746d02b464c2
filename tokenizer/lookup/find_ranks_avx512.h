// The loops of FindRanksKernel, FindKeyedRanksKernel and ListLongKernel
// (block_kernels.h), eight pieces at a time.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_AVX512_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/lookup/find_keyed_avx512.h"
#include "tokenfare/tokenizer/lookup/find_packed_avx512.h"
#include "tokenfare/tokenizer/lookup/rank_caches.h"

namespace tokenfare::internal {

// The words at `offsets` bytes behind `base`, where `mask` has a bit.
TOKENFARE_BLOCK_INLINE __m512i GatherWords(__mmask8 mask, __m512i offsets,
                                           const void* base) {
  return _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), mask, offsets,
                                     base, 1);
}

TOKENFARE_BLOCK_INLINE void FindRanksAvx512(FindRanksRun& run) {
  const __m512i shift = _mm512_set1_epi64(run.shift);
  __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t unknown = 0;
  size_t longer = 0;
  for (size_t i = 0; i < run.pieces; i += 8) {
    const EightPacked all = LoadEightPacked(
        run.text, run.begins + i, run.ends + i, EightOf(run.pieces - i));
    static_assert(sizeof(PackedRanks) == 16);
    const __m512i slot =
        _mm512_slli_epi64(_mm512_srlv_epi64(all.spread, shift), 4);
    const __m512i piece = GatherWords(all.fits, slot, &run.slots->piece);
    const __m512i ranks = GatherWords(all.fits, slot, &run.slots->ranks);
    const __m512i count =
        _mm512_xor_si512(piece, _mm512_slli_epi64(all.spread, 4));
    const __mmask8 known = _mm512_mask_cmplt_epu64_mask(
        all.fits, _mm512_sub_epi64(count, AllOf(1)), AllOf(kMostWordRanks));
    _mm512_storeu_si512(run.ranks + i, ranks);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(run.counts + i),
                        _mm512_cvtepi64_epi32(count));
    unknown += WriteIndices(static_cast<__mmask8>(all.fits & ~known), index,
                            run.unknown + unknown);
    longer += WriteIndices(all.longer, index, run.longer + longer);
    index = _mm256_add_epi32(index, _mm256_set1_epi32(8));
  }
  run.unknown_count = unknown;
  run.longer_count = longer;
}

TOKENFARE_BLOCK_INLINE void FindKeyedRanksAvx512(FindKeyedRanksRun& run) {
  const __m512i shift = _mm512_set1_epi64(run.shift);
  size_t unknown = 0;
  for (size_t i = 0; i < run.count; i += 8) {
    const __mmask8 here = EightOf(run.count - i);
    const __m256i index = _mm256_maskz_loadu_epi32(here, run.pieces + i);
    const EightKeys keys =
        LoadEightKeys(run.text, run.begins, run.ends, index, here);
    static_assert(sizeof(KeyedRanks) == 32);
    const __m512i slot =
        _mm512_slli_epi64(_mm512_srlv_epi64(keys.Mixed(), shift), 5);
    const __m512i low = GatherWords(keys.fits, slot, &run.slots->key.low);
    const __m512i high = GatherWords(keys.fits, slot, &run.slots->key.high);
    const __m512i ranks = GatherWords(keys.fits, slot, &run.slots->ranks);
    const __m512i more = GatherWords(keys.fits, slot, &run.slots->more);
    const __m512i difference = _mm512_xor_si512(high, keys.high);
    __mmask8 known = _mm512_mask_cmpeq_epi64_mask(keys.fits, low, keys.low);
    known =
        _mm512_mask_testn_epi64_mask(known, difference, AllOf(~kKeyNoteMask));
    _mm512_mask_i32scatter_epi64(run.ranks, known, index, ranks, 8);
    _mm512_mask_i32scatter_epi64(run.more, known, index, more, 8);
    _mm256_mask_i32scatter_epi32(
        run.counts, known, index,
        _mm512_cvtepi64_epi32(_mm512_srli_epi64(difference, kKeyNoteShift)), 4);
    unknown += WriteIndices(static_cast<__mmask8>(here & ~known), index,
                            run.unknown + unknown);
  }
  run.unknown_count = unknown;
}

TOKENFARE_BLOCK_INLINE size_t ListLongAvx512(const size_t* begins,
                                             const size_t* ends, size_t pieces,
                                             uint32_t* indices) {
  __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t count = 0;
  for (size_t i = 0; i < pieces; i += 8) {
    const __mmask8 here = EightOf(pieces - i);
    const __m512i length =
        _mm512_sub_epi64(_mm512_maskz_loadu_epi64(here, ends + i),
                         _mm512_maskz_loadu_epi64(here, begins + i));
    count += WriteIndices(
        _mm512_mask_cmpgt_epu64_mask(here, length, AllOf(kMaxKeyBytes)), index,
        indices + count);
    index = _mm256_add_epi32(index, _mm256_set1_epi32(8));
  }
  return count;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_AVX512_H_
