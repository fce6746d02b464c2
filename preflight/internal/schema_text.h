// Texts about a JSON Schema between which its rendering in a prompt lies. The
// exact rendering is TypeScript-like; these bound and approximate it.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_SCHEMA_TEXT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_SCHEMA_TEXT_H_

#include <cstdint>
#include <string>

#include "tokenfare/preflight/internal/json_value.h"

namespace tokenfare::internal {

// What every rendering holds: names and descriptions of properties, a line
// each. Linear.
std::string SchemaWords(const JsonValue& schema);

// About what the rendering is: a property a line, descriptions as comments.
// References to parts of the schema itself are followed while the text is
// shorter than four times the schema. Linear.
std::string SchemaSketch(const JsonValue& schema);

// How many bytes longer than its JSON text a rendering of the schema may be,
// because it repeats parts: each reference by what it refers to, each list of
// types by the text of its schema. At most kTokensUnbounded. A reference to a
// schema that holds it counts once. Linear in the schema.
int64_t RepeatedBytes(const JsonValue& schema);

// The lines in all strings of `value`, each of which may become a comment.
int64_t LineBreaks(const JsonValue& value);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_SCHEMA_TEXT_H_
