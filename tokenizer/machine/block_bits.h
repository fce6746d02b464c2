// Bits of 64-bit masks.

#ifndef TOKENFARE_TOKENIZER_MACHINE_BLOCK_BITS_H_
#define TOKENFARE_TOKENIZER_MACHINE_BLOCK_BITS_H_

#include <cstddef>
#include <cstdint>

// Code that is compiled once for each kind of machine (block_kernels.h) must
// leave nothing behind that the linker could take for another kind: so it is
// inlined always.
#define TOKENFARE_BLOCK_INLINE [[gnu::always_inline]] inline

namespace tokenfare::internal {

// Requires mask != 0.
TOKENFARE_BLOCK_INLINE size_t LowestBit(uint64_t mask) {
  return static_cast<size_t>(__builtin_ctzll(mask));
}
TOKENFARE_BLOCK_INLINE size_t HighestBit(uint64_t mask) {
  return 63 - static_cast<size_t>(__builtin_clzll(mask));
}

// Bits 0 to size-1. Requires size <= 64.
TOKENFARE_BLOCK_INLINE uint64_t BitsBelow(size_t size) {
  return size >= 64 ? ~uint64_t{0} : (uint64_t{1} << size) - 1;
}

// The bits below the lowest of `mask`; all where there is none.
TOKENFARE_BLOCK_INLINE uint64_t BitsBelowLowest(uint64_t mask) {
  return ~mask & (mask - 1);
}

// The first bit of each run of ones.
TOKENFARE_BLOCK_INLINE uint64_t RunStarts(uint64_t mask) {
  return mask & ~(mask << 1);
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_BLOCK_BITS_H_
