// Items of the input: messages, calls, results, thoughts, lists of tools, and
// what the provider's own tools left.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<Role, 4> kResponsesRoles = {
    Role::kSystem, Role::kDeveloper, Role::kUser, Role::kAssistant};

// Those of the reference.
constexpr std::array<std::string_view, 30> kItemTypes = {
    "message",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
    "reasoning",
    "mcp_list_tools",
    "additional_tools",
    "compaction",
    "item_reference",
    "file_search_call",
    "web_search_call",
    "image_generation_call",
    "computer_call",
    "computer_call_output",
    "code_interpreter_call",
    "local_shell_call",
    "local_shell_call_output",
    "shell_call",
    "shell_call_output",
    "apply_patch_call",
    "apply_patch_call_output",
    "mcp_call",
    "mcp_approval_request",
    "mcp_approval_response",
    "tool_search_call",
    "tool_search_output",
    "compaction_trigger",
    "program",
    "program_output",
};

// The characters of thoughts in their encrypted form; 0 where it is missing, or
// something else stands in its place (logs leave it out).
size_t EncryptedCharacters(const JsonValue& json) {
  constexpr size_t kShortest = 100;
  const std::string_view text = json.FindText("encrypted_content");
  return text.size() >= kShortest && IsBase64(text) ? text.size() : 0;
}

absl::StatusOr<Tool> ReadMcpTool(const JsonValue& json, const LazyPath& path) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  absl::StatusOr<std::string_view> name = RequiredText(json, "name", path);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<std::string_view>> description =
      OptionalText(json, "description", path);
  if (!description.ok()) return description.status();
  absl::StatusOr<const JsonValue*> schema =
      OptionalField(json, "input_schema", JsonKind::kObject, path);
  if (!schema.ok()) return schema.status();
  Tool tool;
  tool.name = *name;
  tool.description = description->value_or("");
  tool.parameters = *schema;
  return tool;
}

class ItemsReader {
 public:
  explicit ItemsReader(Conversation& conversation)
      : conversation_(conversation) {}

  absl::StatusOr<std::vector<size_t>> Read(const JsonValue& items) {
    conversation_.turns.reserve(conversation_.turns.size() +
                                items.elements().size());
    for (const JsonValue& item : items.elements()) {
      absl::Status status = ReadItem(item);
      if (!status.ok()) return status;
      turn_of_item_.push_back(conversation_.turns.size() - 1);
    }
    return std::move(turn_of_item_);
  }

 private:
  Turn& AddTurn(Role role) {
    Turn& turn = conversation_.turns.emplace_back();
    turn.role = role;
    turn.origin = ItemOrigin();
    return turn;
  }

  Origin ItemOrigin() const {
    return ResponsesOrigin(ResponsesPlace::kItem, turn_of_item_.size());
  }

  absl::Status ReadItem(const JsonValue& json) {
    const LazyResponsesPath path{ItemOrigin()};
    if (!json.Is(JsonKind::kObject)) {
      return WrongType(path, "an object, an item of the input", json);
    }
    absl::StatusOr<std::optional<std::string_view>> stated =
        OptionalText(json, "type", path);
    if (!stated.ok()) return stated.status();
    const std::string_view type = stated->value_or("");
    if (type.empty() && json.Find("role") == nullptr) {
      return BadField({path, "type"},
                      "missing; an item needs a type, or a role if it is a "
                      "message");
    }
    const bool follows_call = std::exchange(follows_call_, false);
    if (type.empty() || type == "message") return ReadMessage(json, path);
    if (type == "function_call") return ReadCall(json, false, follows_call);
    if (type == "custom_tool_call") return ReadCall(json, true, follows_call);
    if (type == "function_call_output" || type == "custom_tool_call_output") {
      return ReadResult(json, path);
    }
    if (type == "reasoning") return ReadReasoning(json);
    if (type == "mcp_list_tools") return ReadMcpTools(json, path);
    if (type == "additional_tools") return ReadAddedTools(json, path);
    if (type == "compaction") {
      AddTurn(Role::kAssistant).kind = Turn::Kind::kSummary;
      return absl::OkStatus();
    }
    ReadUnknown(json, type);
    return absl::OkStatus();
  }

  absl::Status ReadMessage(const JsonValue& json, const LazyPath& path) {
    if (json.FindText("role") == "tool") {
      return BadField({path, "role"},
                      "a result of a tool is no message here; write "
                      "{\"type\": \"function_call_output\", \"call_id\": ..., "
                      "\"output\": ...}");
    }
    if (Given(json, "tool_calls") != nullptr) {
      return BadField({path, "tool_calls"},
                      "calls are no part of a message here; write {\"type\": "
                      "\"function_call\", \"call_id\": ..., \"name\": ..., "
                      "\"arguments\": ...} for each");
    }
    absl::StatusOr<Role> role = ReadRole(json, path, kResponsesRoles);
    if (!role.ok()) return role.status();
    const JsonValue* content = Given(json, "content");
    if (content == nullptr) {
      return BadField({path, "content"},
                      fmt::format("missing; a message needs a string or an "
                                  "array of parts{}",
                                  StandsInstead(json, "content")));
    }
    Turn& turn = AddTurn(*role);
    turn.states_phase = Given(json, "phase") != nullptr;
    return ReadResponsesContent(content, ResponsesPlace::kPart, turn,
                                conversation_);
  }

