// How long a JSON Schema is, as written and with all that it repeats.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_SIZE_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_SIZE_H_

#include <cstdint>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// About the bytes of the JSON text, never fewer unless characters are escaped.
// Linear.
int64_t BytesAsWritten(const JsonValue& value);

// The same with each reference replaced by what it refers to and the schema
// repeated for each type in a list, at most kTokensUnbounded. A reference to a
// schema that holds it counts once. Linear in the schema.
int64_t BytesWrittenOut(const JsonValue& schema);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_SCHEMA_SIZE_H_
