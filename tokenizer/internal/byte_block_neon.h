// 64 bytes in four registers of NEON.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_BYTE_BLOCK_NEON_H_
#define TOKENFARE_TOKENIZER_INTERNAL_BYTE_BLOCK_NEON_H_

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/block_bits.h"

namespace tokenfare::internal {

class NeonBlock {
 public:
  // Whether thirty comparisons are faster than a look-up for each character.
  static constexpr bool kComparesFast = true;

  // Bytes from `size` on are zero and not read.
  TOKENFARE_BLOCK_INLINE static NeonBlock Load(const char* text, size_t size) {
    char copy[64] = {};
    if (size < 64) {
      __builtin_memcpy(copy, text, size);
      text = copy;
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(text);
    NeonBlock block;
    for (int i = 0; i < 4; ++i) block.quarters_[i] = vld1q_u8(bytes + 16 * i);
    return block;
  }

  TOKENFARE_BLOCK_INLINE uint64_t Equal(char byte) const {
    const uint8x16_t all = vdupq_n_u8(static_cast<uint8_t>(byte));
    return Mask([&](uint8x16_t bytes) { return vceqq_u8(bytes, all); });
  }
  // Both ends belong to the range.
  TOKENFARE_BLOCK_INLINE uint64_t InRange(char low, char high) const {
    const uint8x16_t from = vdupq_n_u8(static_cast<uint8_t>(low));
    const uint8x16_t most = vdupq_n_u8(static_cast<uint8_t>(high - low));
    return Mask([&](uint8x16_t bytes) {
      return vcleq_u8(vsubq_u8(bytes, from), most);
    });
  }
  TOKENFARE_BLOCK_INLINE uint64_t NonAscii() const {
    return Mask(
        [](uint8x16_t bytes) { return vcgeq_u8(bytes, vdupq_n_u8(0x80)); });
  }

 private:
  // Each byte of `compare` is all ones or zero. Adding neighbours three times
  // brings the bits of eight bytes into one.
  template <typename Compare>
  TOKENFARE_BLOCK_INLINE uint64_t Mask(Compare compare) const {
    static constexpr uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                          1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t bits = vld1q_u8(kBits);
    const auto of = [&](int i) {
      return vandq_u8(compare(quarters_[i]), bits);
    };
    const uint8x16_t pairs_low = vpaddq_u8(of(0), of(1));
    const uint8x16_t pairs_high = vpaddq_u8(of(2), of(3));
    const uint8x16_t fours = vpaddq_u8(pairs_low, pairs_high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(fours, fours)), 0);
  }

  uint8x16_t quarters_[4];
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_BYTE_BLOCK_NEON_H_
