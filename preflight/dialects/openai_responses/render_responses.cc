// The order of the parts, and those that no turn or tool is behind.

#include "tokenfare/preflight/dialects/openai_responses/render_responses.h"

#include <string>
#include <utility>

#include "tokenfare/preflight/dialects/parts/function_section.h"
#include "tokenfare/preflight/dialects/parts/media_renderer.h"
#include "tokenfare/preflight/dialects/parts/schema_section.h"

namespace tokenfare::internal {
namespace {

void RenderUnseen(const RenderInput& input, Prompt& prompt) {
  for (const Unseen& unseen : input.conversation.unseen) {
    if (unseen.is_turns && input.earlier != nullptr) continue;
    const std::string path = input.conversation.PathOf(unseen.origin);
    PromptPart part(LabelOf(path), path, "stored");
    part.AddBetween({0, 0, kAnyLength}, {Doubt::kStored, unseen.what});
    prompt.parts.push_back(std::move(part));
  }
}

// A message of its own.
void RenderSchemaMessage(const RenderInput& input, Prompt& prompt) {
  const OutputContract& contract = input.conversation.output;
  if (contract.kind == OutputContract::Kind::kOther) {
    RenderUnknownContract(input, prompt);
  }
  if (contract.kind != OutputContract::Kind::kJsonSchema) return;
  const std::string path = input.conversation.PathOf(contract.origin);
  PromptPart part(LabelOf(path), path, "json-schema");
  part.AddFixed(input.rules.section_message);
  if (input.has_image) {
    part.Use(Feature::kSchemaAndImage);
  } else {
    part.AddFixed(input.rules.with_schema);
  }
  part.Use(Feature::kSchema);
  RenderSchema(contract, "## ", {}, prompt, part);
  prompt.parts.push_back(std::move(part));
}

void RenderReplyStart(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const PromptRules& rules = input.rules;
  PromptPart part("reply priming", conversation.PathOf(Origin{}),
                  "reply-priming");
  part.AddFixed(conversation.tools.empty() ? rules.priming
                                           : rules.priming_with_tools);
  part.Use(Feature::kModel);
  if (conversation.output.kind == OutputContract::Kind::kJsonObject) {
    part.Use(Feature::kJsonObject);
  }
  if (conversation.options.forbids_parallel_calls &&
      HasDeclared(conversation.tools)) {
    part.AddFixed(rules.no_parallel_calls);
    part.Use(Feature::kNoParallelCalls);
  }
  if (conversation.options.reasoning_mode == "pro") {
    part.AddBetween(rules.pro_mode.tokens, rules.pro_mode.why);
  }
  if (rules.preamble.high > 0) {
    part.AddBetween(rules.preamble, rules.why_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace

void RenderResponses(const RenderInput& input, Prompt& prompt) {
  RenderUnseen(input, prompt);
  RenderResponsesTools(input, prompt);
  RenderSchemaMessage(input, prompt);
  RenderResponsesTurns(input, prompt);
  if (!prompt.complete) return;
  RenderResponsesToolChoice(input, prompt);
  RenderUnknownFields(input, prompt);
  RenderReplyStart(input, prompt);
}

}  // namespace tokenfare::internal
