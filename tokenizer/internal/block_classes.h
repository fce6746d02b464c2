// The character classes of up to 64 bytes, as one bit mask a class.
//
// Bit i of a mask speaks of byte i. All bytes of a character have its class, so
// "the character before" is the bit before. Rules on masks (block_rules.h)
// then decide on 64 places at once.
//
// `Block` is one of byte_block_*.h: the comparisons of one kind of machine.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_BLOCK_CLASSES_H_
#define TOKENFARE_TOKENIZER_INTERNAL_BLOCK_CLASSES_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/block_bits.h"
#include "tokenfare/tokenizer/internal/char_class.h"

namespace tokenfare::internal {

inline constexpr size_t kBlockBytes = 64;

struct BlockClasses {
  uint64_t upper = 0;
  uint64_t lower = 0;
  uint64_t caseless = 0;
  uint64_t mark = 0;
  uint64_t number = 0;
  uint64_t space = 0;    // U+0020
  uint64_t blank = 0;    // other white space, without CR and LF
  uint64_t newline = 0;  // CR, LF
  uint64_t apostrophe = 0;
  uint64_t later = 0;  // bytes of a character after its first
  // From the lowest of these bits on, the rules below do not decide: ill-formed
  // UTF-8, and characters of several bytes that the rules would have to count.
  uint64_t undecided = 0;
  // Bytes with a class; fewer than the block's where its last character is cut.
  size_t size = 0;
};

// A character of several bytes that begins at bytes[0]. length is 0 where it is
// ill-formed or longer than `left`.
struct WideCharacter {
  uint32_t code_point;
  uint32_t length;
};

TOKENFARE_BLOCK_INLINE WideCharacter DecodeWide(const unsigned char* bytes,
                                                size_t left) {
  const uint32_t first = bytes[0];
  const auto continues = [&](size_t i) { return (bytes[i] & 0xC0) == 0x80; };
  if (first < 0xE0) {
    if (first < 0xC2 || left < 2 || !continues(1)) return {0, 0};
    return {(first & 0x1F) << 6 | (bytes[1] & 0x3Fu), 2};
  }
  if (first < 0xF0) {
    if (left < 3 || !continues(1) || !continues(2)) return {0, 0};
    const uint32_t code_point =
        (first & 0xF) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    const bool valid = code_point >= 0x800 && (code_point >> 11) != 0x1B;
    return {code_point, valid ? 3u : 0u};
  }
  if (left < 4 || !continues(1) || !continues(2) || !continues(3)) return {0, 0};
  const uint32_t code_point = (first & 0x7) << 18 | (bytes[1] & 0x3Fu) << 12 |
                              (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu);
  const bool valid = first < 0xF5 && code_point >= 0x10000 &&
                     code_point < 0x110000;
  return {code_point, valid ? 4u : 0u};
}

// Adds the characters of several bytes. `wide` has the bits of all bytes that
// are not ASCII.
TOKENFARE_BLOCK_INLINE void ClassifyWide(const unsigned char* bytes,
                                         uint64_t wide, bool is_last,
                                         BlockClasses& classes) {
  uint64_t by_class[8] = {};
  while (wide != 0) {
    const size_t at = LowestBit(wide);
    const WideCharacter character = DecodeWide(bytes + at, classes.size - at);
    if (character.length == 0) {
      if (is_last || classes.size - at >= 4) {
        classes.undecided |= uint64_t{1} << at;  // ill-formed
      } else {
        classes.size = at;  // cut off, or ill-formed: the next block tells
      }
      break;
    }
    const uint64_t first = uint64_t{1} << at;
    const uint64_t all = (first << character.length) - first;
    by_class[NonAsciiClass(character.code_point)] |= all;
    classes.later |= all ^ first;
    wide &= ~all;
  }
  classes.upper |= by_class[kUpper];
  classes.lower |= by_class[kLower] | by_class[kLongS];
  classes.caseless |= by_class[kCaseless];
  classes.mark |= by_class[kMark];
  classes.number |= by_class[kNumber];
  classes.blank |= by_class[kBlank];
  classes.undecided |= by_class[kNumber] | by_class[kBlank];
}

// The classes of the `size` bytes at `text`, at most kBlockBytes. `is_last` says
// that the text ends after them.
template <typename Block>
TOKENFARE_BLOCK_INLINE BlockClasses ClassifyBlock(const char* text, size_t size,
                                                  bool is_last) {
  const Block block = Block::Load(text, size);
  BlockClasses classes;
  classes.size = size;
  classes.upper = block.InRange('A', 'Z');
  classes.lower = block.InRange('a', 'z');
  classes.number = block.InRange('0', '9');
  classes.space = block.Equal(' ');
  classes.newline = block.Equal('\n') | block.Equal('\r');
  classes.blank = block.InRange('\t', '\r') & ~classes.newline;
  classes.apostrophe = block.Equal('\'');
  const uint64_t wide = block.NonAscii();
  if (wide != 0) {
    ClassifyWide(reinterpret_cast<const unsigned char*>(text), wide, is_last,
                 classes);
  }
  return classes;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_BLOCK_CLASSES_H_
