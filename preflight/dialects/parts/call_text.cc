// Arguments are JSON inside a string: written anew where they are well-formed.

#include "tokenfare/preflight/dialects/parts/call_text.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"

namespace tokenfare::internal {
namespace {

std::string ParallelCalls(const Turn& turn, const JsonTextStyle& style) {
  std::string text = R"({"tool_uses":[)";
  std::string_view separator;
  for (const Call& call : turn.calls) {
    text += std::exchange(separator, ",");
    text += R"({"recipient_name":)";
    AppendJsonString(RecipientOf(call), style, &text);
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

}  // namespace

std::string RecipientOf(const Call& call) {
  return fmt::format("{}.{}",
                     call.name_space.empty() ? "functions" : call.name_space,
                     call.name);
}

void RenderArguments(const Call& call, Prompt& prompt, PromptPart& part) {
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
                       Doubt::kArgumentsNotJson);
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
    part.AddReadings(std::move(segment), Doubt::kArgumentsForm);
    return;
  }
  part.AddText(segment.text);
}

void RenderArgumentsAsSent(const Call& call, PromptPart& part) {
  part.AddText(call.arguments);
  if (!EmbeddedJson(call.arguments).IsJson()) {
    part.Use(Feature::kArgumentsNotJson);
  }
  if (std::any_of(call.arguments.begin(), call.arguments.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80;
      })) {
    part.Use(Feature::kArgumentsBeyondAscii);
  }
}

void RenderCall(const Call& call, Prompt& prompt, PromptPart& part) {
  part.AddText(prompt.Own(fmt::format(" to={}", RecipientOf(call))));
  RenderArguments(call, prompt, part);
}

void RenderJoinedCalls(const RenderInput& input, const Turn& turn,
                       Prompt& prompt, PromptPart& part) {
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
    AddUncertain(input.rules.unusual_arguments, part);
    part.AddReadings(std::move(segment), input.rules.unusual_arguments.why);
    return;
  }
  part.AddText(segment.text);
}

}  // namespace tokenfare::internal