  // Calls that follow one another were made together.
  absl::Status ReadCall(const JsonValue& json, bool custom, bool follows_call) {
    const Origin origin = ItemOrigin();
    const LazyResponsesPath path{origin};
    absl::StatusOr<std::string_view> name = RequiredText(json, "name", path);
    if (!name.ok()) return name.status();
    absl::StatusOr<std::string_view> id = RequiredText(json, "call_id", path);
    if (!id.ok()) return id.status();
    const std::string_view key = custom ? "input" : "arguments";
    absl::StatusOr<std::optional<std::string_view>> arguments =
        OptionalText(json, key, path);
    if (!arguments.ok()) return arguments.status();
    if (!arguments->has_value()) {
      return BadField({path, key},
                      fmt::format("missing; a call needs a string{}",
                                  StandsInstead(json, key)));
    }
    Turn& turn =
        follows_call ? conversation_.turns.back() : AddTurn(Role::kAssistant);
    turn.lacks_content = true;
    turn.calls.push_back({.origin = origin,
                          .id = *id,
                          .name = *name,
                          .arguments = **arguments,
                          .custom = custom,
                          .name_space = json.FindText("namespace"),
                          .stored_id = json.FindText("id"),
                          .has_status = Given(json, "status") != nullptr});
    follows_call_ = true;
    return absl::OkStatus();
  }

  absl::Status ReadResult(const JsonValue& json, const LazyPath& path) {
    absl::StatusOr<std::string_view> id = RequiredText(json, "call_id", path);
    if (!id.ok()) return id.status();
    const JsonValue* output = Given(json, "output");
    if (output == nullptr) {
      return BadField(
          {path, "output"},
          fmt::format("missing; a result needs a string or an array of "
                      "parts{}",
                      StandsInstead(json, "output")));
    }
    Turn& turn = AddTurn(Role::kTool);
    turn.answers = *id;
    return ReadResponsesContent(output, ResponsesPlace::kOutputPart, turn,
                                conversation_);
  }

  absl::Status ReadReasoning(const JsonValue& json) {
    Turn& turn = AddTurn(Role::kAssistant);
    turn.kind = Turn::Kind::kReasoning;
    turn.stored_id = json.FindText("id");
    turn.encrypted_characters = EncryptedCharacters(json);
    return absl::OkStatus();
  }

  absl::Status ReadMcpTools(const JsonValue& json, const LazyPath& path) {
    absl::StatusOr<std::string_view> label =
        RequiredText(json, "server_label", path);
    if (!label.ok()) return label.status();
    Turn& turn = AddTurn(Role::kSystem);
    turn.kind = Turn::Kind::kTools;
    turn.tool_group = *label;
    absl::StatusOr<const JsonValue*> tools =
        OptionalField(json, "tools", JsonKind::kArray, path);
    if (!tools.ok()) return tools.status();
    if (*tools == nullptr) return absl::OkStatus();
    for (const JsonValue& element : (*tools)->elements()) {
      const Origin origin = ResponsesOrigin(
          ResponsesPlace::kItemTool, turn.origin.index, turn.tools.size());
      absl::StatusOr<Tool> tool =
          ReadMcpTool(element, LazyResponsesPath{origin});
      if (!tool.ok()) return tool.status();
      tool->origin = origin;
      turn.tools.push_back(*tool);
    }
    return absl::OkStatus();
  }

  absl::Status ReadAddedTools(const JsonValue& json, const LazyPath& path) {
    absl::StatusOr<const JsonValue*> tools =
        OptionalField(json, "tools", JsonKind::kArray, path);
    if (!tools.ok()) return tools.status();
    Turn& turn = AddTurn(Role::kSystem);
    turn.kind = Turn::Kind::kTools;
    if (*tools == nullptr) return absl::OkStatus();
    for (const JsonValue& element : (*tools)->elements()) {
      const Origin origin = ResponsesOrigin(
          ResponsesPlace::kItemTool, turn.origin.index, turn.tools.size());
      absl::StatusOr<Tool> tool =
          ReadResponsesTool(element, LazyResponsesPath{origin});
      if (!tool.ok()) return tool.status();
      tool->origin = origin;
      turn.tools.push_back(*tool);
    }
    return absl::OkStatus();
  }

  void ReadUnknown(const JsonValue& json, std::string_view type) {
    Turn& turn = AddTurn(Role::kAssistant);
    turn.kind = Turn::Kind::kUnknown;
    turn.label = type;
    WarnOfUnknownType(type, "an item", kItemTypes,
                      LazyResponsesPath{turn.origin}, conversation_);
    turn.opaque = &ReadOpaque(json, conversation_);
  }

  Conversation& conversation_;
  std::vector<size_t> turn_of_item_;
  bool follows_call_ = false;
};

}  // namespace

absl::StatusOr<std::vector<size_t>> ReadResponsesItems(
    const JsonValue& items, Conversation& conversation) {
  return ItemsReader(conversation).Read(items);
}

absl::Status ReadResponsesOutput(const JsonValue& response,
                                 Conversation& conversation) {
  const JsonValue* output = Given(response, "output");
  if (output == nullptr || !output->Is(JsonKind::kArray)) {
    return BadField("$.response.output",
                    "missing; give the response whole, whose output the "
                    "request continues");
  }
  return ReadResponsesItems(*output, conversation).status();
}

}  // namespace tokenfare::internal
