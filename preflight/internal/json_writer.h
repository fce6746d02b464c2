// Parts of the documents that preflight writes as JSON. The schemas beside
// ../verdict.schema.json describe them.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_JSON_WRITER_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_JSON_WRITER_H_

#include <optional>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

Json ToJson(const std::vector<Finding>& findings);
Json ToJson(const TokenRange& range);

// `explained`: with the texts of each part.
Json ToJson(const std::vector<PartTokens>& parts, bool explained);

// Indented, ending in a newline; ill-formed UTF-8 becomes U+FFFD.
std::string DocumentText(const Json& document);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_JSON_WRITER_H_
