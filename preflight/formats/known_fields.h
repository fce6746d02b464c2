// The fields that a format knows, at every level of its bodies, so that a
// mistyped name is noticed: `mesages`, `paramters`, `desciption`, `strct`.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// A set of JsonKinds.
using JsonKinds = unsigned;
constexpr JsonKinds Only(JsonKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

struct FieldLevel;

struct KnownField {
  std::string_view name;
  // What its object, or each object of its array, is; null where it holds what
  // the user likes, or a plain value.
  const FieldLevel* below = nullptr;
  // What it may be besides null; 0 where that is not checked here.
  JsonKinds kinds = 0;
  // Not in the reference. Requests with it were accepted and billed as if it
  // were not there: a warning, but no doubt.
  bool ignored = false;
};

// Objects that their `type` tells apart.
struct TypedLevel {
  std::string_view type;
  const FieldLevel* level;
};

struct FieldLevel {
  // Sorted by name.
  std::span<const KnownField> fields = {};
  // Instead of fields: the level of an object with the `type` and a field of
  // that name. Others are looked at by whoever reads them.
  std::span<const TypedLevel> types = {};
  // The same of objects whose fields stand beside their `type`; and the level
  // of one without a type.
  std::span<const TypedLevel> flat_types = {};
  const FieldLevel* untyped = nullptr;
  // Instead of fields: all members, by names of the user's, are of this level.
  const FieldLevel* members = nullptr;
};

// Not defined: what calls it does not compile.
void FieldsAreNotSortedByName();

// The level of objects with these fields.
consteval FieldLevel LevelOf(std::span<const KnownField> fields) {
  for (size_t i = 1; i < fields.size(); ++i) {
    if (fields[i].name <= fields[i - 1].name) FieldsAreNotSortedByName();
  }
  return {.fields = fields};
}

// JSON Schemas may hold keywords of anybody's: names near to a keyword are
// warned of only, and their values are not returned, since the renderers of
// schemas know what they did not expect.
extern const FieldLevel kSchemaFields;

struct UnknownField {
  const JsonValue* value;
  // The element of the turns' list in which it stands, if it is a field of the
  // turn itself.
  static constexpr size_t kNoTurn = static_cast<size_t>(-1);
  size_t turn = kNoTurn;
};

// Warns of each field below `root` that its level does not have, up to
// kMostWarnings warnings, and returns the values of those that the prompt may
// hold all the same; those of `root` itself are none. `turn` is the level of
// the elements of the list of turns. InvalidArgument where a field is of
// another kind than it may be. Linear in the body; values live as long as it.
absl::StatusOr<std::vector<UnknownField>> CheckFields(
    const JsonValue& root, const FieldLevel& body, const FieldLevel& turn,
    std::vector<Finding>& warnings);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_KNOWN_FIELDS_H_
