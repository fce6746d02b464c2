// The prompt that a request becomes, before it is counted: parts in order, each
// a few texts to tokenize and tokens that no text explains.
//
// request -> RenderPrompt (renderers below) -> CountPrompt (prompt_count.h).
// A rule becomes exact by replacing its renderer; nothing else knows the rules.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_PROMPT_H_
#define TOKENFARE_PREFLIGHT_PROMPT_PROMPT_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/preflight/prompt/estimate.h"
#include "tokenfare/preflight/rules/doubt.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/token_bounds.h"

namespace tokenfare::internal {

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

// A part of the prompt, exact unless something is added that is not: whatever
// adds bounds or readings gives its reason in the same call, so that there are
// no bounds without one.
class PromptPart {
 public:
  PromptPart() = default;
  PromptPart(std::string_view of, std::string_view at, std::string_view by)
      : label(of), path(at), rule(by) {}

  // Tokens of a rule that recordings show, apart from what Use says.
  void AddFixed(int64_t tokens) { fixed_ += Estimate::Recorded(tokens); }
  // Tokens that a rule of its own gives.
  void Add(const Estimate& tokens);
  // Text that continues `before` (Segment::before).
  void AddText(std::string_view text, std::string_view before = {}) {
    segments_.push_back({.text = text, .before = before});
  }
  // Tokens that are not known exactly, or with {} doubts without bounds of
  // their own. The first reason stands.
  void AddBetween(const TokenBounds& tokens, const Why& why);
  // The same for a feature that recordings do not show.
  void AddUnshown(const TokenBounds& tokens, const Why& why);
  // Text that has other readings.
  void AddReadings(Segment segment, const Why& why) {
    segments_.push_back(std::move(segment));
    DoubtFor(why);
  }
  // Another reading of the segment at `index`.
  void AllowReading(size_t index, std::string_view text, const Why& why) {
    segments_[index].alternatives.push_back(text);
    DoubtFor(why);
  }
  // The part's tokens, now in all, may also be none.
  void AllowNothing(const Why& why);

  // The same, but the part is expected to be there.
  void AllowAbsence(const Why& why);

  // The part rests on the feature, so often; recordings must show it
  // (evidence.h).
  void Use(Feature feature, int64_t times = 1);

  // The tokens that no text explains.
  const Estimate& fixed() const { return fixed_; }
  const std::vector<Segment>& segments() const { return segments_; }
  const std::vector<FeatureUse>& uses() const { return uses_; }
  // Why the part is not exact, whatever its figures are: the first reason;
  // empty where the part is exact.
  const Why& why() const { return why_; }
  // For another reason than that recordings do not show it.
  bool doubted() const { return doubted_; }

  // As in PartTokens (verdict.h).
  std::string label;
  std::string path;
  std::string rule;
  // What tells images, audio and files from others, which fixed() counts
  // without their content.
  std::vector<std::string_view> media;
  // A prediction of the reply: billed as output where it is rejected.
  bool is_prediction = false;

 private:
  void DoubtFor(const Why& why);

  Why why_;
  bool doubted_ = false;
  Estimate fixed_;
  std::vector<Segment> segments_;
  std::vector<FeatureUse> uses_;
};

// Texts are views of the request or of `owned`, whose strings stay where they
// are when the prompt is moved.
struct Prompt {
  std::vector<PromptPart> parts;
  std::deque<std::string> owned;
  // References and lists of types may make the sections of functions longer
  // than the request, all together by these bytes.
  size_t expansion_left = size_t{1} << 20;
  // Keywords of schemas that were written.
  size_t keywords = 0;
  // Whether all parts were rendered before an allowance ended; else the last
  // part stands for those that were not.
  bool complete = true;

  // Keeps `text` as long as the prompt.
  std::string_view Own(std::string text) {
    return owned.emplace_back(std::move(text));
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_PROMPT_H_
