// 64 bytes in eight words, for any machine.

#ifndef TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_PORTABLE_H_
#define TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_PORTABLE_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

// A comparison sets the top bit of each byte that satisfies it, and a product
// brings the eight top bits of a word together.
class PortableBlock {
 public:
  // Whether thirty comparisons are faster than a look-up for each character.
  static constexpr bool kComparesFast = false;

  // Bytes from `size` on are zero and not read.
  TOKENFARE_BLOCK_INLINE static PortableBlock Load(const char* text,
                                                   size_t size) {
    PortableBlock block;
    __builtin_memcpy(block.words_, text, size);
    return block;
  }

  TOKENFARE_BLOCK_INLINE uint64_t Equal(char byte) const {
    const uint64_t all = Repeat(byte);
    return Mask([&](uint64_t word) {
      // No byte of (word ^ all) & 0x7F.. plus 0x7F carries into the next.
      const uint64_t differs = word ^ all;
      return ~(((differs & kLow7) + kLow7) | differs);
    });
  }
  // Both ends belong to the range and are ASCII.
  TOKENFARE_BLOCK_INLINE uint64_t InRange(char low, char high) const {
    const uint64_t from = Repeat(static_cast<char>(0x80 - low));
    const uint64_t over = Repeat(static_cast<char>(0x7F - high));
    return Mask([&](uint64_t word) {
      const uint64_t low7 = word & kLow7;
      return (low7 + from) & ~(low7 + over) & ~word;
    });
  }
  TOKENFARE_BLOCK_INLINE uint64_t NonAscii() const {
    return Mask([](uint64_t word) { return word; });
  }

 private:
  static constexpr uint64_t kLow7 = 0x7F7F7F7F7F7F7F7F;
  static constexpr uint64_t kTop = 0x8080808080808080;

  TOKENFARE_BLOCK_INLINE static uint64_t Repeat(char byte) {
    return 0x0101010101010101 * static_cast<unsigned char>(byte);
  }
  template <typename TopBits>
  TOKENFARE_BLOCK_INLINE uint64_t Mask(TopBits top_bits) const {
    uint64_t mask = 0;
    for (int i = 0; i < 8; ++i) {
      const uint64_t bits = (top_bits(words_[i]) & kTop) >> 7;
      mask |= ((bits * 0x0102040810204080) >> 56) << (8 * i);
    }
    return mask;
  }

  uint64_t words_[8] = {};
};

// Writes base + i for each bit i of `mask`, in order, and returns how many.
TOKENFARE_BLOCK_INLINE size_t WritePlaces(uint64_t mask, size_t base,
                                          size_t* places) {
  size_t count = 0;
  for (; mask != 0; mask &= mask - 1) places[count++] = base + LowestBit(mask);
  return count;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_BYTE_BLOCK_PORTABLE_H_
