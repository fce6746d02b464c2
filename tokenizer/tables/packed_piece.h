// A piece of up to 8 bytes as one exact 64-bit number.

#ifndef TOKENFARE_TOKENIZER_TABLES_PACKED_PIECE_H_
#define TOKENFARE_TOKENIZER_TABLES_PACKED_PIECE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

inline constexpr size_t kMaxPackedBytes = 8;

// The find kernels (block_kernels.h) read so much at the start of each piece.
inline constexpr size_t kWord = 8;

// The bytes at the top, and below them the length, for which 8 bytes leave no
// room. So a piece of 8 that begins with one of the control characters up to
// U+0007 could be taken for a shorter one: it can't be packed.
inline constexpr unsigned char kLeastFirstOf8 = 8;

TOKENFARE_BLOCK_INLINE bool CanPack(unsigned char first, size_t length) {
  return length < 8 || (length == 8 && first >= kLeastFirstOf8);
}

// `word` holds the piece and the bytes after it, in the order of the text.
// Requires CanPack.
TOKENFARE_BLOCK_INLINE uint64_t PackWord(uint64_t word, size_t length) {
  return (word << (64 - 8 * length)) + (length & 7);
}

// Requires CanPack, and not an empty piece. Reads only the piece.
inline uint64_t PackPiece(std::string_view piece) {
  uint64_t word = 0;
  __builtin_memcpy(&word, piece.data(), piece.size());
  return PackWord(word, piece.size());
}

// Mixing is a bijection: different packed pieces stay different, so that a
// table needs to store only those bits that its index does not imply. Odd
// constants with balanced bits (the fractional digits of sqrt(5) and sqrt(7)).
inline constexpr uint64_t kMixFirst = 0x3C6EF372FE94F82B;
inline constexpr uint64_t kMixSecond = 0xA54FF53A5F1D36F1;
inline constexpr int kMixShift = 32;

TOKENFARE_BLOCK_INLINE uint64_t MixPacked(uint64_t packed) {
  packed *= kMixFirst;
  packed ^= packed >> kMixShift;
  return packed * kMixSecond;
}

// The inverse: MixPacked(UnmixPacked(x)) == x. The factors are the inverses of
// those above, modulo 2^64.
inline constexpr uint64_t kUnmixFirst = 0x671B31C665DC0683;
inline constexpr uint64_t kUnmixSecond = 0x0E59D0CB2DE8FA11;
static_assert(kUnmixFirst * kMixFirst == 1 && kUnmixSecond * kMixSecond == 1);
static_assert(2 * kMixShift == 64, "so that the shift is its own inverse");

inline uint64_t UnmixPacked(uint64_t mixed) {
  mixed *= kUnmixSecond;
  mixed ^= mixed >> kMixShift;
  return mixed * kUnmixFirst;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PACKED_PIECE_H_
