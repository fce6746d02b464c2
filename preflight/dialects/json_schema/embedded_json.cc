#include "tokenfare/preflight/dialects/json_schema/embedded_json.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::internal {
namespace {

bool IsAscii(std::string_view text) {
  // Some writers escape the last one, DEL.
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x7f;
  });
}

// A number that every writer writes so: an integer, or a few digits that do not
// end in 0 behind the point.
bool IsPlainNumber(std::string_view text) {
  constexpr size_t kSurelyExact = 15;
  if (text.size() > 2 * kSurelyExact) return false;
  if (text.find_first_of("eE") != std::string_view::npos || text == "-0") {
    return false;
  }
  constexpr std::string_view kTiny = "0.0000";
  if (text.starts_with(kTiny) || text.starts_with("-0.0000")) return false;
  const bool has_point = text.find('.') != std::string_view::npos;
  return !has_point || (text.size() <= kSurelyExact && text.back() != '0');
}

bool HasPlainNumbers(const JsonValue& value) {
  if (value.Is(JsonKind::kNumber)) return IsPlainNumber(value.text());
  const auto elements = value.elements();
  const auto members = value.members();
  return std::all_of(elements.begin(), elements.end(), HasPlainNumbers) &&
         std::all_of(members.begin(), members.end(),
                     [](const JsonMember& member) {
                       return HasPlainNumbers(member.value);
                     });
}

}  // namespace

int64_t UnusualNumberBytes(const JsonValue& value) {
  if (value.Is(JsonKind::kNumber)) {
    return IsPlainNumber(value.text())
               ? 0
               : static_cast<int64_t>(value.text().size());
  }
  int64_t bytes = 0;
  for (const JsonValue& element : value.elements()) {
    bytes += UnusualNumberBytes(element);
  }
  for (const JsonMember& member : value.members()) {
    bytes += UnusualNumberBytes(member.value);
  }
  return bytes;
}

EmbeddedJson::EmbeddedJson(std::string_view text) : text_(text) {
  // Documents are arrays or objects; here any value may stand alone.
  std::string array = "[";
  array += text;
  array += ']';
  absl::StatusOr<JsonDocument> parsed =
      JsonDocument::Parse(array, {.max_bytes = RequestLimits::kMostBodyBytes,
                                  .max_depth = kMaxJsonDepth,
                                  .max_values = kMaxJsonValues});
  if (!parsed.ok() || parsed->root().elements().size() != 1) return;
  document_.emplace(*std::move(parsed));
  value_ = document_->root().elements().data();
}

std::string EmbeddedJson::Text(const JsonTextStyle& style) const {
  return JsonText(*value_, style);
}

bool EmbeddedJson::HasOneForm() const {
  // Escapes may stand for characters beyond ASCII.
  if (!IsJson()) return IsAscii(text_);
  return IsAscii(Text(kCompactJson)) && HasPlainNumbers(*value_);
}

}  // namespace tokenfare::internal
