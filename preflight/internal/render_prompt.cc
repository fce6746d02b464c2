#include "tokenfare/preflight/internal/render_prompt.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tokenfare/preflight/internal/json_text.h"

namespace tokenfare::internal {
namespace {

// It was billed one token less than the rules say.
constexpr std::string_view kFewSpokenReplies =
    "one request for a spoken reply is known only";

}  // namespace

void RenderSections(const RenderInput& input, const SectionPlace& place,
                    Prompt& prompt) {
  const std::string_view tools = RenderTools(input, place, prompt);
  if (tools.empty()) {
    RenderResponseFormat(input, place, prompt);
    return;
  }
  RenderResponseFormat(input, {.before = tools, .late = place.late}, prompt);
}

void RenderPriming(const RenderInput& input, Prompt& prompt) {
  PromptPart part("reply priming", "$", "reply-priming");
  if (input.rules.hides_messages || input.request.searches_web) {
    part.fixed = {2, 2, input.rules.priming};
    part.MarkInexact("few requests with web search are known");
  } else {
    part.AddFixed(input.request.tools.empty() ? input.rules.priming
                                              : input.rules.priming_with_tools);
  }
  RenderReplyConstraint(input, /*earlier=*/false, part);
  if (input.request.speaks) {
    part.fixed += {0, -1, 0};
    part.MarkInexact(kFewSpokenReplies);
  }
  if (input.rules.preamble.high > 0) {
    part.fixed += input.rules.preamble;
    part.MarkInexact(input.rules.why_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

void RenderOptions(const RenderInput& input, Prompt& prompt) {
  if (input.request.prediction != nullptr) {
    PromptPart part("prediction", "$.prediction", "prediction");
    part.MarkInexact(
        "a prediction is billed as output where it is rejected; whether it "
        "counts as input is not known");
    // Read as nothing, or as its text.
    part.segments.push_back(
        {"", {prompt.Own(JsonText(*input.request.prediction, kCompactJson))}});
    prompt.parts.push_back(std::move(part));
  }
  if (input.request.speaks) {
    PromptPart part("spoken reply", "$.modalities", "audio-output");
    part.fixed = {0, 0, 50};
    part.MarkInexact(kFewSpokenReplies);
    prompt.parts.push_back(std::move(part));
  }
}

Prompt RenderPrompt(const RenderInput& input) {
  Prompt prompt;
  prompt.parts.reserve(input.request.messages.size() + 5);
  RenderMessages(input, prompt);
  RenderToolChoice(input, prompt);
  RenderOptions(input, prompt);
  RenderPriming(input, prompt);
  return prompt;
}

}  // namespace tokenfare::internal
