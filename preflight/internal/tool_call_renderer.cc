// Calls of tools in an assistant's message.

#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_document.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"
#include "tokenfare/preflight/preflight.h"

namespace tokenfare::internal {
namespace {

// A message of a call: its start, the address, the kind of content, its end.
constexpr int64_t kAroundCalls = 4 + 3;
// The legacy call has no kind of content.
constexpr int64_t kAroundLegacyCall = 4;

// The arguments as compact JSON where they are JSON, otherwise as they are.
std::string Arguments(std::string_view arguments) {
  absl::StatusOr<JsonDocument> parsed =
      JsonDocument::Parse(arguments, {.max_bytes = kMaxBodyBytes,
                                      .max_depth = kMaxJsonDepth,
                                      .max_values = kMaxJsonValues});
  if (!parsed.ok()) return std::string(arguments);
  return JsonText(parsed->root(), kCompactJson);
}

void RenderCall(const ToolCall& call, Prompt& prompt, PromptPart& part) {
  part.AddText(prompt.Own(fmt::format(" to=functions.{}", call.name)));
  std::string arguments = Arguments(call.arguments);
  Segment segment;
  segment.alternatives = {call.arguments};
  segment.text = prompt.Own(std::move(arguments));
  part.segments.push_back(std::move(segment));
}

// One JSON text holds all calls.
void RenderParallelCalls(const Message& message, Prompt& prompt,
                         PromptPart& part) {
  part.AddText(" to=multi_tool_use.parallel");
  std::string text = R"({"tool_uses":[)";
  std::string_view separator;
  for (const ToolCall& call : message.tool_calls) {
    text += separator;
    separator = ",";
    text += fmt::format(
        R"({{"recipient_name":"functions.{}","parameters":{}}})", call.name,
        call.arguments.empty() ? "{}" : Arguments(call.arguments));
  }
  text += "]}";
  part.AddText(prompt.Own(std::move(text)));
}

}  // namespace

void RenderToolCalls(const RenderInput& input, const Message& message,
                     Prompt& prompt, PromptPart& part) {
  part.rule = "tool-calls";
  part.MarkInexact("calls of tools are estimated by their text");
  if (message.function_call.has_value()) {
    part.AddFixed(kAroundLegacyCall);
    part.fixed += {0, -4, 8};
    RenderCall(*message.function_call, prompt, part);
  }
  if (message.tool_calls.empty()) return;
  part.AddFixed(kAroundCalls + input.rules.per_calls);
  const auto calls = static_cast<int64_t>(message.tool_calls.size());
  part.fixed += {0, -4 * calls, 8 * calls};
  if (calls == 1) {
    RenderCall(message.tool_calls.front(), prompt, part);
  } else {
    RenderParallelCalls(message, prompt, part);
  }
}

}  // namespace tokenfare::internal
