#include "tokenfare/json/text.h"

#include <cstdint>
#include <iterator>

#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

// The character at the start of `text`, which is well-formed, and its length.
struct Character {
  uint32_t code_point;
  size_t length;
};

Character FirstCharacter(std::string_view text) {
  const auto byte = [&text](size_t i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint32_t code_point = lead & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6U) | (byte(i) & 0x3FU);
  }
  return {code_point, length};
}

void AppendUnicodeEscape(uint32_t code_point, std::string* out) {
  auto end = std::back_inserter(*out);
  if (code_point >= 0x10000) {
    const uint32_t rest = code_point - 0x10000;
    fmt::format_to(end, "\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U),
                   0xDC00 + (rest & 0x3FFU));
  } else {
    fmt::format_to(end, "\\u{:04x}", code_point);
  }
}

// The escape of one ASCII character that needs one, or nothing.
std::string_view ShortEscape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    default:
      return {};
  }
}

void AppendValue(const JsonValue& value, const JsonTextStyle& style,
                 std::string* out) {
  std::string_view separator;
  switch (value.kind()) {
    case JsonKind::kNull:
      *out += "null";
      break;
    case JsonKind::kBool:
      *out += value.IsTrue() ? "true" : "false";
      break;
    case JsonKind::kNumber:
      *out += value.text();
      break;
    case JsonKind::kString:
      AppendJsonString(value.text(), style, out);
      break;
    case JsonKind::kArray:
      *out += '[';
      for (const JsonValue& element : value.elements()) {
        *out += separator;
        separator = style.comma;
        AppendValue(element, style, out);
      }
      *out += ']';
      break;
    case JsonKind::kObject:
      *out += '{';
      for (const JsonMember& member : value.members()) {
        *out += separator;
        separator = style.comma;
        AppendJsonString(member.key, style, out);
        *out += style.colon;
        AppendValue(member.value, style, out);
      }
      *out += '}';
      break;
  }
}

}  // namespace

void AppendJsonString(std::string_view text, const JsonTextStyle& style,
                      std::string* out) {
  *out += '"';
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const std::string_view escape = ShortEscape(text.front());
    if (!escape.empty()) {
      *out += escape;
    } else if (character.code_point < 0x20 ||
               (style.ascii_only && character.code_point >= 0x7F)) {
      AppendUnicodeEscape(character.code_point, out);
    } else {
      *out += text.substr(0, character.length);
    }
    text.remove_prefix(character.length);
  }
  *out += '"';
}

std::string JsonText(const JsonValue& value, const JsonTextStyle& style) {
  std::string text;
  AppendValue(value, style, &text);
  return text;
}

}  // namespace tokenfare::internal
