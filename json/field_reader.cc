#include "tokenfare/json/field_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

std::string Shortened(std::string_view number) {
  constexpr size_t kLongest = 30;
  if (number.size() <= kLongest) return std::string(number);
  return fmt::format("{}... ({} characters)", number.substr(0, kLongest),
                     number.size());
}

}  // namespace

absl::Status BadField(const LazyPath& path, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{}: {}", path.Write(), what));
}

absl::Status WrongType(const LazyPath& path, std::string_view expected,
                       const JsonValue& found) {
  return BadField(path, fmt::format("expected {}, found {}", expected,
                                    JsonKindName(found.kind())));
}

absl::StatusOr<const JsonValue*> OptionalField(const JsonValue& object,
                                               std::string_view key,
                                               JsonKind kind,
                                               const LazyPath& path) {
  const JsonValue* value = object.Find(key);
  if (value == nullptr || value->Is(JsonKind::kNull)) return nullptr;
  if (!value->Is(kind)) {
    return WrongType({path, key}, JsonKindName(kind), *value);
  }
  return value;
}

absl::StatusOr<std::optional<std::string_view>> OptionalText(
    const JsonValue& object, std::string_view key, const LazyPath& path) {
  absl::StatusOr<const JsonValue*> value =
      OptionalField(object, key, JsonKind::kString, path);
  if (!value.ok()) return value.status();
  if (*value == nullptr) return std::optional<std::string_view>();
  return std::optional<std::string_view>((*value)->text());
}

std::string StandsInstead(const JsonValue& object, std::string_view key) {
  constexpr size_t kMostFields = 100;
  const JsonValue::Object members = object.members();
  const std::array<std::string_view, 1> wanted = {key};
  for (const JsonMember& member :
       members.first(std::min(members.size(), kMostFields))) {
    if (member.key != key && !NearMatches(member.key, wanted).empty()) {
      return fmt::format("; {} stands there", Quoted(member.key));
    }
  }
  return {};
}

absl::StatusOr<std::string_view> RequiredText(const JsonValue& object,
                                              std::string_view key,
                                              const LazyPath& path) {
  absl::StatusOr<std::optional<std::string_view>> text =
      OptionalText(object, key, path);
  if (!text.ok()) return text.status();
  if (!text->has_value()) {
    return BadField({path, key}, fmt::format("missing; a string is required{}",
                                             StandsInstead(object, key)));
  }
  if ((*text)->empty()) {
    return BadField({path, key}, "empty; give it a value");
  }
  return **text;
}

absl::StatusOr<std::optional<int64_t>> OptionalInteger(const JsonValue& object,
                                                       std::string_view key,
                                                       int64_t least,
                                                       int64_t most,
                                                       const LazyPath& path) {
  absl::StatusOr<const JsonValue*> value =
      OptionalField(object, key, JsonKind::kNumber, path);
  if (!value.ok()) return value.status();
  if (*value == nullptr) return std::optional<int64_t>();
  const std::string_view text = (*value)->text();
  int64_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) {
    return BadField(
        {path, key},
        fmt::format("expected a whole number, found {}", Shortened(text)));
  }
  // A number out of int64's range is out of every range here, too.
  if (error != std::errc() || number < least || number > most) {
    return BadField({path, key},
                    fmt::format("{} is out of range; give a whole number from "
                                "{} to {}",
                                Shortened(text), least, most));
  }
  return std::optional<int64_t>(number);
}

}  // namespace tokenfare::internal
