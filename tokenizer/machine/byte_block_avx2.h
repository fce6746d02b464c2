// 64 bytes in two registers of AVX2.

#ifndef TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX2_H_
#define TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX2_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

class Avx2Block {
 public:
  // Whether thirty comparisons are faster than a look-up for each character.
  static constexpr bool kComparesFast = true;

  // Bytes from `size` on are zero and not read.
  TOKENFARE_BLOCK_INLINE static Avx2Block Load(const char* text, size_t size) {
    alignas(32) char copy[64] = {};
    if (size < 64) {
      __builtin_memcpy(copy, text, size);
      text = copy;
    }
    Avx2Block block;
    block.low_ = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    block.high_ =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
    return block;
  }

  TOKENFARE_BLOCK_INLINE uint64_t Equal(char byte) const {
    const __m256i all = _mm256_set1_epi8(byte);
    return Mask(_mm256_cmpeq_epi8(low_, all), _mm256_cmpeq_epi8(high_, all));
  }
  // Both ends belong to the range.
  TOKENFARE_BLOCK_INLINE uint64_t InRange(char low, char high) const {
    return Mask(InRange(low_, low, high), InRange(high_, low, high));
  }
  TOKENFARE_BLOCK_INLINE uint64_t NonAscii() const { return Mask(low_, high_); }

 private:
  TOKENFARE_BLOCK_INLINE static __m256i InRange(__m256i bytes, char low,
                                                char high) {
    const __m256i offset = _mm256_sub_epi8(bytes, _mm256_set1_epi8(low));
    const __m256i most = _mm256_set1_epi8(static_cast<char>(high - low));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(offset, most), offset);
  }
  TOKENFARE_BLOCK_INLINE static uint64_t Mask(__m256i low, __m256i high) {
    const auto bits = [](__m256i bytes) {
      return static_cast<uint32_t>(_mm256_movemask_epi8(bytes));
    };
    return uint64_t{bits(high)} << 32 | bits(low);
  }

  __m256i low_;
  __m256i high_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_AVX2_H_
