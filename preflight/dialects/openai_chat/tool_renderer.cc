// Functions, as a section of TypeScript declarations; other tools; and the
// choice of one.

#include "tokenfare/preflight/dialects/openai_chat/tool_renderer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/parts/function_section.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kHead =
    "# Tools\n\n## functions\n\nnamespace functions {";
constexpr std::string_view kEnd = "\n\n} // namespace functions";

void RenderOther(const RenderInput& input, const Tool& tool, Prompt& prompt) {
  const bool custom = tool.kind == Tool::Kind::kCustom;
  const std::string path = input.conversation.PathOf(tool.origin);
  PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                  custom ? "custom-tool" : "hosted-tool");
  const Uncertain& tokens =
      custom ? input.rules.custom_tool : input.rules.hosted_tool;
  part.AddReadings(
      {.text = prompt.Own(JsonText(*tool.definition, kCompactJson)),
       .alternatives = {""}},
      tokens.why);
  AddUncertain(tokens, part);
  prompt.parts.push_back(std::move(part));
}

Feature ToolsFeature(const SectionPlace& place) {
  if (place.kind == SectionPlace::Kind::kAlone) return Feature::kToolsAlone;
  if (place.kind == SectionPlace::Kind::kLate) return Feature::kToolsLate;
  return place.before.empty() ? Feature::kToolsAfterEmpty : Feature::kTools;
}

// Functions without a description.
void AddUndescribed(const RenderInput& input, PromptPart& part) {
  const std::vector<Tool>& tools = input.conversation.tools;
  const auto count =
      std::count_if(tools.begin(), tools.end(), [](const Tool& tool) {
        return tool.kind == Tool::Kind::kFunction && tool.description.empty();
      });
  if (count == 0) return;
  part.AddFixed(input.rules.undescribed);
  part.Use(
      tools.size() == 1 ? Feature::kNoDescription : Feature::kNoDescriptions,
      count);
}

std::string_view RenderFunctions(const RenderInput& input,
                                 const SectionPlace& place, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const PromptRules& rules = input.rules;
  const std::string path = conversation.PathOf(conversation.tools_origin);
  PromptPart part(LabelOf(path), path, "tools-section");
  if (place.own_message) part.AddFixed(rules.section_message);
  part.AddFixed(rules.with_tools);
  part.Use(ToolsFeature(place));
  if (conversation.legacy_functions) part.Use(Feature::kFunctions);
  if (conversation.tool_choice.kind == ToolChoice::Kind::kRequired) {
    part.Use(Feature::kChoiceRequired);
  }
  AddUndescribed(input, part);
  const std::string_view head =
      place.own_message ? kHead : prompt.Own(fmt::format("\n\n{}", kHead));
  return RenderFunctionSection(
      input, {.head = head, .end = kEnd, .before = place.before},
      conversation.tools, std::move(part), prompt);
}

}  // namespace

std::string_view RenderTools(const RenderInput& input,
                             const SectionPlace& place, Prompt& prompt) {
  std::string_view section;
  if (HasDeclared(input.conversation.tools)) {
    section = RenderFunctions(input, place, prompt);
  }
  size_t others = 0;
  for (const Tool& tool : input.conversation.tools) {
    if (tool.kind == Tool::Kind::kFunction) continue;
    if (!MayRender(input, others++, prompt)) break;
    RenderOther(input, tool, prompt);
  }
  return section;
}

void RenderToolChoice(const RenderInput& input, Prompt& prompt) {
  const ToolChoice& choice = input.conversation.tool_choice;
  using Kind = ToolChoice::Kind;
  if (choice.kind == Kind::kUnstated || choice.kind == Kind::kAuto ||
      choice.kind == Kind::kRequired || input.conversation.tools.empty() ||
      !input.rules.counts_tool_choice) {
    return;
  }
  PromptPart part("tool_choice", input.conversation.PathOf(choice.origin),
                  "tool-choice");
  if (choice.kind == Kind::kNone) {
    part.AddFixed(input.rules.choice_none);
    part.Use(Feature::kChoiceNone);
  } else if (choice.kind == Kind::kNamed) {
    const bool legacy = choice.legacy && input.conversation.legacy_functions;
    if (legacy) {
      part.AddBetween(input.rules.call_named.tokens,
                      input.rules.call_named.why);
    } else {
      part.AddFixed(input.rules.choice_named);
    }
    part.Use(legacy ? Feature::kCallNamed : Feature::kChoiceNamed);
    part.AddText(prompt.Own(fmt::format(" to=functions.{}", choice.name)));
  } else {
    AddUncertain(input.rules.other_choice, part);
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween({}, input.rules.why_tools_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
