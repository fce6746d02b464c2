// Tools of /v1/responses: functions in a message of their own, sections of MCP
// servers behind them, and what the provider adds for its own tools.

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
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

// Lists that a summary stands for are gone.
std::span<const Turn> TurnsLeft(const Conversation& conversation) {
  return std::span(conversation.turns)
      .subspan(FirstTurnLeft(conversation.turns));
}

std::vector<ToolGroup> GroupsOf(const Conversation& conversation) {
  std::vector<ToolGroup> groups;
  if (HasDeclared(conversation.tools, /*customs=*/true)) {
    groups.push_back({"functions", conversation.tools,
                      conversation.PathOf(conversation.tools_origin)});
  }
  for (const Turn& turn : TurnsLeft(conversation)) {
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
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!MayRender(input, i, prompt)) return;
    const ToolGroup& group = groups[i];
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
    // A section has places where tokens end whatever follows, so that those
    // before it do not matter to the next.
    before = section;
  }
}

class HostedTools {
 public:
  HostedTools(const RenderInput& input, Prompt& prompt)
      : input_(input),
        prompt_(prompt),
        turns_(TurnsLeft(input.conversation)),
        stand_alone_(!HasDeclared(input.conversation.tools)) {
    for (const Turn& turn : turns_) {
      if (IsMcpList(turn)) listed_.insert(turn.tool_group);
    }
    stand_alone_ = stand_alone_ && listed_.empty();
  }

  bool has_lists() const { return !listed_.empty(); }

  void Render() {
    size_t index = 0;
    for (const Tool& tool : input_.conversation.tools) {
      if (tool.kind != Tool::Kind::kHosted || IsListed(tool)) continue;
      if (!MayRender(input_, index++, prompt_)) return;
      RenderOne(tool);
    }
  }

 private:
  // A server whose list of tools stands in the input.
  bool IsListed(const Tool& tool) const {
    return tool.name == "mcp" &&
           listed_.contains(tool.definition->FindText("server_label"));
  }

  void RenderOne(const Tool& tool) {
    const std::string path = input_.conversation.PathOf(tool.origin);
    PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                    "hosted-tool");
    const auto known = std::ranges::find(input_.rules.hosted_tools, tool.name,
                                         &HostedTool::name);
    if (known == input_.rules.hosted_tools.end()) {
      part.AddBetween({0, 0, kAnyLength}, Doubt::kHostedTool);
    } else if (!seen_.insert(tool.name).second) {
      const TokenBounds& tokens = known->alone.tokens;
      part.AddBetween({0, 0, tokens.high}, Doubt::kToolTwice);
    } else {
      AddKnown(stand_alone_ ? known->alone : known->beside_functions, part);
    }
    prompt_.parts.push_back(std::move(part));
  }

  static void AddKnown(const Uncertain& tokens, PromptPart& part) {
    part.Use(Feature::kHostedTool);
    if (tokens.why.empty()) {
      part.AddFixed(tokens.tokens.expected);
    } else {
      part.AddBetween(tokens.tokens, tokens.why);
    }
  }

  const RenderInput& input_;
  Prompt& prompt_;
  const std::span<const Turn> turns_;
  // Neither functions nor lists of MCP servers stand beside them.
  bool stand_alone_;
  absl::flat_hash_set<std::string_view> listed_;
  absl::flat_hash_set<std::string_view> seen_;
};

// Tools that the model is to look for, without a tool to look with.
void RenderDeferred(const RenderInput& input, Prompt& prompt) {
  const Conversation& conversation = input.conversation;
  const auto is_hosted = [](const Tool& tool) {
    return tool.kind == Tool::Kind::kHosted;
  };
  if (std::ranges::none_of(conversation.tools, &Tool::deferred) ||
      std::ranges::any_of(conversation.tools, is_hosted)) {
    return;
  }
  const std::string path = conversation.PathOf(conversation.tools_origin);
  PromptPart part(fmt::format("{} (deferred)", LabelOf(path)), path,
                  "deferred-tools");
  part.AddBetween({0, 0, kAnyLength}, Doubt::kDeferredTools);
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
  HostedTools hosted(input, prompt);
  hosted.Render();
  RenderDeferred(input, prompt);
  if (!hosted.has_lists() || HasDeclared(conversation.tools)) return;
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
  if (std::ranges::any_of(turn.tools, [](const Tool& tool) {
        return !IsDeclared(tool, /*customs=*/true);
      })) {
    part.AddBetween({0, 0, kAnyLength}, Doubt::kHostedTool);
  }
  RenderFunctionSection(input,
                        {.head = "## functions\n\nnamespace functions {",
                         .end = "\n\n} // namespace functions",
                         .customs = true},
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
      if (!HasDeclared(conversation.tools)) {
        part.AddBetween({0, 0, input.rules.choice_none},
                        Doubt::kChoiceOfHostedTools);
        break;
      }
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
      AddUncertain(input.rules.other_choice, part);
      break;
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween({}, input.rules.why_tools_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
