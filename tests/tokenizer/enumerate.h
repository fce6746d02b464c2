// All strings over a small alphabet, and all characters.

#ifndef TOKENFARE_TESTS_TOKENIZER_ENUMERATE_H_
#define TOKENFARE_TESTS_TOKENIZER_ENUMERATE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "tests/reference/utf8.h"

namespace tokenfare {

// Calls visit(text) for every string of `length` or fewer characters of
// `alphabet`, until it returns false. Returns whether it never did.
template <typename Visit>
bool ForEachString(std::span<const std::string_view> alphabet, size_t length,
                   const Visit& visit, const std::string& prefix = "") {
  if (!visit(prefix)) return false;
  if (length == 0) return true;
  for (const std::string_view character : alphabet) {
    if (!ForEachString(alphabet, length - 1, visit,
                       prefix + std::string(character))) {
      return false;
    }
  }
  return true;
}

// Calls visit(character) for every code point but the surrogates, in UTF-8,
// until it returns false.
template <typename Visit>
void ForEachCharacter(const Visit& visit) {
  for (char32_t code_point = 0; code_point < 0x110000; ++code_point) {
    if (code_point == 0xD800) code_point = 0xE000;
    if (!visit(reference::EncodeUtf8(code_point))) return;
  }
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_ENUMERATE_H_
