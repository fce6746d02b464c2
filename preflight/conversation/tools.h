// What the model may call, and what its reply must look like.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_TOOLS_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_TOOLS_H_

#include <cstdint>
#include <string_view>

#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/origin.h"

namespace tokenfare::internal {

struct Tool {
  enum class Kind : uint8_t { kFunction, kCustom, kHosted };
  Kind kind = Kind::kFunction;
  // Of functions: the model may call it with arguments that fit the schema
  // only.
  bool strict = false;
  // The provider takes every property of the schema for required, because the
  // function is strict, or where that is what it makes of one that does not
  // say.
  bool requires_all = false;
  // Not made known to the model before it is looked for.
  bool deferred = false;
  Origin origin = {};
  // Of a hosted tool: its type ("web_search").
  std::string_view name = {};
  std::string_view description = {};
  // A JSON Schema; null where the function takes nothing.
  const JsonValue* parameters = nullptr;
  // Of custom and hosted tools: all that the body says of it. Else null.
  const JsonValue* definition = nullptr;
};

struct ToolChoice {
  // kOther: of a form that the rules do not know.
  enum class Kind : uint8_t {
    kUnstated,
    kAuto,
    kNone,
    kRequired,
    kNamed,
    kAllowed,  // some of the tools only
    kOther
  };
  Kind kind = Kind::kUnstated;
  // Stated as a choice of functions, in the form before there were tools.
  bool legacy = false;
  Origin origin = {};
  std::string_view name = {};
};

// What the reply must be.
struct OutputContract {
  // kOther: of a type that the rules do not know.
  enum class Kind : uint8_t { kText, kJsonObject, kJsonSchema, kOther };
  Kind kind = Kind::kText;
  bool strict = false;
  Origin origin = {};
  // Of kJsonSchema.
  std::string_view name = {};
  std::string_view description = {};
  // A JSON Schema, or whatever stands in its place; null where nothing does.
  const JsonValue* schema = nullptr;
  // Of kOther: all that the body says of it. Else null.
  const JsonValue* definition = nullptr;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_TOOLS_H_
