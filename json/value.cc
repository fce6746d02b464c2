#include "tokenfare/json/value.h"

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
