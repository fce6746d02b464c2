#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/json/step.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

// A schema of the request, and where it stands.
struct PlacedSchema {
  const Origin* origin;
  const JsonValue* schema;
  bool strict;
};

std::string PathOf(const RefusalInput& input, const PlacedSchema& placed) {
  return PathOf(input, *placed.origin, Field::kSchema);
}

std::vector<PlacedSchema> SchemasOf(const RefusalInput& input) {
  std::vector<PlacedSchema> schemas;
  for (const Tool& tool : input.conversation.tools) {
    if (tool.kind != Tool::Kind::kFunction || tool.parameters == nullptr) {
      continue;
    }
    schemas.push_back({&tool.origin, tool.parameters, tool.strict});
  }
  const OutputContract& output = input.conversation.output;
  if (output.schema != nullptr && output.schema->Is(JsonKind::kObject)) {
    schemas.push_back({&output.origin, output.schema, output.strict});
  }
  return schemas;
}

bool HasType(const JsonValue& schema, std::string_view wanted) {
  const JsonValue* type = schema.Find("type");
  if (type == nullptr) return false;
  if (type->text() == wanted) return true;
  return std::any_of(type->elements().begin(), type->elements().end(),
                     [&](const JsonValue& t) { return t.text() == wanted; });
}

// Members that hold schemas by names, and that are schemas or lists of them.
constexpr std::array<std::string_view, 3> kMaps = {"$defs", "definitions",
                                                   "properties"};
constexpr std::array<std::string_view, 9> kSubschemas = {
    "additionalProperties", "allOf", "anyOf", "items", "not", "oneOf", "if",
    "prefixItems",          "then"};

bool IsOneOf(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What `visit` refuses of a schema, and where that stands below the root.
struct Refused {
  std::string below;
  std::string what;
};

// Calls `visit(schema)` for `schema` and all below it until it refuses one.
template <typename Visit>
std::optional<Refused> Walk(const JsonValue& schema, const JsonStep& step,
                            Visit& visit) {
  if (schema.Is(JsonKind::kArray)) {
    size_t index = 0;
    for (const JsonValue& element : schema.elements()) {
      const JsonStep below = {.parent = &step, .index = index++};
      std::optional<Refused> found = Walk(element, below, visit);
      if (found.has_value()) return found;
    }
    return {};
  }
  if (!schema.Is(JsonKind::kObject)) return {};
  std::string what = visit(schema);
  if (!what.empty()) return Refused{step.Path(""), std::move(what)};
  for (const JsonMember& member : schema.members()) {
    const JsonStep below = {.parent = &step, .key = member.key};
    if (IsOneOf(kSubschemas, member.key)) {
      std::optional<Refused> found = Walk(member.value, below, visit);
      if (found.has_value()) return found;
    }
    if (!IsOneOf(kMaps, member.key)) continue;
    for (const JsonMember& named : member.value.members()) {
      const JsonStep further = {.parent = &below, .key = named.key};
      std::optional<Refused> found = Walk(named.value, further, visit);
      if (found.has_value()) return found;
    }
  }
  return {};
}

// The first fault of any schema, or of strict ones only.
template <typename Visit>
std::string WalkAll(const RefusalInput& input, bool strict_only, Visit visit) {
  for (const PlacedSchema& placed : SchemasOf(input)) {
    if (strict_only && !placed.strict) continue;
    const std::optional<Refused> found = Walk(*placed.schema, {}, visit);
    if (found.has_value()) {
      return fmt::format("{}{}: {}", PathOf(input, placed), found->below,
                         found->what);
    }
  }
  return {};
}

std::string MissingRequired(const JsonValue& schema) {
  const JsonValue* properties = schema.Find("properties");
  if (properties == nullptr) return {};
  absl::flat_hash_set<std::string_view> required;
  if (const JsonValue* names = schema.Find("required")) {
    for (const JsonValue& name : names->elements()) {
      required.insert(name.text());
    }
  }
  for (const JsonMember& property : properties->members()) {
    if (required.erase(property.key) == 0) {
      return fmt::format(
          "strict, and required lacks {}; it has to have every property",
          Quoted(property.key));
    }
  }
  if (required.empty()) return {};
  return fmt::format("strict, and required has {}, which is no property",
                     Quoted(*required.begin()));
}

}  // namespace

// Of parameters that hold nothing, nothing is asked.
std::string RootNotObject(const RefusalInput& input) {
  for (const PlacedSchema& placed : SchemasOf(input)) {
    if (placed.schema->members().empty() ||
        placed.schema->FindText("type") == "object" ||
        placed.schema->Find("$ref") != nullptr) {
      continue;
    }
    return fmt::format("{}: a schema has \"type\": \"object\" at its root",
                       PathOf(input, placed));
  }
  return {};
}

std::string ArrayWithoutItems(const RefusalInput& input) {
  return WalkAll(input, false, [](const JsonValue& schema) -> std::string {
    if (!HasType(schema, "array") || schema.Find("items") != nullptr ||
        schema.Find("prefixItems") != nullptr) {
      return {};
    }
    return "an array without items";
  });
}

std::string StrictAdditional(const RefusalInput& input) {
  return WalkAll(input, true, [](const JsonValue& schema) -> std::string {
    if (!HasType(schema, "object")) return {};
    const JsonValue* additional = schema.Find("additionalProperties");
    if (additional != nullptr && additional->Is(JsonKind::kBool) &&
        !additional->IsTrue()) {
      return {};
    }
    return "strict, and additionalProperties is not false";
  });
}

std::string StrictRequired(const RefusalInput& input) {
  return WalkAll(input, true, MissingRequired);
}

// https://platform.openai.com/docs/guides/structured-outputs lists them.
std::string StrictKeyword(const RefusalInput& input) {
  constexpr std::array<std::string_view, 8> kRefused = {
      "allOf", "not",  "dependentRequired", "dependentSchemas", "if", "then",
      "else",  "oneOf"};
  for (const PlacedSchema& placed : SchemasOf(input)) {
    if (placed.strict && placed.schema->Find("anyOf") != nullptr) {
      return fmt::format("{}: strict, and anyOf stands at the root",
                         PathOf(input, placed));
    }
  }
  return WalkAll(input, true, [&](const JsonValue& schema) -> std::string {
    for (const JsonMember& member : schema.members()) {
      if (IsOneOf(kRefused, member.key)) {
        return fmt::format("strict, and {} is not taken", member.key);
      }
    }
    return {};
  });
}

std::string StrictSize(const RefusalInput& input) {
  constexpr size_t kMostProperties = 5'000;
  constexpr size_t kMostValues = 1'000;
  for (const PlacedSchema& placed : SchemasOf(input)) {
    if (!placed.strict) continue;
    size_t properties = 0;
    size_t values = 0;
    auto count = [&](const JsonValue& schema) -> std::string {
      if (const JsonValue* all = schema.Find("properties")) {
        properties += all->members().size();
      }
      if (const JsonValue* all = schema.Find("enum")) {
        values += all->elements().size();
      }
      return {};
    };
    Walk(*placed.schema, {}, count);
    if (properties <= kMostProperties && values <= kMostValues) continue;
    return fmt::format(
        "{}: strict, with {} properties and {} values of enums; the most are "
        "{} and {}",
        PathOf(input, placed), properties, values, kMostProperties,
        kMostValues);
  }
  return {};
}

}  // namespace tokenfare::internal
