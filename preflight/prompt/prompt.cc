// Parts of the prompt.

#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

void PromptPart::MarkInexact(std::string_view why) {
  doubted_ = true;
  if (!why_.empty()) return;
  why_ = why.empty() ? "not known exactly" : why;
}

void PromptPart::AllowNothing(std::string_view why) {
  for (Segment& segment : segments_) {
    segment.alternatives.push_back(segment.text);
    segment.text = {};
  }
  fixed_.expected = 0;
  fixed_.low = 0;
  MarkInexact(why);
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
