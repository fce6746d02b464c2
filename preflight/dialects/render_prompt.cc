// The order of the renderers, and what holds for all parts.

#include "tokenfare/preflight/dialects/render_prompt.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/dialects/media_renderer.h"
#include "tokenfare/preflight/dialects/message_renderer.h"
#include "tokenfare/preflight/dialects/plain_text_renderer.h"
#include "tokenfare/preflight/dialects/response_format_renderer.h"
#include "tokenfare/preflight/dialects/tool_renderer.h"

namespace tokenfare::internal {
namespace {

// It was billed one token less than the rules say.
constexpr std::string_view kFewSpokenReplies =
    "one request for a spoken reply is known only";

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
    part.AllowReading(
        i, prompt.Own(*std::move(rest)),
        "no recorded request shows how text that looks like a special token is "
        "billed");
  }
}

// What images cost less beside tools or a schema.
void RenderImageBesideSection(const RenderInput& input, Prompt& prompt) {
  if (input.conversation.tools.empty() &&
      input.conversation.output.kind != OutputContract::Kind::kJsonSchema) {
    return;
  }
  for (PromptPart& part : prompt.parts) {
    const bool has_image = std::any_of(
        part.uses().begin(), part.uses().end(),
        [](const FeatureUse& use) { return use.feature == Feature::kImage; });
    if (!has_image) continue;
    const Uncertain& less = input.rules.image_beside_section;
    part.Use(Feature::kImageBesideSection);
    if (less.why.empty()) {
      part.AddFixed(less.tokens.expected);
    } else {
      part.AddBetween(less.tokens, less.why);
    }
    return;
  }
}

// Widens what recordings do not show.
void WeighEvidence(const EvidenceSubject& subject, PromptPart& part) {
  const std::vector<FeatureUse> uses = part.uses();
  for (const FeatureUse& use : uses) {
    const std::string why = WhyNotShown(use.feature, subject);
    if (why.empty()) continue;
    const Deviation deviation = DeviationOf(use.feature);
    part.AddUnshown({0, use.times * deviation.low, use.times * deviation.high},
                    why);
  }
}

// The start of the reply, and what the model's format adds by itself.
void RenderPriming(const RenderInput& input, Prompt& prompt) {
  PromptPart part("reply priming", input.conversation.PathOf(Origin{}),
                  "reply-priming");
  if (input.rules.hides_messages || input.conversation.searches_web) {
    part.AddBetween(TokenBounds{2, 2, input.rules.priming},
                    "few requests with web search are known");
  } else {
    part.AddFixed(input.conversation.tools.empty()
                      ? input.rules.priming
                      : input.rules.priming_with_tools);
  }
  // The rules that a card of the caller's own, or an imported one, states are a
  // claim: only recordings of the model make its counts exact.
  part.Use(Feature::kModel);
  if (input.conversation.output.kind == OutputContract::Kind::kJsonObject) {
    part.Use(Feature::kJsonObject);
  }
  RenderReplyConstraint(input, /*earlier=*/false, part);
  if (input.conversation.speaks) {
    part.AddBetween(TokenBounds{0, -1, 0}, kFewSpokenReplies);
  }
  if (input.rules.preamble.high > 0) {
    part.AddBetween(input.rules.preamble, input.rules.why_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

void RenderUnknownFields(const RenderInput& input, Prompt& prompt) {
  if (input.conversation.unknown_fields.empty()) return;
  PromptPart part("unknown fields", input.conversation.PathOf(Origin{}),
                  "unknown-fields");
  for (const Opaque* value : input.conversation.unknown_fields) {
    RenderUnknownField(
        input, *value,
        "the request has fields that are not known (see the warnings), and may "
        "be counted",
        part);
  }
  prompt.parts.push_back(std::move(part));
}

// Options that may change the prompt in ways no recording shows.
void RenderOptions(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  if (conversation.prediction.has_value()) {
    PromptPart part("prediction",
                    conversation.PathOf(conversation.prediction->origin),
                    "prediction");
    // Read as nothing, or as its text.
    part.AddReadings(
        {"", {conversation.prediction->text}},
        "a prediction is billed as output where it is rejected; whether it "
        "counts as input is not known");
    part.is_prediction = true;
    prompt.parts.push_back(std::move(part));
  }
  if (conversation.speaks) {
    PromptPart part("spoken reply", conversation.PathOf(Field::kModalities),
                    "audio-output");
    part.AddBetween(TokenBounds{0, 0, 50}, kFewSpokenReplies);
    prompt.parts.push_back(std::move(part));
  }
}

// The prompt of a chat.
void RenderChat(const RenderInput& input, Prompt& prompt) {
  prompt.parts.reserve(input.conversation.turns.size() + 5);
  RenderTurns(input, prompt);
  RenderToolChoice(input, prompt);
  RenderUnknownFields(input, prompt);
  RenderOptions(input, prompt);
  RenderPriming(input, prompt);
  RenderImageBesideSection(input, prompt);
}

}  // namespace

Prompt RenderPrompt(const RenderInput& input) {
  Prompt prompt;
  if (input.conversation.model_kind == ModelKind::kChat) {
    RenderChat(input, prompt);
  } else {
    RenderPlainInputs(input, prompt);
  }
  const EvidenceSubject subject = {
      input.rules.family, WithoutDay(input.card.id), input.model, input.as_of};
  for (PromptPart& part : prompt.parts) {
    AllowSpecialTokens(prompt, part);
    WeighEvidence(subject, part);
  }
  return prompt;
}

}  // namespace tokenfare::internal
