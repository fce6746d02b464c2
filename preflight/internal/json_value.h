// A JSON value as it was written: members in order, numbers as their text,
// strings unescaped. What a number means is left to whoever reads the field,
// because a request may hold numbers that no machine type holds (10^400).

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_JSON_VALUE_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_JSON_VALUE_H_

#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tokenfare::internal {

enum class JsonKind { kNull, kBool, kNumber, kString, kArray, kObject };

// "null", "a boolean", "a number", "a string", "an array", "an object".
std::string_view JsonKindName(JsonKind kind);

struct JsonMember;

// Views belong to the document that was parsed (json_document.h), and values to
// their parent. Not deeper than kMaxJsonDepth, so recursion over it is bounded.
class JsonValue {
 public:
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;

  // Defined where JsonMember is complete, as std::vector needs it.
  JsonValue();
  explicit JsonValue(bool value);
  explicit JsonValue(Array elements);
  explicit JsonValue(Object members);
  JsonValue(const JsonValue& other);
  JsonValue(JsonValue&& other) noexcept;
  JsonValue& operator=(const JsonValue& other);
  JsonValue& operator=(JsonValue&& other) noexcept;
  ~JsonValue();

  static JsonValue String(std::string_view text);
  static JsonValue Number(std::string_view text);

  JsonKind kind() const { return static_cast<JsonKind>(data_.index()); }
  bool Is(JsonKind kind) const { return this->kind() == kind; }

  // False unless this is `true`.
  bool IsTrue() const;
  // A string's characters or a number's text; empty for other kinds.
  std::string_view text() const;
  // Empty for other kinds.
  std::span<const JsonValue> elements() const;
  std::span<const JsonMember> members() const;
  // The member's value, or null: where there is no such member, or this is no
  // object. Linear in the members.
  const JsonValue* Find(std::string_view key) const;
  // Find(key) where it is a string; otherwise empty.
  std::string_view FindText(std::string_view key) const;

 private:
  struct NumberText {
    std::string_view text;
  };
  // In the order of JsonKind.
  std::variant<std::monostate, bool, NumberText, std::string_view, Array,
               Object>
      data_;
};

struct JsonMember {
  std::string_view key;
  JsonValue value;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_JSON_VALUE_H_
