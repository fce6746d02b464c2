// Calls of tools, alone and in parallel, and legacy ones.

#include "tokenfare/preflight/dialects/openai_chat/tool_call_renderer.h"

#include <algorithm>

#include "tokenfare/preflight/dialects/parts/call_text.h"

namespace tokenfare::internal {
namespace {

void MarkUnknownCalls(const RenderInput& input, const Turn& turn,
                      PromptPart& part) {
  const bool custom = std::any_of(turn.calls.begin(), turn.calls.end(),
                                  [](const Call& call) { return call.custom; });
  if (custom) {
    AddUncertain(input.rules.custom_call, part);
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween(input.rules.doubted_call, input.rules.why_tools_uncertain);
  }
}

}  // namespace

void RenderToolCalls(const RenderInput& input, const Turn& turn, Prompt& prompt,
                     PromptPart& part) {
  if (turn.function_call.has_value()) {
    part.rule = "function-call";
    AddUncertain(input.rules.legacy_call, part);
    RenderCall(*turn.function_call, prompt, part);
  }
  if (!turn.calls.empty()) {
    part.AddFixed(input.rules.around_calls);
    if (!input.rules.per_calls.why.empty()) {
      part.AddBetween(input.rules.per_calls.tokens, input.rules.per_calls.why);
    }
    part.Use(turn.calls.size() == 1 ? Feature::kCall : Feature::kCalls);
    if (turn.calls.size() == 1) {
      part.rule = "tool-call";
      RenderCall(turn.calls.front(), prompt, part);
    } else {
      part.rule = "parallel-tool-calls";
      RenderJoinedCalls(input, turn, prompt, part);
    }
  }
  MarkUnknownCalls(input, turn, part);
}

}  // namespace tokenfare::internal
