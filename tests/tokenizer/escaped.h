// Texts in messages.

#ifndef TOKENFARE_TESTS_TOKENIZER_ESCAPED_H_
#define TOKENFARE_TESTS_TOKENIZER_ESCAPED_H_

#include <string>
#include <string_view>

#include "fmt/format.h"

namespace tokenfare {

// `text` with everything but printable ASCII as \xHH.
inline std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && byte != '\\') {
      escaped.push_back(c);
    } else {
      escaped += fmt::format("\\x{:02X}", byte);
    }
  }
  return escaped;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_ESCAPED_H_
