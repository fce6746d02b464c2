// Encodings of the user's own: a .tiktoken vocabulary file and a pattern.
//
//   absl::StatusOr<std::unique_ptr<const tokenfare::Encoding>> encoding =
//       tokenfare::LoadEncoding({.name = "mine",
//                                .vocabulary_path = "mine.tiktoken",
//                                .pattern = "\\p{L}+|\\p{N}{1,3}|\\s+|..."});

#ifndef TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_
#define TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare {

struct CustomEncodingSpec {
  // What Encoding::name() returns.
  std::string name;
  // Lines of "<base64 of the token's bytes> <id>", as tiktoken's files have it.
  std::string vocabulary_path;
  // The splitting pattern, in tiktoken's (fancy-regex) syntax. One that equals
  // a built-in encoding's uses its automaton; any other is rewritten for RE2,
  // which keeps it linear. See LoadEncoding for what can be rewritten.
  std::string pattern;
  std::vector<SpecialToken> special_tokens;
};

// Reads, checks and lays out the vocabulary; costs about 0.3 s and 80 MB for
// 200,000 tokens. The file is taken as hostile. Errors:
//   NotFound          the file cannot be read
//   InvalidArgument   a line is not base64 and a number, ids or tokens repeat,
//                     a byte is missing, special tokens clash with ids (each
//                     with the line); or the pattern uses what cannot be
//                     rewritten exactly (with the offending part)
//   ResourceExhausted over kMaxVocabularyBytes, or the pattern is too large
absl::StatusOr<std::unique_ptr<const Encoding>> LoadEncoding(
    const CustomEncodingSpec& spec);

// As LoadEncoding, with the vocabulary file's content given.
absl::StatusOr<std::unique_ptr<const Encoding>> MakeEncoding(
    const CustomEncodingSpec& spec, std::string_view vocabulary);

// The pattern of an embedded encoding, in tiktoken's syntax. NotFound for an
// unknown name.
absl::StatusOr<std::string_view> PatternOf(std::string_view encoding_name);

inline constexpr size_t kMaxVocabularyBytes = size_t{256} << 20;

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_
