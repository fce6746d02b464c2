// Tools, their choice, and the response format.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_tool.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

// The function that `json` at `path` defines.
absl::StatusOr<Tool> ReadFunction(const JsonValue& json, const LazyPath& path) {
  absl::StatusOr<std::string_view> name = RequiredText(json, "name", path);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<std::string_view>> description =
      OptionalText(json, "description", path);
  if (!description.ok()) return description.status();
  absl::StatusOr<const JsonValue*> parameters =
      OptionalField(json, "parameters", JsonKind::kObject, path);
  if (!parameters.ok()) return parameters.status();
  Tool tool;
  tool.name = *name;
  tool.description = description->value_or("");
  tool.parameters = *parameters;
  tool.strict = IsTrue(json, "strict");
  return tool;
}

absl::StatusOr<Tool> ReadTool(const JsonValue& json, const LazyPath& path) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  const JsonValue* type_field = json.Find("type");
  if (type_field == nullptr || type_field->Is(JsonKind::kNull)) {
    return BadField(
        {path, "type"},
        fmt::format("missing; a string is required{}",
                    json.Find("function") != nullptr ? ", \"function\" here"
                                                     : NameForeignTool(json)));
  }
  absl::StatusOr<std::string_view> type = RequiredText(json, "type", path);
  if (!type.ok()) return type.status();
  if (*type != "function" && *type != "custom") {
    Tool hosted;
    hosted.kind = Tool::Kind::kHosted;
    hosted.name = *type;
    hosted.definition = &json;
    return hosted;
  }
  absl::StatusOr<const JsonValue*> body =
      OptionalField(json, *type, JsonKind::kObject, path);
  if (!body.ok()) return body.status();
  const LazyPath body_path(path, *type);
  if (*body == nullptr) {
    const std::string instead = StandsInstead(json, *type);
    return BadField(
        body_path,
        fmt::format("missing; the tool needs it{}",
                    instead.empty() ? NameForeignTool(json) : instead));
  }
  absl::StatusOr<Tool> tool = ReadFunction(**body, body_path);
  if (tool.ok() && *type == "custom") {
    tool->kind = Tool::Kind::kCustom;
    tool->definition = *body;
  }
  return tool;
}

absl::Status ReadFunctions(const JsonValue& functions,
                           Conversation& conversation) {
  conversation.tools.reserve(functions.elements().size());
  for (const JsonValue& element : functions.elements()) {
    const Origin origin =
        ChatOrigin(ChatPlace::kFunction, conversation.tools.size());
    const LazyChatPath path{origin};
    if (!element.Is(JsonKind::kObject)) {
      return WrongType(path, "an object", element);
    }
    absl::StatusOr<Tool> tool = ReadFunction(element, path);
    if (!tool.ok()) return tool.status();
    tool->origin = origin;
    conversation.tools.push_back(*tool);
  }
  conversation.legacy_functions = !conversation.tools.empty();
  if (conversation.legacy_functions) {
    conversation.tools_origin = ChatOrigin(ChatPlace::kFunctions);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadChatTools(const JsonValue& root, Conversation& conversation) {
  conversation.tools_origin = ChatOrigin(ChatPlace::kTools);
  const JsonValue* tools = root.Find("tools");
  if (tools != nullptr) {
    conversation.tools.reserve(tools->elements().size());
    for (const JsonValue& element : tools->elements()) {
      const Origin origin =
          ChatOrigin(ChatPlace::kTool, conversation.tools.size());
      absl::StatusOr<Tool> tool = ReadTool(element, LazyChatPath{origin});
      if (!tool.ok()) return tool.status();
      tool->origin = origin;
      conversation.tools.push_back(*tool);
    }
    WarnOfRepeatedNames(conversation);
  }
  const JsonValue* functions = root.Find("functions");
  if (functions == nullptr || !conversation.tools.empty()) {
    return absl::OkStatus();
  }
  return ReadFunctions(*functions, conversation);
}

absl::Status ReadChatToolChoice(const JsonValue& root,
                                Conversation& conversation) {
  const JsonValue* choice = root.Find("tool_choice");
  const bool legacy = choice == nullptr || choice->Is(JsonKind::kNull);
  if (legacy) choice = root.Find("function_call");
  if (choice == nullptr || choice->Is(JsonKind::kNull)) return absl::OkStatus();
  using Kind = ToolChoice::Kind;
  ToolChoice& read = conversation.tool_choice;
  read.legacy = legacy;
  read.origin =
      ChatOrigin(legacy ? ChatPlace::kFunctionChoice : ChatPlace::kToolChoice);
  if (choice->Is(JsonKind::kObject)) {
    const JsonValue* function = legacy ? choice : choice->Find("function");
    read.name = function == nullptr ? "" : function->FindText("name");
    read.kind = read.name.empty() ? Kind::kOther : Kind::kNamed;
    return absl::OkStatus();
  }
  absl::StatusOr<Kind> kind =
      ReadChoiceWord(choice->text(), LazyChatPath{read.origin}, "a function");
  if (!kind.ok()) return kind.status();
  read.kind = *kind;
  return absl::OkStatus();
}

absl::Status ReadChatResponseFormat(const JsonValue& root,
                                    Conversation& conversation) {
  using Kind = OutputContract::Kind;
  constexpr std::string_view kPath = "$.response_format";
  OutputContract& read = conversation.output;
  read.origin = ChatOrigin(ChatPlace::kResponseFormat);
  const JsonValue* format = root.Find("response_format");
  if (format == nullptr || format->Is(JsonKind::kNull)) return absl::OkStatus();
  absl::StatusOr<std::string_view> type = RequiredText(*format, "type", kPath);
  if (!type.ok()) return type.status();
  if (*type == "json_object") read.kind = Kind::kJsonObject;
  if (*type == "text" || *type == "json_object") return absl::OkStatus();
  if (*type != "json_schema") {
    read.kind = Kind::kOther;
    read.definition = format;
    return absl::OkStatus();
  }
  absl::StatusOr<const JsonValue*> body =
      OptionalField(*format, "json_schema", JsonKind::kObject, kPath);
  if (!body.ok()) return body.status();
  const std::string body_path = fmt::format("{}.json_schema", kPath);
  if (*body == nullptr) {
    return BadField(body_path, "missing; the format json_schema needs it");
  }
  absl::StatusOr<std::string_view> name =
      RequiredText(**body, "name", body_path);
  if (!name.ok()) return name.status();
  read.kind = Kind::kJsonSchema;
  read.name = *name;
  read.description = (*body)->FindText("description");
  read.schema = (*body)->Find("schema");
  read.strict = IsTrue(**body, "strict");
  return absl::OkStatus();
}

}  // namespace tokenfare::internal
