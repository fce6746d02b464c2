// Decoding text that is known to be well-formed.

#ifndef TOKENFARE_TOKENIZER_UNICODE_PIECE_CHARACTER_H_
#define TOKENFARE_TOKENIZER_UNICODE_PIECE_CHARACTER_H_

#include <cstdint>

namespace tokenfare::internal {

// A character of well-formed text.
struct PieceCharacter {
  uint32_t code_point;
  uint32_t length;
};

// Requires a whole well-formed character at `bytes`.
inline PieceCharacter CharacterAt(const char* bytes) {
  const auto byte = [&](int i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  const auto bits = [&](int i) { return byte(i) & 0x3F; };
  const uint32_t first = byte(0);
  if (first >= 0xE0 && first < 0xF0) {
    return {(first & 0xF) << 12 | bits(1) << 6 | bits(2), 3};
  }
  if (first < 0x80) return {first, 1};
  if (first < 0xE0) return {(first & 0x1F) << 6 | bits(1), 2};
  return {(first & 0x7) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3), 4};
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_UNICODE_PIECE_CHARACTER_H_
