// Reads a splitting pattern in the syntax of tiktoken's engine (fancy-regex on
// Rust's regex) into a tree whose leaves are sets of code points.
//
// What is read: literals and their escapes (\n, \x{2019}, \u{2019}, \., ...);
// \s \d \w \p{...} and their negations with the meaning and the Unicode version
// that tiktoken gives them; bracket classes with ranges, negation, nesting, &&
// and --; `.`; groups; alternation; greedy, lazy and possessive repeats; `$`;
// negative lookahead; and (?i:...) over ASCII. Everything else is an error that
// names the construct, its offset and, where there is one, the way around it.

#ifndef TOKENFARE_TOKENIZER_PATTERN_PATTERN_PARSER_H_
#define TOKENFARE_TOKENIZER_PATTERN_PATTERN_PARSER_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/pattern/pattern_code_points.h"

namespace tokenfare::internal {

inline constexpr size_t kMaxPatternBytes = size_t{16} << 10;
inline constexpr int kMaxPatternDepth = 50;
// RE2's own limit for X{m,n}.
inline constexpr int kMaxRepeat = 1000;
inline constexpr int kUnbounded = -1;

struct PatternNode {
  enum class Kind {
    kClass,          // one character of `set`, which is not empty
    kConcat,         // `children` in order; no children: the empty string
    kAlternate,      // the first of `children` that leads to a match
    kRepeat,         // children[0], `min` to `max` times
    kEndOfText,      // $
    kNotFollowedBy,  // (?!children[0])
  };
  enum class Greed { kGreedy, kLazy, kPossessive };

  Kind kind = Kind::kConcat;
  CodePointSet set;
  std::vector<PatternNode> children;
  int min = 0;
  int max = kUnbounded;
  Greed greed = Greed::kGreedy;
  // The part of the pattern that this is, for messages.
  size_t begin = 0;
  size_t end = 0;
};

// The tree of `pattern`. Linear but for sets; at most kMaxPatternDepth deep.
// ResourceExhausted where the pattern is too long or too deep, otherwise
// InvalidArgument.
absl::StatusOr<PatternNode> ParsePattern(std::string_view pattern);

// "pattern, offset 12, `\b`: <what>".
absl::Status PatternError(std::string_view pattern, size_t begin, size_t end,
                          std::string_view what);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_PATTERN_PATTERN_PARSER_H_
