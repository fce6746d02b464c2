// Calls of tools, alone and in parallel, and legacy ones.

#include "tokenfare/preflight/dialects/tool_call_renderer.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"

namespace tokenfare::internal {
namespace {

// The legacy call has no kind of content.
constexpr int64_t kAroundLegacyCall = 4;

// The name and the arguments of one call: as compact JSON where they are JSON,
// otherwise as they are.
void RenderCall(const Call& call, Prompt& prompt, PromptPart& part) {
  part.AddText(prompt.Own(fmt::format(" to=functions.{}", call.name)));
  const EmbeddedJson arguments(call.arguments);
  if (!arguments.IsJson()) {
    if (call.arguments.empty()) return;
    // What Python reads as JSON (NaN, repeated keys) is written anew.
    if (call.arguments.find_first_of("{[\"") != std::string_view::npos) {
      std::string quoted;
      AppendJsonString(call.arguments, kCompactAsciiJson, &quoted);
      std::string packed;
      for (const char c : call.arguments) {
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') packed += c;
      }
      part.AddReadings({.text = call.arguments,
                        .alternatives = {prompt.Own(std::move(quoted)),
                                         prompt.Own(std::move(packed))}},
                       "no recorded request shows such arguments, which are "
                       "not JSON");
      part.Use(Feature::kArgumentsNotJson);
      return;
    }
    part.Use(Feature::kArgumentsNotJson);
    part.AddText(call.arguments);
    return;
  }
  Segment segment{.text = prompt.Own(arguments.Text(kCompactJson))};
  if (!arguments.HasOneForm()) {
    segment.alternatives = {call.arguments,
                            prompt.Own(arguments.Text(kCompactAsciiJson))};
    part.AddReadings(
        std::move(segment),
        "no recorded request shows arguments with characters beyond ASCII or "
        "with unusual numbers");
    return;
  }
  part.AddText(segment.text);
}

std::string ParallelCalls(const Turn& turn, const JsonTextStyle& style) {
  std::string text = R"({"tool_uses":[)";
  std::string_view separator;
  for (const Call& call : turn.calls) {
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
void RenderParallelCalls(const Turn& turn, Prompt& prompt, PromptPart& part) {
  part.AddText(" to=multi_tool_use.parallel");
  Segment segment{.text = prompt.Own(ParallelCalls(turn, kCompactJson))};
  const bool one_form =
      std::all_of(turn.calls.begin(), turn.calls.end(), [](const Call& call) {
        const EmbeddedJson arguments(call.arguments);
        return call.arguments.empty() ||
               (arguments.IsJson() && arguments.HasOneForm());
      });
  if (!one_form) {
    segment.alternatives = {prompt.Own(ParallelCalls(turn, kCompactAsciiJson))};
    part.AddBetween(
        TokenBounds{0, -2, 2},
        "no recorded request shows parallel calls whose arguments are not "
        "JSON, "
        "or have characters beyond ASCII or unusual numbers");
    part.AddReadings(std::move(segment), "unusual arguments");
    return;
  }
  part.AddText(segment.text);
}

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
      RenderParallelCalls(turn, prompt, part);
    }
  }
  MarkUnknownCalls(input, turn, part);
}

}  // namespace tokenfare::internal
