// Tools in the forms of other APIs, which are errors here.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_TOOL_H_
#define TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_TOOL_H_

#include <string>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

// "; a tool of Gemini's API has that form, ..." where `json`, an entry of
// `tools` that lacks what it needs, has the form of another API's; otherwise
// empty. `flat` where the fields of a function stand beside its type here.
std::string NameForeignTool(const JsonValue& json, bool flat = false);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_TOOL_H_
