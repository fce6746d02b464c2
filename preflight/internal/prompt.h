// The prompt that a request becomes, before it is counted: parts in order, each
// a few texts to tokenize and tokens that no text explains.
//
// request -> RenderPrompt (renderers below) -> CountPrompt (prompt_count.h).
// A rule becomes exact by replacing its renderer; nothing else knows the rules.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/preflight/internal/json_value.h"

namespace tokenfare::internal {

// Tokens, exactly or about: low <= expected <= high.
struct TokenBounds {
  int64_t expected = 0;
  int64_t low = 0;
  int64_t high = 0;

  static TokenBounds Exactly(int64_t tokens) {
    return {tokens, tokens, tokens};
  }
  TokenBounds& operator+=(const TokenBounds& other) {
    expected += other.expected;
    low += other.low;
    high += other.high;
    return *this;
  }
};

// Bounds beyond which no request means anything; sums of bounds stop here, so
// that none overflows.
inline constexpr int64_t kTokensUnbounded = 1'000'000'000;

// Text that is tokenized by itself. Where it is not known how the text is
// rendered, `alternatives` holds other readings: the lowest and highest count
// among all readings are then the bounds.
struct Segment {
  std::string_view text;
  std::vector<std::string_view> alternatives = {};
  // What stands before the text (all readings of it) in the prompt and is
  // tokenized together with it, but counted elsewhere.
  std::string_view before = {};
};

struct PromptPart {
  PromptPart() = default;
  PromptPart(std::string_view of, std::string_view at, std::string_view by)
      : label(of), path(at), rule(by) {}

  // As in PartTokens (verdict.h).
  std::string label;
  std::string path;
  std::string rule;
  std::string why;
  TokenBounds fixed;
  std::vector<Segment> segments;
  // Of images, audio and files, which `fixed` counts without their content.
  std::vector<const JsonValue*> media;

  void AddFixed(int64_t tokens) { fixed += TokenBounds::Exactly(tokens); }
  void AddText(std::string_view text) { segments.push_back({.text = text}); }
  // Marks the part as not exact; the first reason stands.
  void MarkInexact(std::string_view reason) {
    if (why.empty()) why.append(reason);
  }
};

// Texts are views of the request or of `owned`, whose strings stay where they
// are when the prompt is moved.
struct Prompt {
  std::vector<PromptPart> parts;
  std::deque<std::string> owned;

  // Keeps `text` as long as the prompt.
  std::string_view Own(std::string text) {
    return owned.emplace_back(std::move(text));
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_H_
