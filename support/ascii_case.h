// Comparing text without regard to the case of ASCII letters.

#ifndef TOKENFARE_SUPPORT_ASCII_CASE_H_
#define TOKENFARE_SUPPORT_ASCII_CASE_H_

#include <algorithm>
#include <string_view>

namespace tokenfare::internal {

inline char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return AsciiLower(x) == AsciiLower(y);
  });
}

inline bool StartsIgnoringCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         EqualsIgnoringCase(text.substr(0, start.size()), start);
}

inline bool EndsIgnoringCase(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         EqualsIgnoringCase(text.substr(text.size() - end.size()), end);
}

inline bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char x, char y) {
                       return AsciiLower(x) == AsciiLower(y);
                     }) != text.end();
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_ASCII_CASE_H_
