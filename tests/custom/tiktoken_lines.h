// Writes vocabularies in tiktoken's file form.

#ifndef TOKENFARE_TESTS_CUSTOM_TIKTOKEN_LINES_H_
#define TOKENFARE_TESTS_CUSTOM_TIKTOKEN_LINES_H_

#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare {

inline std::string TiktokenLine(std::string_view token, TokenId id) {
  const std::string base64 =
      absl::Base64Escape(absl::string_view(token.data(), token.size()));
  return fmt::format("{} {}\n", base64, id);
}

// Lines that give each byte b the id `first` + b.
inline std::string ByteLines(TokenId first = 0) {
  std::string lines;
  for (unsigned byte = 0; byte < 256; ++byte) {
    lines +=
        TiktokenLine(std::string(1, static_cast<char>(byte)), first + byte);
  }
  return lines;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_CUSTOM_TIKTOKEN_LINES_H_
