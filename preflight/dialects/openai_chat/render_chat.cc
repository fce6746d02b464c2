// The order of the renderers of chat, and what no turn or tool is behind.

#include "tokenfare/preflight/dialects/openai_chat/render_chat.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/dialects/openai_chat/message_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/response_format_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/tool_renderer.h"
#include "tokenfare/preflight/dialects/parts/media_renderer.h"

namespace tokenfare::internal {
namespace {

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

// The start of the reply, and what the model's format adds by itself.
void RenderPriming(const RenderInput& input, Prompt& prompt) {
  PromptPart part("reply priming", input.conversation.PathOf(Origin{}),
                  "reply-priming");
  if (input.rules.hides_messages || input.conversation.searches_web) {
    part.AddBetween(TokenBounds{2, 2, input.rules.priming},
                    input.rules.searching_message.why);
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
    AddUncertain(input.rules.spoken_priming, part);
  }
  if (input.rules.preamble.high > 0) {
    part.AddBetween(input.rules.preamble, input.rules.why_uncertain);
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
    part.AddReadings({"", {conversation.prediction->text}}, Doubt::kPrediction);
    part.is_prediction = true;
    prompt.parts.push_back(std::move(part));
  }
  if (conversation.speaks) {
    PromptPart part("spoken reply", conversation.PathOf(Field::kModalities),
                    "audio-output");
    AddUncertain(input.rules.spoken_reply, part);
    prompt.parts.push_back(std::move(part));
  }
}

}  // namespace

void RenderChat(const RenderInput& input, Prompt& prompt) {
  RenderTurns(input, prompt);
  if (prompt.complete) {
    RenderToolChoice(input, prompt);
    RenderUnknownFields(input, prompt);
    RenderOptions(input, prompt);
    RenderPriming(input, prompt);
  }
  // Lowers a part that is there already.
  RenderImageBesideSection(input, prompt);
}

}  // namespace tokenfare::internal
