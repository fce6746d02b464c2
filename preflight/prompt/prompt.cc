// Parts of the prompt.

#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

void PromptPart::DoubtFor(const Why& why) {
  doubted_ = true;
  if (why_.empty()) why_ = why.empty() ? Doubt::kNotKnownExactly : why;
}

void PromptPart::Add(const Estimate& tokens) {
  if (tokens.exact()) {
    fixed_ += tokens;
  } else {
    AddBetween(tokens.bounds(), tokens.why());
  }
}

void PromptPart::AddBetween(const TokenBounds& tokens, const Why& why) {
  DoubtFor(why);
  if (tokens != TokenBounds{}) fixed_ += Estimate::Between(tokens, why);
}

void PromptPart::AddUnshown(const TokenBounds& tokens, const Why& why) {
  const bool doubted = doubted_;
  AddBetween(tokens, why);
  doubted_ = doubted;
}

void PromptPart::AllowNothing(const Why& why) {
  for (Segment& segment : segments_) {
    segment.alternatives.push_back(segment.text);
    segment.text = {};
  }
  fixed_ = Estimate::Between({0, 0, fixed_.high()}, why);
  DoubtFor(why);
}

void PromptPart::AllowAbsence(const Why& why) {
  for (Segment& segment : segments_) segment.alternatives.emplace_back();
  fixed_ = Estimate::Between({fixed_.expected(), 0, fixed_.high()}, why);
  DoubtFor(why);
}

void PromptPart::Use(Feature feature, int64_t times) {
  if (times <= 0) return;
  for (FeatureUse& use : uses_) {
    if (use.feature == feature) {
      use.times += times;
      return;
    }
  }
  uses_.push_back({feature, times});
}

}  // namespace tokenfare::internal
