// Writes JSON documents.

#ifndef TOKENFARE_JSON_WRITER_H_
#define TOKENFARE_JSON_WRITER_H_

#include <optional>
#include <string>

#include "nlohmann/json.hpp"

namespace tokenfare::internal {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value.has_value() ? Json(*value) : Json(nullptr);
}

// Indented, ending in a newline; ill-formed UTF-8 becomes U+FFFD.
std::string DocumentText(const Json& document);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_WRITER_H_
