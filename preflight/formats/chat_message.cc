#include "tokenfare/preflight/formats/chat_message.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<std::string_view, 6> kRoleNames = {
    "system", "developer", "user", "assistant", "tool", "function"};

constexpr std::array<std::string_view, 9> kMessageFieldsRead = {
    "role",         "content",       "name",  "refusal",    "tool_calls",
    "tool_call_id", "function_call", "audio", "annotations"};

// Every content part of a request that this version knows, by its `type`.
struct PartType {
  std::string_view name;
  ContentPart::Kind kind;
};
constexpr std::array<PartType, 5> kPartTypes = {{
    {"text", ContentPart::Kind::kText},
    {"refusal", ContentPart::Kind::kRefusal},
    {"image_url", ContentPart::Kind::kImage},
    {"input_audio", ContentPart::Kind::kAudio},
    {"file", ContentPart::Kind::kFile},
}};

absl::StatusOr<Role> ReadRole(const JsonValue& json, std::string_view path) {
  absl::StatusOr<std::string_view> name = RequiredText(json, "role", path);
  if (!name.ok()) return name.status();
  const auto* found = std::find(kRoleNames.begin(), kRoleNames.end(), *name);
  if (found == kRoleNames.end()) {
    return BadField(
        fmt::format("{}.role", path),
        fmt::format("unknown role {}{}; roles are system, developer, user, "
                    "assistant, tool and function",
                    Quoted(*name), DidYouMean(*name, kRoleNames)));
  }
  return static_cast<Role>(found - kRoleNames.begin());
}

void WarnOfPart(std::string message, std::vector<Finding>& warnings) {
  if (warnings.size() >= kMostWarnings) return;
  warnings.push_back(
      {std::string(warning::kUnknownContentPart), std::move(message)});
}

ContentPart ReadBareText(const JsonValue& json, const std::string& path,
                         std::vector<Finding>& warnings) {
  ContentPart part;
  part.text = json.text();
  part.foreign = true;
  WarnOfPart(fmt::format("{}: a bare string among content parts, which the "
                         "API's reference does not have; it is counted as text",
                         path),
             warnings);
  return part;
}

ContentPart ReadUnknownPart(const JsonValue& json, const std::string& path,
                            std::vector<Finding>& warnings) {
  ContentPart part = ReadForeignPart(json);
  constexpr std::array<std::string_view, 6> kCountedAs = {
      "it is counted as its text",
      "it is counted as its text",
      "it is counted as the image that it holds",
      "it is counted as the audio that it holds",
      "it is counted as the file that it holds",
      "its tokens are bounded by its text"};
  WarnOfPart(fmt::format("{}: content part of unknown type {}; {}", path,
                         Quoted(json.FindText("type")),
                         kCountedAs[static_cast<size_t>(part.kind)]),
             warnings);
  return part;
}

// Address and detail are members of `image_url`, or it is the address.
void ReadImage(const JsonValue& image, ContentPart& part) {
  part.address =
      image.Is(JsonKind::kString) ? image.text() : image.FindText("url");
  part.detail = image.FindText("detail");
}

absl::StatusOr<ContentPart> ReadPart(const JsonValue& json,
                                     const std::string& path,
                                     std::vector<Finding>& warnings) {
  if (json.Is(JsonKind::kString)) return ReadBareText(json, path, warnings);
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  const JsonValue* type_field = json.Find("type");
  if (type_field == nullptr || type_field->Is(JsonKind::kNull)) {
    const std::string form = NameForeignPart(json);
    if (!form.empty()) {
      return BadField(fmt::format("{}.type", path),
                      fmt::format("missing; a string is required{}", form));
    }
  }
  absl::StatusOr<std::string_view> type = RequiredText(json, "type", path);
  if (!type.ok()) return type.status();
  ContentPart part;
  part.json = &json;
  const auto* known =
      std::find_if(kPartTypes.begin(), kPartTypes.end(),
                   [&type](const PartType& t) { return t.name == *type; });
  if (known == kPartTypes.end()) {
    return ReadUnknownPart(json, path, warnings);
  }
  part.kind = known->kind;
  if (part.kind == ContentPart::Kind::kText ||
      part.kind == ContentPart::Kind::kRefusal) {
    absl::StatusOr<const JsonValue*> text =
        OptionalField(json, known->name, JsonKind::kString, path);
    if (!text.ok()) return text.status();
    if (*text == nullptr) {
      return BadField(fmt::format("{}.{}", path, known->name),
                      "missing; a string is required");
    }
    part.text = (*text)->text();
    return part;
  }
  const JsonValue* body = json.Find(known->name);
  if (body == nullptr && part.kind == ContentPart::Kind::kFile &&
      json.members().size() > 1) {
    return ReadUnknownPart(json, path, warnings);  // the AI SDK's
  }
  if (body == nullptr) {
    return BadField(fmt::format("{}.{}", path, known->name),
                    fmt::format("missing; a part of type {} needs it{}",
                                known->name, StandsInstead(json, known->name)));
  }
  if (part.kind == ContentPart::Kind::kImage) ReadImage(*body, part);
  if (part.kind == ContentPart::Kind::kFile) {
    part.address = body->FindText("file_data");
  }
  return part;
}

// Whether the message may go without content.
bool MayBeEmpty(const Message& message) {
  return message.role == Role::kAssistant || message.role == Role::kFunction;
}

