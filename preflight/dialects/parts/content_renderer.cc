// Texts, joined; images, speech and files beside them.

#include "tokenfare/preflight/dialects/parts/content_renderer.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "tokenfare/preflight/dialects/parts/media_renderer.h"

namespace tokenfare::internal {
namespace {

// All parts that `is_text` takes for text, joined.
template <typename Predicate>
std::string_view Joined(const Turn& turn, Predicate is_text, Prompt& prompt) {
  const auto texts = std::ranges::count_if(turn.content, is_text);
  if (texts == 0) return {};
  if (texts == 1) {
    return std::ranges::find_if(turn.content, is_text)->text;
  }
  std::string joined;
  for (const Item& item : turn.content) {
    if (std::invoke(is_text, item)) joined += item.text;
  }
  return prompt.Own(std::move(joined));
}

}  // namespace

std::string_view TextOf(const Turn& turn, Prompt& prompt) {
  return Joined(turn, &Item::IsText, prompt);
}

void RenderOtherContent(const RenderInput& input, const Turn& turn,
                        Prompt& prompt, PromptPart& part) {
  for (const Item& item : turn.content) {
    if (!item.IsText()) RenderMedia(input, item, prompt, part);
  }
}

void AllowNoRefusal(const RenderInput& input, const Turn& turn, Prompt& prompt,
                    PromptPart& part) {
  const auto refusals = std::count_if(
      turn.content.begin(), turn.content.end(),
      [](const Item& item) { return item.kind == Item::Kind::kRefusal; });
  if (refusals == 0) return;
  const auto is_text = [](const Item& item) {
    return item.kind == Item::Kind::kText;
  };
  part.AllowReading(part.segments().size() - 1, Joined(turn, is_text, prompt),
                    input.rules.refusal.why);
  AddUncertain(input.rules.refusal, part);
}

void RenderPastAnswers(const RenderInput& input, const Turn& turn,
                       PromptPart& part) {
  if (turn.refusal.has_value() && !turn.refusal->empty()) {
    part.AddReadings({.text = *turn.refusal, .alternatives = {""}},
                     input.rules.refusal.why);
    AddUncertain(input.rules.refusal, part);
  }
  if (turn.refers_to_audio) {
    part.AddBetween(TokenBounds{0, 0, kAnyLength}, Doubt::kSpokenAnswer);
  }
}

}  // namespace tokenfare::internal
