// UTF-8 by the letter of the Unicode standard, for tests.

#ifndef TOKENFARE_TESTS_REFERENCE_UTF8_H_
#define TOKENFARE_TESTS_REFERENCE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::reference {

// The next character of a text, or its next maximal ill-formed part.
struct Utf8Part {
  size_t length = 0;
  bool well_formed = false;
};

// What `text` begins with, by table 3-7 of Unicode 15 and the practice "U+FFFD
// substitution of maximal subparts" of section 3.9. Requires non-empty `text`.
Utf8Part NextUtf8Part(std::string_view text);

bool IsWellFormed(std::string_view text);

// A text made well-formed, and the way back.
struct RepairedText {
  std::string text;
  // source[i] is the offset in the original of the character, or ill-formed
  // part, that byte i of `text` belongs to, plus the byte's place in a
  // well-formed one. One more entry than bytes: the last is the original's
  // size.
  std::vector<size_t> source;
  // starts[i] is true where a character or part begins at byte i, or the text
  // ends there.
  std::vector<bool> starts;
};

// Each maximal ill-formed part replaced by U+FFFD, as Python's
// bytes.decode(errors="replace") does.
RepairedText Repair(std::string_view text);

// The UTF-8 bytes of a code point; surrogates too, as ill-formed as they are.
std::string EncodeUtf8(char32_t code_point);

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_UTF8_H_
