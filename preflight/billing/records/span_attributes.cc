// All forms become one object by names, written as JSON and parsed again: so
// values live in one place, and readers know one form.

#include "tokenfare/preflight/billing/records/span_attributes.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/billing/records/body_writer.h"
#include "tokenfare/preflight/billing/records/record_fields.h"

namespace tokenfare::internal {
namespace {

// The elements of {"values": [...]}.
JsonValue::Array ValuesOf(const JsonValue& list) {
  const JsonValue* values = list.Find("values");
  return values == nullptr ? JsonValue::Array() : values->elements();
}

// An AnyValue of OTLP as plain JSON; what is none stays as it is. Recursion is
// bounded by the depth of JSON.
void AppendPlain(const JsonValue& value, std::string* out) {
  std::string_view separator;
  if (const JsonValue* list = value.Find("arrayValue")) {
    *out += '[';
    for (const JsonValue& element : ValuesOf(*list)) {
      *out += separator;
      separator = ",";
      AppendPlain(element, out);
    }
    *out += ']';
    return;
  }
  if (const JsonValue* list = value.Find("kvlistValue")) {
    *out += '{';
    for (const JsonValue& pair : ValuesOf(*list)) {
      *out += separator;
      separator = ",";
      AppendJsonString(pair.FindText("key"), kCompactJson, out);
      *out += ':';
      const JsonValue* member = pair.Find("value");
      AppendPlain(member == nullptr ? JsonValue() : *member, out);
    }
    *out += '}';
    return;
  }
  const JsonValue* plain = &value;
  for (const std::string_view key :
       {"stringValue", "boolValue", "doubleValue", "bytesValue", "intValue"}) {
    if (const JsonValue* found = value.Find(key)) plain = found;
  }
  *out += JsonText(*plain, kCompactJson);
}

std::string PlainValue(const JsonValue& value) {
  std::string plain;
  AppendPlain(value, &plain);
  return plain;
}

// Collects attributes by name.
class Collector {
 public:
  void Add(std::string_view name, const JsonValue& value) {
    if (!names_.insert(std::string(name)).second) return;
    object_.AddJson(name, PlainValue(value));
  }

  void AddAll(const JsonValue& attributes) {
    for (const JsonMember& member : attributes.members()) {
      Add(member.key, member.value);
    }
    for (const JsonValue& pair : attributes.elements()) {
      const JsonValue* value = pair.Find("value");
      if (value != nullptr) Add(pair.FindText("key"), *value);
    }
  }

  std::string Finish() { return object_.Finish(); }

 private:
  absl::flat_hash_set<std::string> names_;
  BodyWriter object_ = BodyWriter::Object();
};

// "gen_ai.user.message" is of the role user.
std::string_view RoleOfEvent(std::string_view name) {
  for (const std::string_view role : {"system", "user", "assistant", "tool"}) {
    if (name == fmt::format("gen_ai.{}.message", role)) return role;
  }
  return {};
}

// The message of an event that holds one, as JSON.
absl::StatusOr<std::string> JsonOfMessage(const JsonValue& attributes,
                                          std::string_view role) {
  Collector collector;
  collector.AddAll(attributes);
  absl::StatusOr<JsonDocument> plain =
      JsonDocument::Parse(collector.Finish(), kRecordLimits);
  if (!plain.ok()) return plain.status();
  if (const JsonValue* content = plain->root().Find("gen_ai.event.content")) {
    const absl::StatusOr<JsonOrText> message =
        JsonOrText::Of(*content, "$.events");
    if (!message.ok()) return message.status();
    if (message->value().Is(JsonKind::kObject)) {
      return JsonText(message->value(), kCompactJson);
    }
  }
  BodyWriter message = BodyWriter::Object();
  message.AddText("role", role);
  for (const auto& [key, field] :
       {std::pair<std::string_view, std::string_view>("content", "content"),
        {"tool_calls", "tool_calls"},
        {"id", "tool_call_id"}}) {
    const JsonValue* value = plain->root().Find(key);
    if (!IsStated(value)) continue;
    // A content is text, whatever it looks like.
    if (key != "tool_calls") {
      message.Add(field, *value);
      continue;
    }
    const absl::StatusOr<JsonOrText> calls = JsonOrText::Of(*value, "$.events");
    if (!calls.ok()) return calls.status();
    message.Add(field, calls->value());
  }
  return message.Finish();
}

const JsonValue* EventsOf(const JsonValue& holder) {
  const JsonValue* events = holder.Find("events");
  return events != nullptr && events->Is(JsonKind::kArray) ? events : nullptr;
}

}  // namespace

bool HasAttribute(const JsonValue& holder, std::string_view prefix) {
  const JsonValue* attributes = holder.Find("attributes");
  const auto begins = [prefix](const JsonMember& member) {
    return member.key.starts_with(prefix);
  };
  if (attributes == nullptr) {
    return std::any_of(holder.members().begin(), holder.members().end(),
                       begins);
  }
  const JsonValue::Object members = attributes->members();
  const JsonValue::Array pairs = attributes->elements();
  return std::any_of(members.begin(), members.end(), begins) ||
         std::any_of(pairs.begin(), pairs.end(), [&](const JsonValue& pair) {
           return pair.FindText("key").starts_with(prefix);
         });
}

SpanAttributes::SpanAttributes(JsonDocument document, std::string_view base,
                               std::vector<std::string> event_messages)
    : document_(std::move(document)),
      base_(base),
      event_messages_(std::move(event_messages)) {
  for (const JsonMember& member : document_.root().members()) {
    by_name_.emplace(member.key, &member.value);
  }
}

absl::StatusOr<SpanAttributes> SpanAttributes::Of(const JsonValue& holder) {
  const JsonValue* attributes = holder.Find("attributes");
  Collector collector;
  collector.AddAll(attributes == nullptr ? holder : *attributes);
  std::vector<std::string> messages;
  if (const JsonValue* events = EventsOf(holder)) {
    for (const JsonValue& event : events->elements()) {
      const JsonValue* given = event.Find("attributes");
      if (given == nullptr) continue;
      const std::string_view role = RoleOfEvent(event.FindText("name"));
      if (role.empty()) {
        collector.AddAll(*given);
        continue;
      }
      absl::StatusOr<std::string> message = JsonOfMessage(*given, role);
      if (!message.ok()) return message.status();
      messages.push_back(*std::move(message));
    }
  }
  absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(collector.Finish(), kRecordLimits);
  if (!document.ok()) return document.status();
  return SpanAttributes(*std::move(document),
                        attributes == nullptr ? "$" : "$.attributes",
                        std::move(messages));
}

const JsonValue* SpanAttributes::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end() || !IsStated(found->second)) return nullptr;
  return found->second;
}

const JsonValue* SpanAttributes::FindFirst(
    const std::vector<std::string_view>& names) const {
  for (const std::string_view name : names) {
    const JsonValue* value = Find(name);
    if (value != nullptr) return value;
  }
  return nullptr;
}

std::string_view SpanAttributes::FirstText(
    const std::vector<std::string_view>& names) const {
  const JsonValue* value = FindFirst(names);
  return value == nullptr ? std::string_view() : value->text();
}

std::string SpanAttributes::FirstPath(
    const std::vector<std::string_view>& names) const {
  for (const std::string_view name : names) {
    if (Find(name) != nullptr) return PathOf(name);
  }
  return PathOf(names.front());
}

std::string SpanAttributes::PathOf(std::string_view name) const {
  return fmt::format("{}{}", base_, PathStep(name));
}

}  // namespace tokenfare::internal
