#include "tokenfare/preflight/internal/json_value.h"

namespace tokenfare::internal {

std::string_view JsonKindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "a boolean";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kString:
      return "a string";
    case JsonKind::kArray:
      return "an array";
    case JsonKind::kObject:
      return "an object";
  }
  return "unknown";
}

JsonValue::JsonValue() = default;
JsonValue::JsonValue(bool value) : data_(value) {}
JsonValue::JsonValue(Array elements) : data_(std::move(elements)) {}
JsonValue::JsonValue(Object members) : data_(std::move(members)) {}
JsonValue::JsonValue(const JsonValue& other) = default;
JsonValue::JsonValue(JsonValue&& other) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue& other) = default;
JsonValue& JsonValue::operator=(JsonValue&& other) noexcept = default;
JsonValue::~JsonValue() = default;

JsonValue JsonValue::String(std::string_view text) {
  JsonValue value;
  value.data_ = text;
  return value;
}

JsonValue JsonValue::Number(std::string_view text) {
  JsonValue value;
  value.data_ = NumberText{text};
  return value;
}

bool JsonValue::IsTrue() const {
  const bool* value = std::get_if<bool>(&data_);
  return value != nullptr && *value;
}

std::string_view JsonValue::text() const {
  if (const auto* text = std::get_if<std::string_view>(&data_)) return *text;
  if (const auto* number = std::get_if<NumberText>(&data_)) return number->text;
  return {};
}

std::span<const JsonValue> JsonValue::elements() const {
  if (const auto* array = std::get_if<Array>(&data_)) return *array;
  return {};
}

std::span<const JsonMember> JsonValue::members() const {
  if (const auto* object = std::get_if<Object>(&data_)) return *object;
  return {};
}

const JsonValue* JsonValue::Find(std::string_view key) const {
  for (const JsonMember& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string_view JsonValue::FindText(std::string_view key) const {
  const JsonValue* value = Find(key);
  return value != nullptr && value->Is(JsonKind::kString) ? value->text()
                                                          : std::string_view();
}

}  // namespace tokenfare::internal
