// One character of a text, with its class.

#ifndef TOKENFARE_TOKENIZER_UNICODE_CLASSIFIED_CHARACTER_H_
#define TOKENFARE_TOKENIZER_UNICODE_CLASSIFIED_CHARACTER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenfare/tokenizer/unicode/char_class.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {

struct ClassifiedCharacter {
  uint32_t length;
  uint8_t char_class;
  bool well_formed;
};

// The character that begins at `at`, or the maximal ill-formed part, which has
// the class of U+FFFD. Requires at < text.size().
inline ClassifiedCharacter Classify(std::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {1, kAsciiClass[first], true};
  const Utf8Character character = DecodeUtf8(text, at);
  return {character.length, NonAsciiClass(character.code_point),
          character.well_formed};
}

// Whether that character is white space to Unicode. Requires the same.
inline bool IsWhiteSpaceAt(std::string_view text, size_t at) {
  const uint8_t c = Classify(text, at).char_class;
  return c == kSpace || c == kNewline || c == kBlank;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_UNICODE_CLASSIFIED_CHARACTER_H_
