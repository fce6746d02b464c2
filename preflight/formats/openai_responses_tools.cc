// Tools, their choice, and the format of the text.

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/foreign_tool.h"
#include "tokenfare/preflight/formats/format.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

// Those of the reference.
constexpr std::array<std::string_view, 18> kToolTypes = {
    "function",
    "custom",
    "web_search",
    "web_search_2025_08_26",
    "web_search_preview",
    "web_search_preview_2025_03_11",
    "file_search",
    "code_interpreter",
    "image_generation",
    "computer",
    "computer_use",
    "computer_use_preview",
    "mcp",
    "local_shell",
    "shell",
    "apply_patch",
    "tool_search",
    "namespace",
};

// The error of a function that has the form of Chat Completions, or empty.
std::string NameChatTool(const JsonValue& json) {
  return json.Find("function") == nullptr
             ? ""
             : "; /v1/chat/completions has the fields of a function in "
               "`function`, /v1/responses has them beside `type`";
}

absl::StatusOr<std::string_view> ReadName(const JsonValue& json,
                                          const LazyPath& path) {
  if (Given(json, "name") == nullptr) {
    const std::string chat = NameChatTool(json);
    if (!chat.empty()) {
      return BadField({path, "name"}, fmt::format("missing{}", chat));
    }
  }
  return RequiredText(json, "name", path);
}

absl::StatusOr<Tool> ReadNamedTool(const JsonValue& json,
                                   const LazyPath& path) {
  absl::StatusOr<std::string_view> name = ReadName(json, path);
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
  // The API answers with the schema so completed where `strict` is left out.
  tool.requires_all = !IsFalse(json, "strict");
  tool.deferred = IsTrue(json, "defer_loading");
  return tool;
}

}  // namespace

absl::StatusOr<Tool> ReadResponsesTool(const JsonValue& json,
                                       const LazyPath& path) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  if (Given(json, "type") == nullptr) {
    return BadField({path, "type"},
                    fmt::format("missing; a string is required{}",
                                NameForeignTool(json, /*flat=*/true)));
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
  absl::StatusOr<Tool> tool = ReadNamedTool(json, path);
  if (tool.ok() && *type == "custom") {
    tool->kind = Tool::Kind::kCustom;
    tool->definition = &json;
  }
  return tool;
}

void WarnOfUnknownType(std::string_view type, std::string_view what,
                       std::span<const std::string_view> known,
                       const LazyPath& path, Conversation& conversation) {
  if (conversation.warnings.size() >= kMostWarnings ||
      std::ranges::find(known, type) != known.end()) {
    return;
  }
  conversation.warnings.push_back(
      {std::string(warning::kUnknownType),
       fmt::format("{}.type: {} of unknown type {}, whose tokens have no upper "
                   "bound{}",
                   path.Write(), what, Quoted(type), DidYouMean(type, known))});
}

absl::Status ReadResponsesTools(const JsonValue& root,
                                Conversation& conversation) {
  conversation.tools_origin = ResponsesOrigin(ResponsesPlace::kTools);
  const JsonValue* tools = Given(root, "tools");
  if (tools == nullptr) return absl::OkStatus();
  conversation.tools.reserve(tools->elements().size());
  for (const JsonValue& element : tools->elements()) {
    const Origin origin =
        ResponsesOrigin(ResponsesPlace::kTool, conversation.tools.size());
    absl::StatusOr<Tool> tool =
        ReadResponsesTool(element, LazyResponsesPath{origin});
    if (!tool.ok()) return tool.status();
    tool->origin = origin;
    if (tool->kind == Tool::Kind::kHosted) {
      WarnOfUnknownType(tool->name, "a tool", kToolTypes,
                        LazyResponsesPath{origin}, conversation);
    }
    conversation.tools.push_back(*tool);
  }
  WarnOfRepeatedNames(conversation);
  return absl::OkStatus();
}

absl::Status ReadResponsesToolChoice(const JsonValue& root,
                                     Conversation& conversation) {
  const JsonValue* choice = Given(root, "tool_choice");
  if (choice == nullptr) return absl::OkStatus();
  using Kind = ToolChoice::Kind;
  ToolChoice& read = conversation.tool_choice;
  read.origin = ResponsesOrigin(ResponsesPlace::kToolChoice);
  if (choice->Is(JsonKind::kObject)) {
    const std::string_view type = choice->FindText("type");
    read.kind = Kind::kOther;
    if (type == "function") {
      absl::StatusOr<std::string_view> name =
          ReadName(*choice, LazyResponsesPath{read.origin});
      if (!name.ok()) return name.status();
      read.name = *name;
      read.kind = Kind::kNamed;
    } else if (type == "allowed_tools") {
      read.kind = Kind::kAllowed;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<Kind> kind =
      ReadChoiceWord(choice->text(), LazyResponsesPath{read.origin}, "a tool");
  if (!kind.ok()) return kind.status();
  read.kind = *kind;
  return absl::OkStatus();
}

absl::Status ReadResponsesTextFormat(const JsonValue& root,
                                     Conversation& conversation) {
  using Kind = OutputContract::Kind;
  OutputContract& read = conversation.output;
  read.origin = ResponsesOrigin(ResponsesPlace::kTextFormat);
  const JsonValue* text = Given(root, "text");
  const JsonValue* format = text == nullptr ? nullptr : Given(*text, "format");
  if (format == nullptr) return absl::OkStatus();
  const LazyResponsesPath path{read.origin};
  absl::StatusOr<std::string_view> type = RequiredText(*format, "type", path);
  if (!type.ok()) return type.status();
  if (*type == "json_object") read.kind = Kind::kJsonObject;
  if (*type == "text" || *type == "json_object") return absl::OkStatus();
  if (*type != "json_schema") {
    read.kind = Kind::kOther;
    read.definition = format;
    return absl::OkStatus();
  }
  if (format->Find("json_schema") != nullptr &&
      Given(*format, "name") == nullptr) {
    return BadField(
        {path, "name"},
        "missing; /v1/chat/completions has the schema in "
        "`json_schema`, /v1/responses has its fields beside `type`");
  }
  absl::StatusOr<std::string_view> name = RequiredText(*format, "name", path);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<std::string_view>> description =
      OptionalText(*format, "description", path);
  if (!description.ok()) return description.status();
  absl::StatusOr<const JsonValue*> schema =
      OptionalField(*format, "schema", JsonKind::kObject, path);
  if (!schema.ok()) return schema.status();
  if (*schema == nullptr) {
    return BadField({path, "schema"},
                    fmt::format("missing; a JSON Schema is required{}",
                                StandsInstead(*format, "schema")));
  }
  read.kind = Kind::kJsonSchema;
  read.name = *name;
  read.description = description->value_or("");
  read.schema = *schema;
  read.strict = IsTrue(*format, "strict");
  return absl::OkStatus();
}

}  // namespace tokenfare::internal
