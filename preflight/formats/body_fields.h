// What the formats read alike from a body.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_BODY_FIELDS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_BODY_FIELDS_H_

#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/lazy_path.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/conversation.h"

namespace tokenfare::internal {

// A member that is there and not null; otherwise null.
const JsonValue* Given(const JsonValue& object, std::string_view key);
bool IsTrue(const JsonValue& object, std::string_view key);
bool IsFalse(const JsonValue& object, std::string_view key);
// The number as it was written; empty where it is none.
NumberText NumberOf(const JsonValue& object, std::string_view key);

// Whether `value` holds the word, in any text or name of a member. Linear.
bool HoldsWord(const JsonValue& value, std::string_view word);

// The role that `json` at `path` states, which is one of `taken`.
absl::StatusOr<Role> ReadRole(const JsonValue& json, const LazyPath& path,
                              std::span<const Role> taken);

// The choice of tools that the word `choice` stands for: auto, none or
// required. `otherwise` says in the error what an object names: "a tool".
absl::StatusOr<ToolChoice::Kind> ReadChoiceWord(std::string_view choice,
                                                const LazyPath& path,
                                                std::string_view otherwise);

// Warns of tools that have the same name. The API was seen to accept them, and
// which is called nobody knows.
void WarnOfRepeatedNames(Conversation& conversation);

// The path of a node by its format's writer, written where a message needs it.
template <PathWriter kWrite>
struct LazyOriginPath {
  Origin origin;
  std::string Write() const { return kWrite(origin, Field::kItself); }
};

// What a property of a node adds to the node's path.
struct PropertyPath {
  uint32_t place;
  Field field;
  std::string_view path;
};

// The path of a place: `nodes` has that of each kind of node, "#" for an index,
// by Origin::place.
std::string PathFrom(std::span<const std::string_view> nodes,
                     std::span<const PropertyPath> properties,
                     const Origin& origin, Field field);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_BODY_FIELDS_H_
