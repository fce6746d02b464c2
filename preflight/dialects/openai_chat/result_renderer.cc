// Results of calls: alone, as one list, and those of legacy functions.

#include "tokenfare/preflight/dialects/openai_chat/result_renderer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"
#include "tokenfare/preflight/dialects/parts/content_renderer.h"

namespace tokenfare::internal {
namespace {

// Results of parallel calls are one JSON list: those that are JSON as such, the
// others as strings.
std::string ListOfResults(const std::vector<Turn>& turns,
                          const std::vector<size_t>& results,
                          const JsonTextStyle& style, Prompt& prompt) {
  std::string text = "[";
  std::string_view separator;
  for (const size_t i : results) {
    text += std::exchange(separator, style.comma);
    const std::string_view content = TextOf(turns[i], prompt);
    const EmbeddedJson json(content);
    if (json.IsJson()) {
      text += json.Text(style);
    } else {
      AppendJsonString(content, style, &text);
    }
  }
  text += ']';
  return text;
}

void AddSegment(Segment segment, PromptPart& part) {
  if (segment.alternatives.empty()) {
    part.AddText(segment.text, segment.before);
  } else {
    part.AddReadings(std::move(segment), Doubt::kResultForm);
  }
}

}  // namespace

void RenderParallelResults(const RenderInput& input, const CallGroup& group,
                           Prompt& prompt, PromptPart& part) {
  const std::vector<Turn>& turns = input.conversation.turns;
  part.rule = "parallel-tool-results";
  part.label = fmt::format(
      "{} (tool)",
      input.conversation.LabelOfRange(turns[group.results.front()].origin,
                                      turns[group.results.back()].origin));
  part.AddFixed(input.rules.per_message + input.rules.per_results);
  part.AddText("multi_tool_use.parallel");
  const auto list = [&](const JsonTextStyle& style) {
    return prompt.Own(ListOfResults(turns, group.results, style, prompt));
  };
  part.Use(Feature::kResults);
  const bool escapes = input.rules.escapes_results != Known::kNo;
  Segment segment{.text = list(escapes ? kSpacedAsciiJson : kSpacedJson)};
  const bool one_form =
      std::all_of(group.results.begin(), group.results.end(), [&](size_t i) {
        return EmbeddedJson(TextOf(turns[i], prompt)).HasOneForm();
      });
  if (!one_form) {
    part.Use(escapes ? Feature::kResultsEscaped : Feature::kResultsKept);
  }
  if (!one_form && input.rules.escapes_results == Known::kUnknown) {
    segment.alternatives = {list(kSpacedJson)};
    AddUncertain(input.rules.results_form, part);
  }
  AddSegment(std::move(segment), part);
  for (size_t i = 1; i < group.results.size(); ++i) {
    if (group.results[i] == group.results[i - 1] + 1 &&
        group.order[i] > group.order[i - 1]) {
      continue;
    }
    AddUncertain(input.rules.reordered_results, part);
    break;
  }
  if (group.results.size() != group.calls) {
    AddUncertain(input.rules.missing_results, part);
  }
}

// A result alone: 3 + n(name of the function) + n(content).
void RenderResult(const RenderInput& input, const KnownCall& call,
                  const Turn& turn, Prompt& prompt, PromptPart& part) {
  part.rule = "tool-result";
  part.Use(Feature::kResult);
  part.AddFixed(input.rules.per_message + input.rules.per_results);
  part.AddText(call.group == nullptr ? turn.name.value_or("function")
                                     : call.name);
  part.AddText(TextOf(turn, prompt));
  if (call.group == nullptr) {
    AddUncertain(input.rules.orphan_result, part);
  } else if (call.group->results.size() != 1) {
    AddUncertain(input.rules.several_results, part);
  }
}

void RenderFunctionResult(const RenderInput& input, const Turn& turn,
                          Prompt& prompt, PromptPart& part) {
  part.rule = "function-result";
  part.AddFixed(input.rules.per_message);
  part.AddText(turn.name.value_or(""));
  part.AddText(TextOf(turn, prompt));
  AddUncertain(input.rules.legacy_result, part);
}

}  // namespace tokenfare::internal
