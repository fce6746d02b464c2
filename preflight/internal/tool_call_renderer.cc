// Calls of tools in an assistant's message.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/embedded_json.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"

namespace tokenfare::internal {
namespace {

// The legacy call has no kind of content.
constexpr int64_t kAroundLegacyCall = 4;

// The name and the arguments of one call: as compact JSON where they are JSON,
// otherwise as they are.
void RenderCall(const ToolCall& call, Prompt& prompt, PromptPart& part) {
  part.AddText(prompt.Own(fmt::format(" to=functions.{}", call.name)));
  const EmbeddedJson arguments(call.arguments);
  if (!arguments.IsJson()) {
    part.AddText(call.arguments);
    return;
  }
  Segment segment{.text = prompt.Own(arguments.Text(kCompactJson))};
  if (!arguments.HasOneForm()) {
    segment.alternatives = {call.arguments,
                            prompt.Own(arguments.Text(kCompactAsciiJson))};
    part.MarkInexact(
        "no recorded request shows arguments with characters beyond ASCII or "
        "with unusual numbers");
  }
  part.segments.push_back(std::move(segment));
}

std::string ParallelCalls(const Message& message, const JsonTextStyle& style) {
  std::string text = R"({"tool_uses":[)";
  std::string_view separator;
  for (const ToolCall& call : message.tool_calls) {
    text += std::exchange(separator, ",");
    text += R"({"recipient_name":)";
    AppendJsonString(fmt::format("functions.{}", call.name), style, &text);
    text += R"(,"parameters":)";
    const EmbeddedJson arguments(call.arguments.empty() ? "{}"
                                                        : call.arguments);
    if (arguments.IsJson()) {
      text += arguments.Text(style);
    } else {
      AppendJsonString(call.arguments, style, &text);
    }
    text += '}';
  }
  text += "]}";
  return text;
}

// One JSON text holds all calls.
void RenderParallelCalls(const Message& message, Prompt& prompt,
                         PromptPart& part) {
  part.AddText(" to=multi_tool_use.parallel");
  Segment segment{.text = prompt.Own(ParallelCalls(message, kCompactJson))};
  const bool one_form =
      std::all_of(message.tool_calls.begin(), message.tool_calls.end(),
                  [](const ToolCall& call) {
                    const EmbeddedJson arguments(call.arguments);
                    return call.arguments.empty() ||
                           (arguments.IsJson() && arguments.HasOneForm());
                  });
  if (!one_form) {
    segment.alternatives = {
        prompt.Own(ParallelCalls(message, kCompactAsciiJson))};
    part.fixed += {0, -2, 2};
    part.MarkInexact(
        "no recorded request shows parallel calls whose arguments are not "
        "JSON, "
        "or have characters beyond ASCII or unusual numbers");
  }
  part.segments.push_back(std::move(segment));
}

void MarkUnknownCalls(const RenderInput& input, const Message& message,
                      PromptPart& part) {
  const bool custom =
      std::any_of(message.tool_calls.begin(), message.tool_calls.end(),
                  [](const ToolCall& call) { return call.custom; });
  if (custom) {
    part.fixed += {0, -8, 16};
    part.MarkInexact("no recorded request shows a call of a custom tool");
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.fixed += {0, -4, 8};
    part.MarkInexact(input.rules.why_tools_uncertain);
  }
}

}  // namespace

void RenderToolCalls(const RenderInput& input, const Message& message,
                     Prompt& prompt, PromptPart& part) {
  if (message.function_call.has_value()) {
    part.rule = "function-call";
    // The kind of content, which calls of tools have.
    part.fixed += {kAroundLegacyCall, kAroundLegacyCall, kAroundLegacyCall + 3};
    part.MarkInexact("no recorded request shows a legacy call of a function");
    RenderCall(*message.function_call, prompt, part);
  }
  if (!message.tool_calls.empty()) {
    part.AddFixed(input.rules.around_calls);
    if (message.tool_calls.size() == 1) {
      part.rule = "tool-call";
      RenderCall(message.tool_calls.front(), prompt, part);
    } else {
      part.rule = "parallel-tool-calls";
      RenderParallelCalls(message, prompt, part);
    }
  }
  MarkUnknownCalls(input, message, part);
}

}  // namespace tokenfare::internal
