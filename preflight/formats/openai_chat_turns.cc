// Messages: their roles, content and calls.

#include <algorithm>
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
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/document_kind.h"
#include "tokenfare/preflight/formats/foreign_part.h"
#include "tokenfare/preflight/formats/format.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<Role, 6> kRolesTaken = {Role::kSystem, Role::kDeveloper,
                                             Role::kUser,   Role::kAssistant,
                                             Role::kTool,   Role::kFunction};

// Every content part of a request that this version knows, by its `type`.
struct PartType {
  std::string_view name;
  Item::Kind kind;
};
constexpr std::array<PartType, 5> kPartTypes = {{
    {"text", Item::Kind::kText},
    {"refusal", Item::Kind::kRefusal},
    {"image_url", Item::Kind::kImage},
    {"input_audio", Item::Kind::kAudio},
    {"file", Item::Kind::kFile},
}};

// Where an image, speech or a file is: in `body`, the field of its type.
void ReadMedium(const JsonValue& body, Item& item) {
  switch (item.kind) {
    case Item::Kind::kImage:
      // Address and detail are members, or the body is the address.
      item.data =
          body.Is(JsonKind::kString) ? body.text() : body.FindText("url");
      item.detail = body.FindText("detail");
      break;
    case Item::Kind::kAudio:
      item.data = body.FindText("data");
      item.format = body.FindText("format");
      break;
    case Item::Kind::kFile:
      item.data = body.FindText("file_data");
      item.id = body.FindText("file_id");
      item.name = body.FindText("filename");
      break;
    case Item::Kind::kText:
    case Item::Kind::kRefusal:
    case Item::Kind::kUnknown:
      break;
  }
}

// Reads the content of one message.
class ContentReader {
 public:
  ContentReader(Turn& turn, Conversation& conversation)
      : turn_(turn), conversation_(conversation) {}

