// 64 bytes in four registers of NEON.

#ifndef TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_NEON_H_
#define TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_NEON_H_

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

class NeonBlock {
 public:
  // Whether thirty comparisons are faster than a look-up for each character.
  static constexpr bool kComparesFast = true;

  // Bytes from `size` on are zero and not read.
  TOKENFARE_BLOCK_INLINE static NeonBlock Load(const char* text, size_t size) {
    if (size >= 64) return NeonBlock(text);
    char copy[64] = {};
    __builtin_memcpy(copy, text, size);
    return NeonBlock(copy);
  }

  TOKENFARE_BLOCK_INLINE uint64_t Equal(char byte) const {
    const uint8x16_t all = vdupq_n_u8(static_cast<uint8_t>(byte));
    return Mask(vceqq_u8(first_, all), vceqq_u8(second_, all),
                vceqq_u8(third_, all), vceqq_u8(fourth_, all));
  }
  // Both ends belong to the range.
  TOKENFARE_BLOCK_INLINE uint64_t InRange(char low, char high) const {
    const uint8x16_t from = vdupq_n_u8(static_cast<uint8_t>(low));
    const uint8x16_t most = vdupq_n_u8(static_cast<uint8_t>(high - low));
    return Mask(vcleq_u8(vsubq_u8(first_, from), most),
                vcleq_u8(vsubq_u8(second_, from), most),
                vcleq_u8(vsubq_u8(third_, from), most),
                vcleq_u8(vsubq_u8(fourth_, from), most));
  }
  TOKENFARE_BLOCK_INLINE uint64_t NonAscii() const {
    const uint8x16_t least = vdupq_n_u8(0x80);
    return Mask(vcgeq_u8(first_, least), vcgeq_u8(second_, least),
                vcgeq_u8(third_, least), vcgeq_u8(fourth_, least));
  }

 private:
  TOKENFARE_BLOCK_INLINE explicit NeonBlock(const char* text)
      : first_(Sixteen(text)),
        second_(Sixteen(text + 16)),
        third_(Sixteen(text + 32)),
        fourth_(Sixteen(text + 48)) {}

  TOKENFARE_BLOCK_INLINE static uint8x16_t Sixteen(const char* text) {
    return vld1q_u8(reinterpret_cast<const uint8_t*>(text));
  }

  // Each byte is all ones or zero. There is no instruction that collects their
  // bits: each byte keeps the bit of its place among eight, and adding
  // neighbours three times brings those of eight bytes into one.
  TOKENFARE_BLOCK_INLINE static uint64_t Mask(uint8x16_t first,
                                              uint8x16_t second,
                                              uint8x16_t third,
                                              uint8x16_t fourth) {
    static constexpr uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                          1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bits = vld1q_u8(kBits);
    const uint8x16_t low =
        vpaddq_u8(vandq_u8(first, bits), vandq_u8(second, bits));
    const uint8x16_t high =
        vpaddq_u8(vandq_u8(third, bits), vandq_u8(fourth, bits));
    const uint8x16_t fours = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(fours, fours)), 0);
  }

  uint8x16_t first_;
  uint8x16_t second_;
  uint8x16_t third_;
  uint8x16_t fourth_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_NEON_H_
