#include "tokenfare/preflight/billing/records/span_messages.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/record_fields.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kInput = "gen_ai.input.messages";
constexpr std::string_view kOldInput = "gen_ai.prompt";

std::string TextPart(std::string_view type, std::string_view text) {
  BodyWriter part = BodyWriter::Object();
  part.AddText("type", type);
  part.AddText("text", text);
  return part.Finish();
}

// One part of text alone is the content itself.
void AddContent(JsonValue::Array parts, BodyWriter& content, BodyWriter& turn) {
  const JsonValue* only = nullptr;
  size_t shown = 0;
  for (const JsonValue& part : parts) {
    const std::string_view type = part.FindText("type");
    if (type == "text") only = &part;
    if (type == "text" || type == "uri" || type == "blob") ++shown;
  }
  if (shown == 1 && only != nullptr) {
    turn.AddText("content", only->FindText("content"));
  } else if (content.empty()) {
    turn.AddJson("content", "null");
  } else {
    turn.AddJson("content", content.Finish());
  }
}

// The message of an index as today's conventions have it; empty behind the
// last.
std::string IndexedMessage(const SpanAttributes& span, size_t index) {
  const auto find = [&](std::string_view field) {
    return span.Find(fmt::format("{}.{}.{}", kOldInput, index, field));
  };
  const JsonValue* role = find("role");
  const JsonValue* content = find("content");
  if (role == nullptr && content == nullptr) return {};
  BodyWriter parts = BodyWriter::Array();
  const JsonValue* call_id = find("tool_call_id");
  BodyWriter part = BodyWriter::Object();
  part.AddText("type", call_id == nullptr ? "text" : "tool_call_response");
  if (call_id != nullptr) part.Add("id", *call_id);
  if (content != nullptr) {
    part.Add(call_id == nullptr ? "content" : "response", *content);
    parts.AddJson(part.Finish());
  }
  for (size_t call = 0;; ++call) {
    const auto of_call = [&](std::string_view field) {
      const JsonValue* value =
          find(fmt::format("tool_calls.{}.{}", call, field));
      return value != nullptr
                 ? value
                 : find(fmt::format("tool_calls.{}.function.{}", call, field));
    };
    const JsonValue* name = of_call("name");
    if (name == nullptr) break;
    BodyWriter written = BodyWriter::Object();
    written.AddText("type", "tool_call");
    written.Add("name", *name);
    for (const std::string_view field : {"id", "arguments"}) {
      if (const JsonValue* value = of_call(field)) written.Add(field, *value);
    }
    parts.AddJson(written.Finish());
  }
  BodyWriter message = BodyWriter::Object();
  message.AddText("role", role == nullptr ? "user" : role->text());
  message.AddJson("parts", parts.Finish());
  return message.Finish();
}

}  // namespace

absl::Status SpanMessages::Take(const SpanAttributes& span) {
  if (const JsonValue* given = span.Find(kInput)) {
    const std::string path = span.PathOf(kInput);
    const absl::StatusOr<JsonOrText> messages = JsonOrText::Of(*given, path);
    if (!messages.ok()) return messages.status();
    return TakeList(messages->value(), path);
  }
  if (!span.event_messages().empty()) {
    BodyWriter list = BodyWriter::Array();
    for (const std::string& message : span.event_messages()) {
      list.AddJson(message);
    }
    const absl::StatusOr<JsonDocument> messages =
        JsonDocument::Parse(list.Finish(), kRecordLimits);
    if (!messages.ok()) return messages.status();
    return TakeList(messages->root(), "$.events");
  }
  if (const JsonValue* given = span.Find(kOldInput)) {
    const std::string path = span.PathOf(kOldInput);
    const absl::StatusOr<JsonOrText> messages = JsonOrText::Of(*given, path);
    if (!messages.ok()) return messages.status();
    return TakeList(messages->value(), path);
  }
  return TakeIndexed(span);
}

absl::Status SpanMessages::TakeIndexed(const SpanAttributes& span) {
  size_t index = 0;
  for (;; ++index) {
    const std::string message = IndexedMessage(span, index);
    if (message.empty()) break;
    const absl::StatusOr<JsonDocument> parsed =
        JsonDocument::Parse(message, kRecordLimits);
    if (!parsed.ok()) return parsed.status();
    TakeMessage(parsed->root());
  }
  if (index > 0) return absl::OkStatus();
  return BadField(span.PathOf(kInput),
                  "missing; spans hold it where the instrumentation is told to "
                  "capture the content of messages");
}

absl::Status SpanMessages::TakeList(const JsonValue& messages,
                                    std::string_view path) {
  if (!messages.Is(JsonKind::kArray)) {
    return WrongType(path, "a list of messages", messages);
  }
  for (const JsonValue& message : messages.elements()) {
    if (!message.Is(JsonKind::kObject)) {
      return WrongType(path, "a list of objects", message);
    }
    TakeMessage(message);
  }
  return absl::OkStatus();
}