absl::Status ReadContent(const JsonValue& json, Message& message,
                         std::vector<Finding>& warnings) {
  const std::string path = message.path + ".content";
  const JsonValue* content = json.Find("content");
  if (content == nullptr || content->Is(JsonKind::kNull)) {
    if (MayBeEmpty(message)) return absl::OkStatus();
    return BadField(
        path, fmt::format("missing; a {} message needs a string or an array of "
                          "parts",
                          RoleName(message.role)));
  }
  if (content->Is(JsonKind::kString)) {
    message.content.push_back({.kind = ContentPart::Kind::kText,
                               .text = content->text(),
                               .json = nullptr});
    return absl::OkStatus();
  }
  if (!content->Is(JsonKind::kArray)) {
    return WrongType(path, "a string or an array of parts", *content);
  }
  size_t index = 0;
  for (const JsonValue& element : content->elements()) {
    absl::StatusOr<ContentPart> part =
        ReadPart(element, fmt::format("{}[{}]", path, index++), warnings);
    if (!part.ok()) return part.status();
    message.content.push_back(*part);
  }
  return absl::OkStatus();
}

// A function's or a custom tool's call: `key` names the object in it.
absl::StatusOr<ToolCall> ReadCall(const JsonValue& json, std::string_view key,
                                  std::string_view arguments_key,
                                  const std::string& path) {
  absl::StatusOr<const JsonValue*> body =
      OptionalField(json, key, JsonKind::kObject, path);
  if (!body.ok()) return body.status();
  const std::string body_path = fmt::format("{}.{}", path, key);
  if (*body == nullptr) {
    return BadField(body_path, fmt::format("missing; the call needs it{}",
                                           StandsInstead(json, key)));
  }
  absl::StatusOr<std::string_view> name =
      RequiredText(**body, "name", body_path);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::optional<std::string_view>> arguments =
      OptionalText(**body, arguments_key, body_path);
  if (!arguments.ok()) return arguments.status();
  ToolCall call;
  call.name = *name;
  call.arguments = arguments->value_or("");
  return call;
}

absl::StatusOr<ToolCall> ReadToolCall(const JsonValue& json,
                                      const std::string& path) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  absl::StatusOr<std::string_view> id = RequiredText(json, "id", path);
  if (!id.ok()) return id.status();
  const bool custom = json.FindText("type") == "custom";
  absl::StatusOr<ToolCall> call =
      custom ? ReadCall(json, "custom", "input", path)
             : ReadCall(json, "function", "arguments", path);
  if (!call.ok()) return call.status();
  call->id = *id;
  call->custom = custom;
  return call;
}

absl::Status ReadCalls(const JsonValue& json, Message& message) {
  absl::StatusOr<const JsonValue*> calls =
      OptionalField(json, "tool_calls", JsonKind::kArray, message.path);
  if (!calls.ok()) return calls.status();
  if (*calls != nullptr) {
    for (const JsonValue& element : (*calls)->elements()) {
      absl::StatusOr<ToolCall> call =
          ReadToolCall(element, fmt::format("{}.tool_calls[{}]", message.path,
                                            message.tool_calls.size()));
      if (!call.ok()) return call.status();
      message.tool_calls.push_back(*call);
    }
  }
  absl::StatusOr<const JsonValue*> legacy =
      OptionalField(json, "function_call", JsonKind::kObject, message.path);
  if (!legacy.ok()) return legacy.status();
  if (*legacy == nullptr) return absl::OkStatus();
  absl::StatusOr<ToolCall> call =
      ReadCall(json, "function_call", "arguments", message.path);
  if (!call.ok()) return call.status();
  message.function_call = *call;
  return absl::OkStatus();
}

absl::Status ReadNames(const JsonValue& json, Message& message) {
  absl::StatusOr<std::optional<std::string_view>> name =
      OptionalText(json, "name", message.path);
  if (!name.ok()) return name.status();
  message.name = *name;
  absl::StatusOr<std::optional<std::string_view>> refusal =
      OptionalText(json, "refusal", message.path);
  if (!refusal.ok()) return refusal.status();
  message.refusal = *refusal;
  if (message.role == Role::kTool) {
    absl::StatusOr<std::string_view> id =
        RequiredText(json, "tool_call_id", message.path);
    if (!id.ok()) return id.status();
    message.tool_call_id = *id;
  }
  if (message.role == Role::kFunction && !message.name.has_value()) {
    return BadField(message.path + ".name",
                    "missing; a function message needs the function's name");
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view RoleName(Role role) {
  return kRoleNames[static_cast<size_t>(role)];
}

absl::StatusOr<Message> ReadMessage(const JsonValue& json, std::string path,
                                    std::vector<Finding>& warnings) {
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  absl::StatusOr<Role> role = ReadRole(json, path);
  if (!role.ok()) return role.status();
  Message message;
  message.role = *role;
  message.path = std::move(path);
  absl::Status status = ReadNames(json, message);
  if (status.ok()) status = ReadCalls(json, message);
  if (status.ok()) status = ReadContent(json, message, warnings);
  if (!status.ok()) return status;
  absl::StatusOr<const JsonValue*> audio =
      OptionalField(json, "audio", JsonKind::kObject, message.path);
  if (!audio.ok()) return audio.status();
  message.refers_to_audio = *audio != nullptr;
  for (const JsonMember& member : json.members()) {
    if (std::find(kMessageFieldsRead.begin(), kMessageFieldsRead.end(),
                  member.key) == kMessageFieldsRead.end()) {
      if (!member.value.Is(JsonKind::kNull)) {
        message.unknown_fields.push_back(&member.value);
      }
      if (warnings.size() >= kMostWarnings) continue;
      warnings.push_back(
          {std::string(warning::kUnknownField),
           fmt::format("{}{}: unknown field, which is not counted{}",
                       message.path, PathStep(member.key),
                       DidYouMean(member.key, kMessageFieldsRead))});
    }
  }
  return message;
}

}  // namespace tokenfare::internal
