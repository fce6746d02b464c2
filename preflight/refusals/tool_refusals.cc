#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kNameRule =
    "1 to 64 letters, digits, underscores and hyphens";

std::string ToolPath(const ChatRequest& request, size_t index) {
  return request.legacy_functions ? fmt::format("$.functions[{}]", index)
                                  : fmt::format("$.tools[{}].function", index);
}

std::string BadName(std::string_view path, std::string_view name) {
  return fmt::format("{}.name: {} is not {}", path, Quoted(name), kNameRule);
}

bool IsEmptyArray(const JsonValue* value) {
  return value != nullptr && value->Is(JsonKind::kArray) &&
         value->elements().empty();
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
  for (const std::string_view key : {"tools", "functions"}) {
    if (IsEmptyArray(Given(input, key))) {
      return fmt::format("$.{}: empty; leave it out", key);
    }
  }
  return {};
}

std::string ManyTools(const RefusalInput& input) {
  constexpr size_t kMost = 128;
  const size_t count = input.request.tools.size();
  if (count <= kMost) return {};
  return fmt::format("$.{}: {}, more than {}",
                     input.request.legacy_functions ? "functions" : "tools",
                     count, kMost);
}

// Of functions, and of calls of them.
std::string ToolName(const RefusalInput& input) {
  const ChatRequest& request = input.request;
  for (size_t i = 0; i < request.tools.size(); ++i) {
    const Tool& tool = request.tools[i];
    if (tool.kind == Tool::Kind::kFunction && !IsReferenceName(tool.name)) {
      return BadName(ToolPath(request, i), tool.name);
    }
  }
  for (const Message& message : request.messages) {
    for (size_t i = 0; i < message.tool_calls.size(); ++i) {
      const ToolCall& call = message.tool_calls[i];
      if (!call.custom && !IsReferenceName(call.name)) {
        return BadName(
            fmt::format("{}.tool_calls[{}].function", message.path, i),
            call.name);
      }
    }
    if (message.function_call.has_value() &&
        !IsReferenceName(message.function_call->name)) {
      return BadName(message.path + ".function_call",
                     message.function_call->name);
    }
  }
  return {};
}

// "none" says what holds anyway.
std::string ChoiceWithoutTools(const RefusalInput& input) {
  const JsonValue* choice = Given(input, "tool_choice");
  if (choice == nullptr || choice->text() == "none" ||
      (Given(input, "tools") != nullptr && !input.request.tools.empty())) {
    return {};
  }
  return "$.tool_choice: given without tools";
}

std::string CallWithoutFunctions(const RefusalInput& input) {
  const JsonValue* call = Given(input, "function_call");
  if (call == nullptr || call->text() == "none" ||
      Given(input, "functions") != nullptr) {
    return {};
  }
  return "$.function_call: given without functions";
}

std::string ChoiceOfUnknown(const RefusalInput& input) {
  const ToolChoice& choice = input.request.tool_choice;
  const std::vector<Tool>& tools = input.request.tools;
  if (choice.kind != ToolChoice::Kind::kNamed || tools.empty() ||
      std::any_of(tools.begin(), tools.end(),
                  [&](const Tool& tool) { return tool.name == choice.name; })) {
    return {};
  }
  return fmt::format("$.{}: no function {} is among the tools",
                     choice.legacy ? "function_call" : "tool_choice",
                     Quoted(choice.name));
}

std::string ParallelWithoutTools(const RefusalInput& input) {
  if (Given(input, "parallel_tool_calls") == nullptr ||
      Given(input, "tools") != nullptr) {
    return {};
  }
  return "$.parallel_tool_calls: given without tools";
}

std::string ParallelUnsupported(const RefusalInput& input) {
  if (Given(input, "parallel_tool_calls") == nullptr ||
      input.card.rule_family != RuleFamily::kOSeries) {
    return {};
  }
  return fmt::format("$.parallel_tool_calls: {} does not take it", input.model);
}

std::string ToolsWithEffort(const RefusalInput& input) {
  const std::string_view effort = input.root().FindText("reasoning_effort");
  if (input.request.tools.empty() || effort.empty() || effort == "none" ||
      !input.card.id.starts_with("gpt-5.6")) {
    return {};
  }
  return fmt::format(
      "$.reasoning_effort: {} takes tools with the effort none only here; "
      "/v1/responses takes both",
      input.model);
}

}  // namespace tokenfare::internal
