// Character classes: all that the built-in patterns distinguish.

#ifndef TOKENFARE_TOKENIZER_UNICODE_CHAR_CLASS_H_
#define TOKENFARE_TOKENIZER_UNICODE_CHAR_CLASS_H_

#include <array>
#include <cstdint>

#include "tokenfare/data/unicode/char_class_table.inc"

namespace tokenfare::internal {

// The first eight are the values of the generated table; the others single
// out ASCII characters that a pattern names.
enum CharClass : uint8_t {
  kOther = 0,
  kUpper = 1,     // \p{Lu}, \p{Lt}
  kLower = 2,     // \p{Ll}
  kCaseless = 3,  // \p{Lm}, \p{Lo}
  kMark = 4,      // \p{M}
  kNumber = 5,    // \p{N}
  kBlank = 6,     // \s, other than U+0020, CR and LF
  kLongS = 7,     // U+017F: lower case, and an s to (?i:'s)
  kSpace = 8,     // U+0020
  kNewline = 9,   // CR, LF
  kSlash = 10,
  kApostrophe = 11,
  // Letters that a contraction may hold: 's 'd 'm 't, 'll, 're 've.
  kLowerSdmt = 12,
  kLowerL = 13,
  kLowerRv = 14,
  kLowerE = 15,
  kUpperSdmt = 16,
  kUpperL = 17,
  kUpperRv = 18,
  kUpperE = 19,
  kEnd = 20,  // not a character: the end of the text
};
inline constexpr int kCharClasses = 21;

constexpr CharClass AsciiClass(unsigned char c) {
  switch (c) {
    case ' ':
      return kSpace;
    case '\r':
    case '\n':
      return kNewline;
    case '\t':
    case '\v':
    case '\f':
      return kBlank;
    case '/':
      return kSlash;
    case '\'':
      return kApostrophe;
    case 's':
    case 'd':
    case 'm':
    case 't':
      return kLowerSdmt;
    case 'l':
      return kLowerL;
    case 'r':
    case 'v':
      return kLowerRv;
    case 'e':
      return kLowerE;
    case 'S':
    case 'D':
    case 'M':
    case 'T':
      return kUpperSdmt;
    case 'L':
      return kUpperL;
    case 'R':
    case 'V':
      return kUpperRv;
    case 'E':
      return kUpperE;
    default:
      break;
  }
  if (c >= 'a' && c <= 'z') return kLower;
  if (c >= 'A' && c <= 'Z') return kUpper;
  if (c >= '0' && c <= '9') return kNumber;
  return kOther;
}

// Classes of the 128 ASCII characters.
inline constexpr std::array<uint8_t, 128> kAsciiClass = [] {
  std::array<uint8_t, 128> classes{};
  for (unsigned char c = 0; c < 128; ++c) classes[c] = AsciiClass(c);
  return classes;
}();

// The class of a code point from U+0080 to U+10FFFF.
[[gnu::always_inline]] inline uint8_t NonAsciiClass(uint32_t code_point) {
  return kCharClassPages[kCharClassPage[code_point >> 7]][code_point & 127];
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_UNICODE_CHAR_CLASS_H_
