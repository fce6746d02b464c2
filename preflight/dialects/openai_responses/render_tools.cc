// Tools of /v1/responses: functions in a message of their own, sections of MCP
// servers behind them, and what the provider adds for its own tools.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/preflight/dialects/openai_responses/render_responses.h"
#include "tokenfare/preflight/dialects/parts/function_section.h"

namespace tokenfare::internal {
namespace {

// Tools of one namespace.
struct ToolGroup {
  std::string name;
  std::span<const Tool> tools;
  std::string path;
};

bool IsMcpList(const Turn& turn) {
  return turn.kind == Turn::Kind::kTools && !turn.tool_group.empty();
}

bool HasMcpList(const Conversation& conversation) {
  return std::ranges::any_of(conversation.turns, IsMcpList);
}

std::vector<ToolGroup> GroupsOf(const Conversation& conversation) {
  std::vector<ToolGroup> groups;
  if (HasDeclared(conversation.tools, /*customs=*/true)) {
    groups.push_back({"functions", conversation.tools,
                      conversation.PathOf(conversation.tools_origin)});
  }
  for (const Turn& turn : conversation.turns) {
    if (!IsMcpList(turn)) continue;
    groups.push_back({fmt::format("mcp_{}", turn.tool_group), turn.tools,
                      conversation.PathOf(turn.origin)});
  }
  return groups;
}

// Whether the first declared function of the group has a description, and
// whether it matters.
bool FirstIsDescribed(std::span<const Tool> tools) {
  const auto first = std::ranges::find_if(
      tools, [](const Tool& tool) { return IsDeclared(tool, true); });
  return first != tools.end() && !first->description.empty();
}

void UseDescriptions(const RenderInput& input, std::span<const Tool> tools,
                     PromptPart& part) {
  if (FirstIsDescribed(tools)) part.AddFixed(input.rules.first_described);
  const auto undescribed = std::ranges::count_if(tools, [](const Tool& tool) {
    return IsDeclared(tool) && tool.description.empty();
  });
  part.Use(
      tools.size() == 1 ? Feature::kNoDescription : Feature::kNoDescriptions,
      undescribed);
}

// One message holds all sections.
void RenderToolSections(const RenderInput& input,
                        const std::vector<ToolGroup>& groups, Prompt& prompt) {
  const PromptRules& rules = input.rules;
  const bool heads =
      rules.heads_functions || groups.size() > 1 ||
      groups.front().name != "functions" ||
      std::ranges::any_of(input.conversation.tools, [](const Tool& tool) {
        return tool.kind == Tool::Kind::kHosted;
      });
  std::string_view before;
  for (const ToolGroup& group : groups) {
    PromptPart part(LabelOf(group.path), group.path, "tools-section");
    if (before.empty()) part.AddFixed(rules.section_message + rules.with_tools);
    part.Use(Feature::kTools);
    UseDescriptions(input, group.tools, part);
    const std::string_view head = prompt.Own(fmt::format(
        "{}{}namespace {} {{", before.empty() ? "" : "\n\n",
        heads ? fmt::format("## {}\n\n", group.name) : std::string(),
        group.name));
    const std::string_view end =
        prompt.Own(fmt::format("\n\n}} // namespace {}", group.name));
    const std::string_view section = RenderFunctionSection(
        input, {.head = head, .end = end, .before = before, .customs = true},
        group.tools, std::move(part), prompt);
    before = before.empty() ? section
                            : prompt.Own(fmt::format("{}{}", before, section));
  }
}

// A server whose list of tools stands in the input.
bool IsListed(const Tool& tool, const Conversation& conversation) {
  if (tool.name != "mcp") return false;
  const std::string_view label = tool.definition->FindText("server_label");
  return std::ranges::any_of(conversation.turns, [label](const Turn& turn) {
    return IsMcpList(turn) && turn.tool_group == label;
  });
}

void RenderHosted(const RenderInput& input, const Tool& tool, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  if (IsListed(tool, conversation)) return;
  const std::string path = conversation.PathOf(tool.origin);
  PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                  "hosted-tool");
  constexpr std::string_view kWhy =
      "what the provider adds for a tool of its own is not known";
  const auto known =
      std::ranges::find(input.rules.hosted_tools, tool.name, &HostedTool::name);
  if (known == input.rules.hosted_tools.end()) {
    part.AddBetween({0, 0, kAnyLength}, kWhy);
  } else {
    const Uncertain& tokens = HasDeclared(conversation.tools)
                                  ? known->beside_functions
                                  : known->alone;
    part.Use(Feature::kHostedTool);
    if (tokens.why.empty()) {
      part.AddFixed(tokens.tokens.expected);
    } else {
      part.AddBetween(tokens.tokens, tokens.why);
    }
  }
  prompt.parts.push_back(std::move(part));
}

// A function that must be called.
void UseNamed(const RenderInput& input, std::string_view name, Prompt& prompt,
              PromptPart& part) {
  if (!input.rules.counts_tool_choice) return;
  part.AddFixed(input.rules.choice_named);
  part.AddText(prompt.Own(fmt::format(" to=functions.{}", name)));
}

}  // namespace

