// Turns a tiktoken pattern into steps that RE2 and a few lines of C++ can do,
// with exactly the same pieces, or says why it cannot.
//
// A pattern is an ordered alternation. Matched at one place, `A|B` is what A
// matches there, or else what B does, so the alternatives may be tried one
// after the other. Each becomes a step, or joins its neighbours in one:
//
// S1. C+(?!D), where D is all characters but C (`\s+(?!\S)`), is a run step.
//     Let the run of C have k characters. If it reaches the end of the text,
//     the lookahead holds after all k. Otherwise a character of D follows it:
//     the lookahead fails after k and, as the next character is in C, holds
//     after k - 1, which is a match if k > 1.
// S2. Anything else is an expression for RE2, whose leftmost-first rule is the
//     priority of a backtracking engine. Classes become explicit ranges, so the
//     tables of RE2 play no part; `$` becomes \z.
//
// Possessive repeats become greedy where that changes nothing. Let K be what
// can follow the repeat up to the end of its alternative. A possessive repeat
// and a greedy one first match the same, with j repeats. They differ only if K
// fails there, but would succeed after giving back some repeats. That cannot
// be where
//
// P1. K can match the empty string without an assertion, since then it never
//     fails; or
// P2. the repeat is of one class C, and K matches only strings that begin with
//     a character outside of C, or only at the end of the text: after fewer
//     than j repeats the next character is one of C, where K fails too.
//
// Other possessive repeats are errors. So are alternatives that may match the
// empty string (a piece has at least one character), repeats of what may be
// empty (engines differ), `$` other than at the end of an alternative, and
// lookahead other than S1.
//
// Every character must match by itself, by a word of one character in an
// alternative without assertions. Then some alternative matches wherever a
// piece may begin, whatever follows, and the pieces tile the text; tiktoken
// drops what does not match, which would lose tokens.

#ifndef TOKENFARE_TOKENIZER_PATTERN_PATTERN_REWRITER_H_
#define TOKENFARE_TOKENIZER_PATTERN_PATTERN_REWRITER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/pattern/pattern_code_points.h"

namespace tokenfare::internal {

// Bounds of what one pattern may become. The three built-in patterns take at
// most 3 steps and 0.2 MB.
inline constexpr size_t kMaxSplitSteps = 32;
inline constexpr size_t kMaxRe2Bytes = size_t{4} << 20;

struct SplitStep {
  // Of S2: alternatives, to be matched anchored and leftmost-first.
  std::string re2;
  // Of S1: the class C; empty for an expression.
  CodePointSet run;
};

struct SplitProgram {
  // In order of priority; at each place the first that matches gives the piece.
  std::vector<SplitStep> steps;
  // Matches, whole, every beginning of every match of every step, and more: the
  // pattern with each repeat and each character optional. What it matches it
  // also matches with any characters left out. Where it does not match the
  // text from a place on, no alternative could have read that text to its end.
  std::string beginnings;
};

// InvalidArgument, with offset and offending part, where the pattern is wrong
// or has no exact equivalent; ResourceExhausted where it is too large.
absl::StatusOr<SplitProgram> RewritePattern(std::string_view pattern);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_PATTERN_PATTERN_REWRITER_H_
