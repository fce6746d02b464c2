// A piece of up to 15 bytes as one exact 16-byte key.

#ifndef TOKENFARE_TOKENIZER_TABLES_PIECE_KEY_H_
#define TOKENFARE_TOKENIZER_TABLES_PIECE_KEY_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenfare/tokenizer/tables/stable_hash.h"

namespace tokenfare::internal {

static_assert(std::endian::native == std::endian::little,
              "keys and images are little-endian");

inline constexpr size_t kMaxKeyBytes = 15;

// The bytes in order, zeros after them, and in the top four bits of the last
// byte the length, which tells "a" from "a\0". The low four bits of that byte
// are zero; tables keep a count or a flag there. No key is all zeros.
struct PieceKey {
  uint64_t low = 0;
  uint64_t high = 0;
};

inline constexpr int kKeyLengthShift = 60;
inline constexpr int kKeyNoteShift = 56;
inline constexpr uint64_t kKeyNoteMask = uint64_t{0xF} << kKeyNoteShift;

// The key of the piece of 1 to 15 bytes at `piece`. Reads up to `text_end`, and
// so never outside the text.
[[gnu::always_inline]] inline PieceKey LoadPieceKey(const char* piece,
                                                    size_t length,
                                                    const char* text_end) {
  PieceKey key;
  if (text_end - piece >= 16) {
    __builtin_memcpy(&key.low, piece, 8);
    __builtin_memcpy(&key.high, piece + 8, 8);
    const uint64_t mask = ~uint64_t{0} >> ((64 - 8 * length) & 63);
    const bool fits_low = length <= 8;
    key.low &= fits_low ? mask : ~uint64_t{0};
    key.high &= fits_low ? 0 : mask;
  } else {
    __builtin_memcpy(&key, piece, length);
  }
  key.high |= static_cast<uint64_t>(length) << kKeyLengthShift;
  return key;
}

inline PieceKey LoadPieceKey(std::string_view piece) {
  return LoadPieceKey(piece.data(), piece.size(), piece.data() + piece.size());
}

inline uint64_t HashKey(const PieceKey& key) {
  return HashPair(key.low, key.high);
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PIECE_KEY_H_
