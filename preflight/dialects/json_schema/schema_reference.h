// Follows the references of a JSON Schema to parts of itself ("#/$defs/Item").

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_REFERENCE_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_REFERENCE_H_

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// Serves one thread. `root` must outlive it.
class SchemaReferences {
 public:
  explicit SchemaReferences(const JsonValue& root) : root_(root) {}

  // What the JSON pointer `reference` means; null where it leads nowhere or out
  // of the schema. Constant time for each step of the pointer, whatever the
  // number of definitions.
  const JsonValue* Resolve(std::string_view reference);

 private:
  using Index = absl::flat_hash_map<std::string, const JsonValue*>;

  const JsonValue* Member(const JsonValue& object, const std::string& key);

  const JsonValue& root_;
  absl::flat_hash_map<const JsonValue*, Index> indexes_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_REFERENCE_H_
