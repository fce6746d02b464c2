// Calls of tools, alone and in parallel, and legacy ones.

#include "tokenfare/preflight/dialects/openai_chat/tool_call_renderer.h"

#include <algorithm>

#include "tokenfare/preflight/dialects/parts/call_text.h"

namespace tokenfare::internal {
namespace {

// The legacy call has no kind of content.
constexpr int64_t kAroundLegacyCall = 4;

void MarkUnknownCalls(const RenderInput& input, const Turn& turn,
                      PromptPart& part) {
  const bool custom = std::any_of(turn.calls.begin(), turn.calls.end(),
                                  [](const Call& call) { return call.custom; });
  if (custom) {
    part.AddBetween(TokenBounds{0, -8, 16},
                    "no recorded request shows a call of a custom tool");
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween(TokenBounds{0, -4, 8}, input.rules.why_tools_uncertain);
  }
}

}  // namespace

void RenderToolCalls(const RenderInput& input, const Turn& turn, Prompt& prompt,
                     PromptPart& part) {
  if (turn.function_call.has_value()) {
    part.rule = "function-call";
    // The kind of content, which calls of tools have.
    part.AddBetween(TokenBounds{kAroundLegacyCall, kAroundLegacyCall,
                                kAroundLegacyCall + 3},
                    "no recorded request shows a legacy call of a function");
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
      RenderJoinedCalls(turn, prompt, part);
    }
  }
  MarkUnknownCalls(input, turn, part);
}

}  // namespace tokenfare::internal
