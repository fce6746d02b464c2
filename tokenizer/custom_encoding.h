// Encodings of the user's own: a .tiktoken vocabulary file and a pattern.
//
//   absl::StatusOr<std::unique_ptr<const tokenfare::Encoding>> encoding =
//       tokenfare::LoadEncoding({.name = "mine",
//                                .vocabulary_path = "mine.tiktoken",
//                                .pattern = "\\p{L}+|\\p{N}{1,3}|\\s|[^\\s]",
//                                .special_tokens = {{"<|end|>", 5000}}});

#ifndef TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_
#define TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace [[gnu::visibility("default")]] tokenfare {

struct CustomEncodingSpec {
  // What Encoding::name() returns.
  std::string name;
  // Lines of "<base64 of the token's bytes> <id>", as tiktoken's files have it.
  // Merging goes by the order of ids, which need not be dense.
  std::string vocabulary_path;
  // The splitting pattern, in tiktoken's (fancy-regex) syntax. One that equals
  // a built-in encoding's uses its automaton; any other is rewritten for RE2,
  // which keeps it linear. See LoadEncoding for what can be rewritten.
  std::string pattern;
  std::vector<SpecialToken> special_tokens;
};

// Reads, checks and lays out the vocabulary; costs about 0.3 s and 40 MB for
// 200,000 tokens. The encoding splits and merges exactly as tiktoken does with
// the same file and pattern. The file is taken as hostile.
//
// The pattern may use literals, escapes, \s \d \w \p{...}, bracket classes with
// nesting, && and --, groups, alternation, repeats and (?i:...) over ASCII.
// Possessive repeats are accepted where a greedy one is provably equal,
// lookahead only as an alternative C+(?!D) with D all characters but C
// (`\s+(?!\S)`), and $ where an alternative ends. Every character must match by
// itself: tiktoken drops text that does not match, which would lose tokens, so
// such a pattern is an error here. \p{...} and \s have the meaning that they
// have in tiktoken 0.14.0 (Unicode 16).
//
// A token that merging never produces is kept: a piece that is exactly its
// bytes is that token, as in tiktoken.
//
// Errors:
//   NotFound, PermissionDenied  the file cannot be read
//   InvalidArgument   a line is not base64 and a number, ids or tokens repeat
//                     (each with the line), a byte has no token, special tokens
//                     repeat or have ids of ordinary ones; or the pattern is
//                     wrong or cannot be rewritten exactly (with the offending
//                     part and its offset)
//   FailedPrecondition or InvalidArgument  TOKENFARE_CPU_PATH, as for
//                     GetEncoding (registry.h)
//   ResourceExhausted over kMaxVocabularyBytes or 2^21 - 1 tokens, or the
//                     pattern is too large
absl::StatusOr<std::unique_ptr<const Encoding>> LoadEncoding(
    const CustomEncodingSpec& spec);

// As LoadEncoding, with the vocabulary file's content given. The path serves
// for messages only and may be empty.
absl::StatusOr<std::unique_ptr<const Encoding>> MakeEncoding(
    const CustomEncodingSpec& spec, std::string_view vocabulary);

// The pattern of a built-in encoding, embedded in this build or not, in
// tiktoken's syntax. Lives as long as the program. NotFound for an unknown
// name, with near matches.
absl::StatusOr<std::string_view> PatternOf(std::string_view encoding_name);

inline constexpr size_t kMaxVocabularyBytes = size_t{64} << 20;

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_CUSTOM_ENCODING_H_
