// The renderer of the dialect, and what holds for all parts.

#include "tokenfare/preflight/dialects/render_prompt.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tokenfare/preflight/dialects/openai_chat/message_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/render_chat.h"
#include "tokenfare/preflight/dialects/openai_responses/render_responses.h"
#include "tokenfare/preflight/dialects/parts/media_renderer.h"
#include "tokenfare/preflight/dialects/plain_text_renderer.h"
#include "tokenfare/preflight/dialects/training_renderer.h"
#include "tokenfare/preflight/rules/rule_set.h"

namespace tokenfare::internal {
namespace {

// `text` without what looks like a special token ("<|endoftext|>"), or nothing
// where there is none. Linear.
std::optional<std::string> WithoutSpecialTokens(std::string_view text) {
  constexpr std::string_view kBegin = "<|";
  constexpr std::string_view kEnd = "|>";
  std::string kept;
  size_t kept_up_to = 0;
  for (size_t begin = text.find(kBegin); begin != std::string_view::npos;) {
    const size_t name = begin + kBegin.size();
    const size_t end = std::min(
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", name),
        text.size());
    if (end > name && text.substr(end).starts_with(kEnd)) {
      kept += text.substr(kept_up_to, begin - kept_up_to);
      kept_up_to = end + kEnd.size();
    }
    begin = text.find(kBegin, end);
  }
  if (kept_up_to == 0) return std::nullopt;
  kept += text.substr(kept_up_to);
  return kept;
}

// Special tokens in a text are ordinary text, as is expected, or left out, or
// one token each.
void AllowSpecialTokens(Prompt& prompt, PromptPart& part) {
  for (size_t i = 0; i < part.segments().size(); ++i) {
    std::optional<std::string> rest =
        WithoutSpecialTokens(part.segments()[i].text);
    if (!rest.has_value()) continue;
    part.AllowReading(i, prompt.Own(*std::move(rest)), Doubt::kSpecialToken);
  }
}

// Widens what recordings do not show. Every part of a prompt is about the same
// subject, and most rest on the same features: each is looked up once.
class EvidenceWeigher {
 public:
  // All must outlive it.
  EvidenceWeigher(const EvidenceTable& evidence, const PromptRules& rules,
                  const EvidenceSubject& subject)
      : evidence_(evidence), rules_(rules), subject_(subject) {}

  void Weigh(PromptPart& part) {
    // AddUnshown adds no use.
    for (const FeatureUse& use : part.uses()) {
      const Why& why = WhyNotShown(use.feature);
      if (why.empty()) continue;
      const Deviation& deviation =
          (*rules_.unshown)[static_cast<size_t>(use.feature)];
      part.AddUnshown(
          {0, use.times * deviation.low, use.times * deviation.high}, why);
    }
  }

 private:
  const Why& WhyNotShown(Feature feature) {
    std::optional<Why>& why = whys_[static_cast<size_t>(feature)];
    if (!why.has_value()) why = evidence_.WhyNotShown(feature, subject_);
    return *why;
  }

  const EvidenceTable& evidence_;
  const PromptRules& rules_;
  const EvidenceSubject& subject_;
  std::array<std::optional<Why>, kFeatures> whys_;
};

void RenderParts(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  if (TakesPlainInputs(conversation.model_kind)) {
    RenderPlainInputs(input, prompt);
  } else if (conversation.dialect == Conversation::Dialect::kResponses) {
    RenderResponses(input, prompt);
  } else if (conversation.training.has_value()) {
    RenderTurns(input, prompt);
    if (!prompt.complete) return;
    RenderUnknownFields(input, prompt);
    RenderTraining(input, prompt);
  } else {
    RenderChat(input, prompt);
  }
  if (!input.rules.overlay.empty() && !prompt.parts.empty()) {
    prompt.parts.back().AddBetween(
        {}, {Doubt::kRulesOfOverlay, input.rules.overlay});
  }
}

// What holds for all parts. Those that it does not come to before the allowance
// ends are gone.
void FinishParts(const RenderInput& input, Prompt& prompt) {
  const EvidenceTable& evidence =
      EvidenceOf(input.rules, input.conversation.RulesEndpoint());
  const EvidenceSubject subject =
      EvidenceSubjectOf(input.rules, evidence, input.card, input.as_of);
  EvidenceWeigher weigher(evidence, input.rules, subject);
  for (size_t i = 0; i < prompt.parts.size(); ++i) {
    if (input.allowance.spent() && i >= kAlwaysRendered) {
      prompt.parts.erase(prompt.parts.begin() + static_cast<ptrdiff_t>(i),
                         prompt.parts.end());
      prompt.complete = false;
      return;
    }
    AllowSpecialTokens(prompt, prompt.parts[i]);
    weigher.Weigh(prompt.parts[i]);
  }
}

// Stands for what was not rendered. Nothing is known of it: names and schemas
// may be repeated, so its tokens are not bounded by its bytes.
void RenderRest(const RenderInput& input, Prompt& prompt) {
  PromptPart rest("the rest of the request",
                  input.conversation.PathOf(Origin{}), "not-rendered");
  rest.AddBetween({0, 0, kTokensUnbounded}, Doubt::kNotReached);
  rest.is_prediction = input.conversation.prediction.has_value();
  prompt.parts.push_back(std::move(rest));
}

}  // namespace

Prompt RenderPrompt(const RenderInput& input) {
  // Most often a part for each turn and tool, and a few around them.
  constexpr size_t kAround = 6;
  Prompt prompt;
  prompt.parts.reserve(input.conversation.turns.size() +
                       input.conversation.tools.size() + kAround);
  RenderParts(input, prompt);
  FinishParts(input, prompt);
  if (!prompt.complete) RenderRest(input, prompt);
  return prompt;
}

}  // namespace tokenfare::internal