void RenderResponsesTools(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const std::vector<ToolGroup> groups = GroupsOf(conversation);
  if (!groups.empty()) RenderToolSections(input, groups, prompt);
  for (const Tool& tool : conversation.tools) {
    if (tool.kind == Tool::Kind::kHosted) RenderHosted(input, tool, prompt);
  }
  if (!HasMcpList(conversation) || HasDeclared(conversation.tools)) return;
  if (const Uncertain& alone = input.rules.mcp_alone; !alone.why.empty()) {
    prompt.parts.back().AddBetween(alone.tokens, alone.why);
  }
}

void RenderAddedTools(const RenderInput& input, const Turn& turn,
                      Prompt& prompt) {
  const std::string path = input.conversation.PathOf(turn.origin);
  PromptPart part(LabelOf(path), path, "added-tools");
  part.AddFixed(input.rules.section_message + input.rules.with_tools);
  part.AddBetween(input.rules.added_tools.tokens, input.rules.added_tools.why);
  UseDescriptions(input, turn.tools, part);
  RenderFunctionSection(input,
                        {.head = "## functions\n\nnamespace functions {",
                         .end = "\n\n} // namespace functions"},
                        turn.tools, std::move(part), prompt);
}

// `required` with a single tool is that tool.
void RenderResponsesToolChoice(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const ToolChoice& choice = conversation.tool_choice;
  using Kind = ToolChoice::Kind;
  if (choice.kind == Kind::kUnstated || choice.kind == Kind::kAuto ||
      conversation.tools.empty()) {
    return;
  }
  const std::string path = conversation.PathOf(choice.origin);
  PromptPart part(LabelOf(path), path, "tool-choice");
  switch (choice.kind) {
    case Kind::kNone:
      part.AddFixed(input.rules.counts_tool_choice ? input.rules.choice_none
                                                   : 0);
      part.Use(Feature::kChoiceNone);
      break;
    case Kind::kNamed:
      UseNamed(input, choice.name, prompt, part);
      part.Use(Feature::kChoiceNamed);
      break;
    case Kind::kAllowed:
      part.Use(Feature::kChoiceAllowed);
      break;
    case Kind::kRequired: {
      const bool single = conversation.tools.size() == 1 &&
                          IsDeclared(conversation.tools.front());
      if (single)
        UseNamed(input, conversation.tools.front().name, prompt, part);
      part.Use(single ? Feature::kChoiceRequiredOne : Feature::kChoiceRequired);
      break;
    }
    case Kind::kUnstated:
    case Kind::kAuto:
    case Kind::kOther:
      part.AddBetween({4, 0, 100},
                      "no recorded request shows such a choice of tools");
      break;
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween({}, input.rules.why_tools_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
