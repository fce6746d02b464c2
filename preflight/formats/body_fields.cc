// Small readers that every format needs.

#include "tokenfare/preflight/formats/body_fields.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/place.h"
#include "tokenfare/support/ascii_case.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {

const JsonValue* Given(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.Find(key);
  return value == nullptr || value->Is(JsonKind::kNull) ? nullptr : value;
}

bool IsTrue(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.Find(key);
  return value != nullptr && value->IsTrue();
}

bool IsFalse(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.Find(key);
  return value != nullptr && value->Is(JsonKind::kBool) && !value->IsTrue();
}

NumberText NumberOf(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.Find(key);
  return value != nullptr && value->Is(JsonKind::kNumber) ? value->text()
                                                          : NumberText();
}

bool HoldsWord(const JsonValue& value, std::string_view word) {
  if (ContainsIgnoringCase(value.text(), word)) return true;
  for (const JsonValue& element : value.elements()) {
    if (HoldsWord(element, word)) return true;
  }
  for (const JsonMember& member : value.members()) {
    if (ContainsIgnoringCase(member.key, word) ||
        HoldsWord(member.value, word)) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<Role> ReadRole(const JsonValue& json, const LazyPath& path,
                              std::span<const Role> taken) {
  absl::StatusOr<std::string_view> name = RequiredText(json, "role", path);
  if (!name.ok()) return name.status();
  const auto known = std::ranges::find(taken, *name, RoleName);
  if (known != taken.end()) return *known;
  std::vector<std::string_view> names;
  std::ranges::transform(taken, std::back_inserter(names), RoleName);
  const std::string near = DidYouMean(*name, names);
  const std::string_view last = names.back();
  names.pop_back();
  return BadField(
      {path, "role"},
      fmt::format("unknown role {}{}; roles are {} and {}", Quoted(*name), near,
                  fmt::join(names, ", "), last));
}

absl::StatusOr<ToolChoice::Kind> ReadChoiceWord(std::string_view choice,
                                                const LazyPath& path,
                                                std::string_view otherwise) {
  using Kind = ToolChoice::Kind;
  constexpr std::array<std::string_view, 3> kNames = {"auto", "none",
                                                      "required"};
  constexpr std::array<Kind, 3> kKinds = {Kind::kAuto, Kind::kNone,
                                          Kind::kRequired};
  const auto* found = std::find(kNames.begin(), kNames.end(), choice);
  if (found != kNames.end()) return kKinds[found - kNames.begin()];
  return BadField(
      path, fmt::format("unknown choice {}{}; it is auto, none, required or an "
                        "object that names {}",
                        Quoted(choice), DidYouMean(choice, kNames), otherwise));
}

void WarnOfRepeatedNames(Conversation& conversation) {
  absl::flat_hash_set<std::string_view> names;
  for (const Tool& tool : conversation.tools) {
    if (tool.kind == Tool::Kind::kHosted || names.insert(tool.name).second) {
      continue;
    }
    conversation.warnings.push_back(
        {std::string(warning::kToolNameRepeated),
         fmt::format("{}: another tool has the name {} too",
                     conversation.PathOf(tool.origin), Quoted(tool.name))});
    return;
  }
}

std::string PathFrom(std::span<const std::string_view> nodes,
                     std::span<const PropertyPath> properties,
                     const Origin& origin, Field field) {
  std::string path;
  uint32_t index = origin.index;
  std::string_view rest = nodes[origin.place];
  for (size_t mark; (mark = rest.find('#')) != std::string_view::npos;) {
    path += rest.substr(0, mark);
    path += fmt::format_int(index).str();
    index = origin.inner;
    rest.remove_prefix(mark + 1);
  }
  path += rest;
  if (field == Field::kItself) return path;
  const auto property =
      std::find_if(properties.begin(), properties.end(), [&](const auto& p) {
        return p.field == field && p.place == origin.place;
      });
  if (property != properties.end()) path += property->path;
  return path;
}

}  // namespace tokenfare::internal