  absl::Status Read(const JsonValue* content) {
    if (content == nullptr || content->Is(JsonKind::kNull)) {
      turn_.lacks_content = true;
      if (MayBeEmpty()) return absl::OkStatus();
      return BadField(
          ChatPath(turn_.origin, Field::kContent),
          fmt::format("missing; a {} message needs a string or an array of "
                      "parts",
                      RoleName(turn_.role)));
    }
    if (content->Is(JsonKind::kString)) {
      turn_.content.push_back(
          {.origin = turn_.origin, .text = content->text()});
      return absl::OkStatus();
    }
    if (!content->Is(JsonKind::kArray)) {
      return WrongType(ChatPath(turn_.origin, Field::kContent),
                       "a string or an array of parts", *content);
    }
    turn_.content.reserve(content->elements().size());
    for (const JsonValue& element : content->elements()) {
      absl::Status status = Add(element);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  // Whether the message may go without content.
  bool MayBeEmpty() const {
    return turn_.role == Role::kAssistant || turn_.role == Role::kFunction;
  }

  absl::Status Add(const JsonValue& json) {
    const Origin origin =
        ChatOrigin(ChatPlace::kPart, turn_.origin.index, turn_.content.size());
    absl::StatusOr<Item> item = ReadPart(json, origin);
    if (!item.ok()) return item.status();
    item->origin = origin;
    turn_.content.push_back(*item);
    conversation_.has_cache_mark =
        conversation_.has_cache_mark ||
        json.Find("prompt_cache_breakpoint") != nullptr;
    return absl::OkStatus();
  }

  absl::StatusOr<Item> ReadPart(const JsonValue& json, const Origin& origin) {
    if (json.Is(JsonKind::kString)) return ReadBareText(json, origin);
    if (!json.Is(JsonKind::kObject)) {
      return WrongType(ChatPath(origin), "an object", json);
    }
    const std::string_view type = json.FindText("type");
    if (type.empty()) return WhyNoType(json, LazyChatPath{origin});
    const auto* known =
        std::find_if(kPartTypes.begin(), kPartTypes.end(),
                     [type](const PartType& t) { return t.name == type; });
    if (known == kPartTypes.end()) return ReadUnknownPart(json, origin);
    Item item;
    item.kind = known->kind;
    const JsonValue* body = json.Find(known->name);
    if (item.IsText()) {
      if (body == nullptr || !body->Is(JsonKind::kString)) {
        return WhyNoText(json, known->name, LazyChatPath{origin});
      }
      item.text = body->text();
      return item;
    }
    if (body == nullptr && item.kind == Item::Kind::kFile &&
        json.members().size() > 1) {
      return ReadUnknownPart(json, origin);  // the AI SDK's
    }
    if (body == nullptr) {
      return BadField(
          {LazyChatPath{origin}, known->name},
          fmt::format("missing; a part of type {} needs it{}", known->name,
                      StandsInstead(json, known->name)));
    }
    ReadMedium(*body, item);
    return item;
  }

  // The error of a part whose `type` is no text, or empty.
  static absl::Status WhyNoType(const JsonValue& json, const LazyPath& path) {
    const JsonValue* type = json.Find("type");
    if (type == nullptr || type->Is(JsonKind::kNull)) {
      const std::string form = NameForeignPart(json);
      if (!form.empty()) {
        return BadField({path, "type"},
                        fmt::format("missing; a string is required{}", form));
      }
    }
    return RequiredText(json, "type", path).status();
  }

  // The error of a part whose text at `key` is none.
  static absl::Status WhyNoText(const JsonValue& json, std::string_view key,
                                const LazyPath& path) {
    absl::Status status =
        OptionalField(json, key, JsonKind::kString, path).status();
    if (!status.ok()) return status;
    return BadField({path, key}, "missing; a string is required");
  }

  Item ReadBareText(const JsonValue& json, const Origin& origin) {
    Item item;
    item.text = json.text();
    item.form = Item::Form::kBareText;
    Warn(origin,
         ": a bare string among content parts, which the API's reference does "
         "not have; it is counted as text");
    return item;
  }

  Item ReadUnknownPart(const JsonValue& json, const Origin& origin) {
    constexpr std::array<std::string_view, 6> kCountedAs = {
        "it is counted as its text",
        "it is counted as its text",
        "it is counted as the image that it holds",
        "it is counted as the audio that it holds",
        "it is counted as the file that it holds",
        "its tokens are bounded by its text"};
    Item item = ReadForeignPart(json, conversation_);
    Warn(origin, fmt::format(": content part of unknown type {}; {}",
                             Quoted(json.FindText("type")),
                             kCountedAs[static_cast<size_t>(item.kind)]));
    return item;
  }

  void Warn(const Origin& origin, std::string_view what) {
    std::vector<Finding>& warnings = conversation_.warnings;
    if (warnings.size() >= kMostWarnings) return;
    warnings.push_back({std::string(warning::kUnknownContentPart),
                        fmt::format("{}{}", ChatPath(origin), what)});
  }

  Turn& turn_;
  Conversation& conversation_;
};

// A function's or a custom tool's call: `key` names the object in it.
absl::StatusOr<Call> ReadCall(const JsonValue& json, std::string_view key,
                              std::string_view arguments_key,
                              const LazyPath& path) {
  absl::StatusOr<const JsonValue*> body =
      OptionalField(json, key, JsonKind::kObject, path);
  if (!body.ok()) return body.status();
  const LazyPath body_path(path, key);
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
  Call call;
  call.name = *name;
  call.arguments = arguments->value_or("");
  return call;
}

absl::StatusOr<Call> ReadToolCall(const JsonValue& json, const Origin& origin) {
  const LazyChatPath path{origin};
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  absl::StatusOr<std::string_view> id = RequiredText(json, "id", path);
  if (!id.ok()) return id.status();
  const bool custom = json.FindText("type") == "custom";
  absl::StatusOr<Call> call =
      custom ? ReadCall(json, "custom", "input", path)
             : ReadCall(json, "function", "arguments", path);
  if (!call.ok()) return call.status();
  call->origin = origin;
  call->id = *id;
  call->custom = custom;
  return call;
}

absl::Status ReadToolCalls(const JsonValue& calls, Turn& turn) {
  turn.lists_no_calls = calls.elements().empty();
  turn.calls.reserve(calls.elements().size());
  for (const JsonValue& element : calls.elements()) {
    absl::StatusOr<Call> call = ReadToolCall(
        element,
        ChatOrigin(ChatPlace::kToolCall, turn.origin.index, turn.calls.size()));
    if (!call.ok()) return call.status();
    turn.calls.push_back(*call);
  }
  return absl::OkStatus();
}

absl::Status ReadCalls(const JsonValue& json, const LazyPath& path,
                       Turn& turn) {
  absl::StatusOr<const JsonValue*> calls =
      OptionalField(json, "tool_calls", JsonKind::kArray, path);
  if (!calls.ok()) return calls.status();
  if (*calls != nullptr) {
    absl::Status status = ReadToolCalls(**calls, turn);
    if (!status.ok()) return status;
  }
  absl::StatusOr<const JsonValue*> legacy =
      OptionalField(json, "function_call", JsonKind::kObject, path);
  if (!legacy.ok()) return legacy.status();
  if (*legacy == nullptr) return absl::OkStatus();
  absl::StatusOr<Call> call =
      ReadCall(json, "function_call", "arguments", path);
  if (!call.ok()) return call.status();
  turn.function_call = *call;
  turn.function_call->origin =
      ChatOrigin(ChatPlace::kFunctionCall, turn.origin.index);
  return absl::OkStatus();
}

absl::Status ReadNames(const JsonValue& json, const LazyPath& path,
                       Turn& turn) {
  absl::StatusOr<std::optional<std::string_view>> name =
      OptionalText(json, "name", path);
  if (!name.ok()) return name.status();
  turn.name = *name;
  absl::StatusOr<std::optional<std::string_view>> refusal =
      OptionalText(json, "refusal", path);
  if (!refusal.ok()) return refusal.status();
  turn.refusal = *refusal;
  if (turn.role == Role::kTool) {
    absl::StatusOr<std::string_view> id =
        RequiredText(json, "tool_call_id", path);
    if (!id.ok()) return id.status();
    turn.answers = *id;
  }
  if (turn.role == Role::kFunction && !turn.name.has_value()) {
    return BadField(ChatPath(turn.origin, Field::kName),
                    "missing; a function message needs the function's name");
  }
  return absl::OkStatus();
}

absl::Status ReadTurn(const JsonValue& json, size_t index,
                      Conversation& conversation) {
  Turn turn;
  turn.origin = ChatOrigin(ChatPlace::kMessage, index);
  const LazyChatPath path{turn.origin};
  if (!json.Is(JsonKind::kObject)) return WrongType(path, "an object", json);
  absl::StatusOr<Role> role = ReadRole(json, path, kRolesTaken);
  if (!role.ok()) return role.status();
  turn.role = *role;
  absl::Status status = ReadNames(json, path, turn);
  if (status.ok()) status = ReadCalls(json, path, turn);
  if (status.ok()) {
    status = ContentReader(turn, conversation).Read(json.Find("content"));
  }
  if (!status.ok()) return status;
  absl::StatusOr<const JsonValue*> audio =
      OptionalField(json, "audio", JsonKind::kObject, path);
  if (!audio.ok()) return audio.status();
  turn.refers_to_audio = *audio != nullptr;
  conversation.turns.push_back(std::move(turn));
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadChatTurns(const JsonValue& root, Conversation& conversation) {
  const JsonValue* messages = root.Find("messages");
  if (messages == nullptr || messages->Is(JsonKind::kNull)) {
    const std::string name = NameDocument(root);
    return BadField("$.messages",
                    name.empty()
                        ? fmt::format("missing; give an array of messages{}",
                                      StandsInstead(root, "messages"))
                        : "missing: " + name);
  }
  if (messages->elements().empty()) {
    return BadField("$.messages", "empty; give at least one message");
  }
  conversation.turns.reserve(messages->elements().size());
  for (const JsonValue& element : messages->elements()) {
    absl::Status status =
        ReadTurn(element, conversation.turns.size(), conversation);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace tokenfare::internal
