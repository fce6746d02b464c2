#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kNameRule =
    "1 to 64 letters, digits, underscores and hyphens";

std::string BadName(std::string_view path, std::string_view name) {
  return fmt::format("{}: {} is not {}", path, Quoted(name), kNameRule);
}

}  // namespace

bool IsReferenceName(std::string_view name) {
  constexpr size_t kLongest = 64;
  return !name.empty() && name.size() <= kLongest &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
             "-") == std::string_view::npos;
}

std::string EmptyTools(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  if (!options.lists_no_tools && !options.lists_no_functions) return {};
  return fmt::format("{}: empty; leave it out",
                     PathOf(input, options.lists_no_tools ? Field::kTools
                                                          : Field::kFunctions));
}

std::string ManyTools(const RefusalInput& input) {
  constexpr size_t kMost = 128;
  const size_t count = input.conversation.tools.size();
  if (count <= kMost) return {};
  return fmt::format("{}: {}, more than {}",
                     PathOf(input, input.conversation.tools_origin), count,
                     kMost);
}

// Of functions, and of calls of them.
std::string ToolName(const RefusalInput& input) {
  const auto bad = [&](const auto& named) {
    return BadName(PathOf(input, named.origin, Field::kName), named.name);
  };
  for (const Tool& tool : input.conversation.tools) {
    if (tool.kind == Tool::Kind::kFunction && !IsReferenceName(tool.name)) {
      return bad(tool);
    }
  }
  for (const Turn& turn : input.conversation.turns) {
    for (const Call& call : turn.calls) {
      if (!call.custom && !IsReferenceName(call.name)) return bad(call);
    }
    if (turn.function_call.has_value() &&
        !IsReferenceName(turn.function_call->name)) {
      return bad(*turn.function_call);
    }
  }
  return {};
}

// "none" says what holds anyway.
std::string ChoiceWithoutTools(const RefusalInput& input) {
  const Conversation& conversation = input.conversation;
  const ToolChoice& choice = conversation.tool_choice;
  if (choice.kind == ToolChoice::Kind::kUnstated || choice.legacy ||
      choice.kind == ToolChoice::Kind::kNone ||
      (conversation.options.has_tools && !conversation.tools.empty())) {
    return {};
  }
  return fmt::format("{}: given without tools", PathOf(input, choice.origin));
}

std::string CallWithoutFunctions(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  if (!options.chooses_function || options.has_functions) return {};
  return fmt::format("{}: given without functions",
                     PathOf(input, Field::kFunctionChoice));
}

std::string ChoiceOfUnknown(const RefusalInput& input) {
  const ToolChoice& choice = input.conversation.tool_choice;
  const std::vector<Tool>& tools = input.conversation.tools;
  if (choice.kind != ToolChoice::Kind::kNamed || tools.empty() ||
      std::any_of(tools.begin(), tools.end(),
                  [&](const Tool& tool) { return tool.name == choice.name; })) {
    return {};
  }
  return fmt::format("{}: no function {} is among the tools",
                     PathOf(input, choice.origin), Quoted(choice.name));
}

std::string ParallelWithoutTools(const RefusalInput& input) {
  const Options& options = input.conversation.options;
  if (!options.states_parallel_calls || options.has_tools) return {};
  return fmt::format("{}: given without tools",
                     PathOf(input, Field::kParallelCalls));
}

std::string ParallelUnsupported(const RefusalInput& input) {
  if (!input.conversation.options.states_parallel_calls ||
      input.card.rule_family != RuleFamily::kOSeries) {
    return {};
  }
  return fmt::format("{}: {} does not take it",
                     PathOf(input, Field::kParallelCalls), input.model);
}

std::string ToolsWithEffort(const RefusalInput& input) {
  const std::string_view effort = input.conversation.options.effort;
  if (input.conversation.tools.empty() || effort.empty() || effort == "none" ||
      !input.card.id.starts_with("gpt-5.6")) {
    return {};
  }
  return fmt::format(
      "{}: {} takes tools with the effort none only here; /v1/responses takes "
      "both",
      PathOf(input, Field::kEffort), input.model);
}

}  // namespace tokenfare::internal
