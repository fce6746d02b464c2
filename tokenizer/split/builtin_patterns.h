// The splitting patterns of the built-in encodings, as tiktoken 0.14.0 has them
// (tiktoken_ext/openai_public.py).

#ifndef TOKENFARE_TOKENIZER_SPLIT_BUILTIN_PATTERNS_H_
#define TOKENFARE_TOKENIZER_SPLIT_BUILTIN_PATTERNS_H_

#include <optional>
#include <string_view>

#include "tokenfare/tokenizer/split/automaton.h"

namespace tokenfare::internal {

// gpt2, r50k_base, p50k_base, p50k_edit.
inline constexpr std::string_view kR50kPattern =
    R"re('(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s)re";

// cl100k_base. Earlier releases of tiktoken had `\s*[\r\n]+` and no `\s++$`,
// which is another language: "\n  " at the end of a text was two pieces.
inline constexpr std::string_view kCl100kPattern =
    R"re('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s)re";

// o200k_base, o200k_harmony.
inline constexpr std::string_view kO200kPattern =
    R"re([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)re";

// The original of GPT-2, and tiktoken's r50k_base before 0.6. Both match what
// kR50kPattern does: at a run of white space that ends the text all take the
// run, at a longer one all but its last character, at a single one that.
inline constexpr std::string_view kGpt2Pattern =
    R"re('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)re";
inline constexpr std::string_view kGpt2BracketPattern =
    R"re('s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)re";

constexpr std::string_view PatternText(PatternFamily family) {
  switch (family) {
    case PatternFamily::kR50k:
      return kR50kPattern;
    case PatternFamily::kCl100k:
      return kCl100kPattern;
    case PatternFamily::kO200k:
      return kO200kPattern;
  }
  return {};
}

// The family whose automaton splits as `pattern` does, known by its text.
constexpr std::optional<PatternFamily> FamilyOfPattern(
    std::string_view pattern) {
  if (pattern == kR50kPattern || pattern == kGpt2Pattern ||
      pattern == kGpt2BracketPattern) {
    return PatternFamily::kR50k;
  }
  if (pattern == kCl100kPattern) return PatternFamily::kCl100k;
  if (pattern == kO200kPattern) return PatternFamily::kO200k;
  return std::nullopt;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_BUILTIN_PATTERNS_H_
