// A JSON value as it was written: members in order, numbers as their text,
// strings unescaped. What a number means is left to whoever reads the field,
// because a request may hold numbers that no machine type holds (10^400).

#ifndef TOKENFARE_JSON_VALUE_H_
#define TOKENFARE_JSON_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tokenfare::internal {

enum class JsonKind : uint8_t {
  kNull,
  kBool,
  kNumber,
  kString,
  kArray,
  kObject
};

// "null", "a boolean", "a number", "a string", "an array", "an object".
std::string_view JsonKindName(JsonKind kind);

struct JsonMember;

// A view of 16 bytes: texts, elements and members belong to the document that
// was parsed (document.h), or to whoever made the value, and have a size
// of 32 bits. Not deeper than JsonLimits::max_depth, so recursion over it is
// bounded.
class JsonValue {
 public:
  using Array = std::span<const JsonValue>;
  using Object = std::span<const JsonMember>;

  JsonValue() = default;
  explicit JsonValue(bool value) : kind_(JsonKind::kBool), is_true_(value) {}
  explicit JsonValue(Array elements)
      : JsonValue(JsonKind::kArray, elements.data(), elements.size()) {}
  explicit JsonValue(Object members);

  static JsonValue String(std::string_view text) {
    return {JsonKind::kString, text.data(), text.size()};
  }
  static JsonValue Number(std::string_view text) {
    return {JsonKind::kNumber, text.data(), text.size()};
  }

  JsonKind kind() const { return kind_; }
  bool Is(JsonKind kind) const { return kind_ == kind; }

  // False unless this is `true`.
  bool IsTrue() const { return is_true_; }
  // A string's characters or a number's text; empty for other kinds.
  std::string_view text() const {
    if (kind_ != JsonKind::kString && kind_ != JsonKind::kNumber) return {};
    return {static_cast<const char*>(data_), size_};
  }
  // Empty for other kinds.
  Array elements() const {
    if (kind_ != JsonKind::kArray) return {};
    return {static_cast<const JsonValue*>(data_), size_};
  }
  Object members() const;
  // The member's value, or null: where there is no such member, or this is no
  // object. Linear in the members.
  const JsonValue* Find(std::string_view key) const;
  // Find(key) where it is a string; otherwise empty.
  std::string_view FindText(std::string_view key) const;

 private:
  JsonValue(JsonKind kind, const void* data, size_t size)
      : data_(data), size_(static_cast<uint32_t>(size)), kind_(kind) {}

  // Of char, JsonValue or JsonMember, as kind_ says.
  const void* data_ = nullptr;
  uint32_t size_ = 0;
  JsonKind kind_ = JsonKind::kNull;
  bool is_true_ = false;
};

struct JsonMember {
  std::string_view key;
  JsonValue value;
};

inline JsonValue::JsonValue(Object members)
    : JsonValue(JsonKind::kObject, members.data(), members.size()) {}

inline JsonValue::Object JsonValue::members() const {
  if (kind_ != JsonKind::kObject) return {};
  return {static_cast<const JsonMember*>(data_), size_};
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_VALUE_H_
