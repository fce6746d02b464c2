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

// The bytes at the top, and the length added to them. The lowest byte of a
// shorter piece is its length. Of a piece of 8 it is the first byte and 8: more
// than any length, but where the sum overflows. No character begins with such a
// byte, so of well-formed text the length alone tells what can be packed.
inline constexpr unsigned char kMostFirstOf8 = 0xF7;

TOKENFARE_BLOCK_INLINE bool CanPack(unsigned char first, size_t length) {
  return length < 8 || (length == 8 && first <= kMostFirstOf8);
}

// `word` holds the piece and the bytes after it, in the order of the text.
// Requires CanPack; of a longer piece it is any number.
TOKENFARE_BLOCK_INLINE uint64_t PackWord(uint64_t word, size_t length) {
  return (word << ((64 - 8 * length) & 63)) + length;
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

// Half of it, by one product. Its highest bits depend on all of the piece,
// which is enough for a cache, where pieces that collide are looked for
// elsewhere.
TOKENFARE_BLOCK_INLINE uint64_t SpreadPacked(uint64_t packed) {
  return packed * kMixFirst;
}
TOKENFARE_BLOCK_INLINE uint64_t MixSpread(uint64_t spread) {
  return (spread ^ spread >> kMixShift) * kMixSecond;
}

TOKENFARE_BLOCK_INLINE uint64_t MixPacked(uint64_t packed) {
  return MixSpread(SpreadPacked(packed));
}

// The inverses: MixSpread(UnmixToSpread(x)) == x, MixPacked(UnmixPacked(x)) ==
// x. The factors are the inverses of those above, modulo 2^64.
inline constexpr uint64_t kUnmixFirst = 0x671B31C665DC0683;
inline constexpr uint64_t kUnmixSecond = 0x0E59D0CB2DE8FA11;
static_assert(kUnmixFirst * kMixFirst == 1 && kUnmixSecond * kMixSecond == 1);
static_assert(2 * kMixShift == 64, "so that the shift is its own inverse");

inline uint64_t UnmixToSpread(uint64_t mixed) {
  mixed *= kUnmixSecond;
  return mixed ^ mixed >> kMixShift;
}
inline uint64_t UnmixPacked(uint64_t mixed) {
  return UnmixToSpread(mixed) * kUnmixFirst;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PACKED_PIECE_H_
