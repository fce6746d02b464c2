// The character classes of up to 64 bytes, as one bit mask a class.
//
// Bit i of a mask speaks of byte i. All bytes of a character have its class, so
// "the character before" is the bit before. Rules on masks (block_rules.h)
// then decide on 64 places at once.
//
// `Block` is one of byte_block_*.h: the comparisons of one kind of machine.

#ifndef TOKENFARE_TOKENIZER_SPLIT_BLOCK_CLASSES_H_
#define TOKENFARE_TOKENIZER_SPLIT_BLOCK_CLASSES_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/unicode/char_class.h"

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
  uint64_t slash = 0;
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
  if (left < 4 || !continues(1) || !continues(2) || !continues(3))
    return {0, 0};
  const uint32_t code_point = (first & 0x7) << 18 | (bytes[1] & 0x3Fu) << 12 |
                              (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu);
  const bool valid =
      first < 0xF5 && code_point >= 0x10000 && code_point < 0x110000;
  return {code_point, valid ? 4u : 0u};
}

// Takes those characters off `wide` whose class whole ranges of UTF-8 have, by
// comparing all bytes at once; returns what is left of `wide`. The ranges are
// those that texts are made of; tests/tokenizer/block_splitter_test.cc looks at
// each code point.
template <typename Block>
TOKENFARE_BLOCK_INLINE uint64_t ClassifyRanges(const Block& block,
                                               uint64_t wide,
                                               BlockClasses& classes) {
  const uint64_t continues = block.InRange('\x80', '\xBF');
  const auto next = [&](char low, char high) {
    return block.InRange(low, high) >> 1;
  };
  // Characters of three bytes that `first` has the first ones of.
  const auto take_threes = [&](uint64_t first) {
    first &= (continues >> 1) & (continues >> 2);
    const uint64_t later = first << 1 | first << 2;
    classes.later |= later;
    wide &= ~(first | later);
    return first | later;
  };
  const auto take_twos = [&](uint64_t first) {
    first &= continues >> 1;
    classes.later |= first << 1;
    wide &= ~(first | first << 1);
    return first | first << 1;
  };
  if (block.InRange('\xE2', '\xEF') != 0) {
    // U+4E00 to U+9FBF and U+AC00 to U+CFFF: ideographs and Hangul.
    classes.caseless |= take_threes(
        block.InRange('\xE5', '\xE8') | block.InRange('\xEB', '\xEC') |
        (block.Equal('\xE4') & next('\xB8', '\xBF')) |
        (block.Equal('\xE9') & next('\x80', '\xBE')) |
        (block.Equal('\xEA') & next('\xB0', '\xBF')));
    // Punctuation: U+2010 to U+2027, U+3001 to U+3003 and U+3008 to U+3011,
    // U+FF01 to U+FF0F and U+FF1A to U+FF20.
    const uint64_t second80 = block.Equal('\x80') >> 1;
    const auto third = [&](char low, char high) {
      return block.InRange(low, high) >> 2;
    };
    take_threes((block.Equal('\xE2') & second80 & third('\x90', '\xA7')) |
                (block.Equal('\xE3') & second80 &
                 (third('\x81', '\x83') | third('\x88', '\x91'))) |
                (block.Equal('\xEF') & (block.Equal('\xBC') >> 1) &
                 (third('\x81', '\x8F') | third('\x9A', '\xA0'))));
  }
  const uint64_t cyrillic = block.InRange('\xD0', '\xD1');
  if (cyrillic != 0) {
    // U+0400 to U+042F, then U+0430 to U+045F.
    const uint64_t first_half = block.Equal('\xD0');
    classes.upper |= take_twos(first_half & next('\x80', '\xAF'));
    classes.lower |= take_twos((first_half & next('\xB0', '\xBF')) |
                               (cyrillic & ~first_half & next('\x80', '\x9F')));
  }
  return wide;
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

// The classes of the `size` bytes at `text`, at most kBlockBytes. `is_last`
// says that the text ends after them.
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
  classes.slash = block.Equal('/');
  uint64_t wide = block.NonAscii();
  if (wide != 0) {
    if constexpr (Block::kComparesFast) {
      wide = ClassifyRanges(block, wide, classes);
    }
    ClassifyWide(reinterpret_cast<const unsigned char*>(text), wide, is_last,
                 classes);
  }
  return classes;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_BLOCK_CLASSES_H_
