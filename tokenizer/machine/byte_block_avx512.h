// 64 bytes in a register of AVX-512.

#ifndef TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX512_H_
#define TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

class Avx512Block {
 public:
  // Whether thirty comparisons are faster than a look-up for each character.
  static constexpr bool kComparesFast = true;

  // Bytes from `size` on are zero and not read.
  TOKENFARE_BLOCK_INLINE static Avx512Block Load(const char* text,
                                                 size_t size) {
    return Avx512Block(_mm512_maskz_loadu_epi8(BitsBelow(size), text));
  }

  TOKENFARE_BLOCK_INLINE uint64_t Equal(char byte) const {
    return _mm512_cmpeq_epi8_mask(bytes_, _mm512_set1_epi8(byte));
  }
  // Both ends belong to the range.
  TOKENFARE_BLOCK_INLINE uint64_t InRange(char low, char high) const {
    const __m512i offset = _mm512_sub_epi8(bytes_, _mm512_set1_epi8(low));
    return _mm512_cmple_epu8_mask(
        offset, _mm512_set1_epi8(static_cast<char>(high - low)));
  }
  TOKENFARE_BLOCK_INLINE uint64_t NonAscii() const {
    return _mm512_movepi8_mask(bytes_);
  }

 private:
  TOKENFARE_BLOCK_INLINE explicit Avx512Block(__m512i bytes) : bytes_(bytes) {}
  __m512i bytes_;
};

// Writes base + i for each bit i of `mask`, in order, and returns how many.
// Writes up to 64 places.
TOKENFARE_BLOCK_INLINE size_t WritePlacesAvx512(uint64_t mask, size_t base,
                                                size_t* places) {
  alignas(64) static constexpr uint8_t kIota[64] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  const size_t count = static_cast<size_t>(__builtin_popcountll(mask));
  const __m512i bits =
      _mm512_maskz_compress_epi8(mask, _mm512_load_si512(kIota));
  const __m512i first = _mm512_set1_epi64(static_cast<int64_t>(base));
  const auto write = [&](__m128i eight, size_t at) {
    _mm512_storeu_si512(places + at,
                        _mm512_add_epi64(first, _mm512_cvtepu8_epi64(eight)));
  };
  // Nearly all blocks of 64 bytes have at most 24 pieces.
  const __m128i low = _mm512_castsi512_si128(bits);
  write(low, 0);
  write(_mm_unpackhi_epi64(low, low), 8);
  const __m128i second = _mm512_extracti32x4_epi32(bits, 1);
  write(second, 16);
  if (count > 24) {
    write(_mm_unpackhi_epi64(second, second), 24);
    const __m128i third = _mm512_extracti32x4_epi32(bits, 2);
    write(third, 32);
    write(_mm_unpackhi_epi64(third, third), 40);
    const __m128i fourth = _mm512_extracti32x4_epi32(bits, 3);
    write(fourth, 48);
    write(_mm_unpackhi_epi64(fourth, fourth), 56);
  }
  return count;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX512_H_