void SpanMessages::AddSystem(std::string_view text) {
  BodyWriter turn = BodyWriter::Object();
  turn.AddText("role", "system");
  turn.AddText("content", text);
  AddTurn(turn.Finish(), false);
}

void SpanMessages::AddTurn(std::string_view json, bool is_changed) {
  if (is_changed) changed_.push_back(turns_);
  ++turns_;
  list_.AddJson(json);
}

std::string SpanMessages::TextOf(const JsonValue* value, bool& is_changed) {
  if (value == nullptr) return "";
  if (value->Is(JsonKind::kString)) return std::string(value->text());
  is_changed = true;
  not_recorded_.insert("the texts of calls and results");
  return JsonText(*value, kCompactJson);
}

void SpanMessages::TakeMessage(const JsonValue& message) {
  const JsonValue* parts = message.Find("parts");
  if (parts == nullptr || !parts->Is(JsonKind::kArray)) {
    has_calls_ = has_calls_ || IsStated(message.Find("tool_calls")) ||
                 message.FindText("role") == "tool";
    AddTurn(JsonText(message, kCompactJson), false);
    return;
  }
  is_changed_ = false;
  const std::string_view role = message.FindText("role");
  BodyWriter content = BodyWriter::Array();
  BodyWriter calls = BodyWriter::Array();
  for (const JsonValue& part : parts->elements()) {
    TakePart(part, role, content, calls);
  }
  if (is_changed_ || !content.empty() || !calls.empty()) {
    BodyWriter turn = BodyWriter::Object();
    turn.AddText("role", role);
    AddContent(parts->elements(), content, turn);
    if (!calls.empty()) turn.AddJson("tool_calls", calls.Finish());
    AddTurn(turn.Finish(), is_changed_);
  }
  for (const Turn& turn : later_) AddTurn(turn.json, turn.is_changed);
  later_.clear();
}

void SpanMessages::TakePart(const JsonValue& part, std::string_view role,
                            BodyWriter& content, BodyWriter& calls) {
  const std::string_view type = part.FindText("type");
  if (type == "text") {
    std::string_view name = "text";
    if (for_responses_) {
      name = role == "assistant" ? "output_text" : "input_text";
    }
    content.AddJson(TextPart(name, part.FindText("content")));
  } else if (type == "tool_call") {
    TakeCall(part, calls);
  } else if (type == "tool_call_response") {
    TakeResult(part);
  } else if (type == "uri" || type == "blob" || type == "file") {
    TakeMedia(part, content);
  } else if (type != "reasoning") {
    is_changed_ = true;
    not_recorded_.insert(fmt::format("parts of the type {}", Quoted(type)));
  }
}

void SpanMessages::TakeMedia(const JsonValue& part, BodyWriter& content) {
  is_changed_ = true;
  const std::string_view type = part.FindText("type");
  if (part.FindText("modality") != "image" || type == "file") {
    not_recorded_.insert("files and audio");
    return;
  }
  not_recorded_.insert("the detail of images");
  std::string address(part.FindText("uri"));
  if (type == "blob") {
    address = fmt::format("data:{};base64,{}", part.FindText("mime_type"),
                          part.FindText("content"));
  }
  BodyWriter image = BodyWriter::Object();
  image.AddText("type", for_responses_ ? "input_image" : "image_url");
  if (for_responses_) {
    image.AddText("image_url", address);
  } else {
    BodyWriter url = BodyWriter::Object();
    url.AddText("url", address);
    image.AddJson("image_url", url.Finish());
  }
  content.AddJson(image.Finish());
}

void SpanMessages::TakeCall(const JsonValue& part, BodyWriter& calls) {
  has_calls_ = true;
  bool is_changed = false;
  const std::string arguments = TextOf(part.Find("arguments"), is_changed);
  BodyWriter call = BodyWriter::Object();
  if (for_responses_) {
    call.AddText("type", "function_call");
    call.AddText("call_id", part.FindText("id"));
    call.AddText("name", part.FindText("name"));
    call.AddText("arguments", arguments);
    later_.push_back({call.Finish(), is_changed});
    return;
  }
  is_changed_ = is_changed_ || is_changed;
  BodyWriter function = BodyWriter::Object();
  function.AddText("name", part.FindText("name"));
  function.AddText("arguments", arguments);
  call.AddText("id", part.FindText("id"));
  call.AddText("type", "function");
  call.AddJson("function", function.Finish());
  calls.AddJson(call.Finish());
}

void SpanMessages::TakeResult(const JsonValue& part) {
  has_calls_ = true;
  bool is_changed = false;
  const JsonValue* result = FirstStated(part, {"response", "result"});
  const std::string text = TextOf(result, is_changed);
  BodyWriter turn = BodyWriter::Object();
  if (for_responses_) {
    turn.AddText("type", "function_call_output");
    turn.AddText("call_id", part.FindText("id"));
    turn.AddText("output", text);
  } else {
    turn.AddText("role", "tool");
    turn.AddText("tool_call_id", part.FindText("id"));
    turn.AddText("content", text);
  }
  later_.push_back({turn.Finish(), is_changed});
}

}  // namespace tokenfare::internal
