// JSON inside a string of the request: arguments of calls, results of tools.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_EMBEDDED_JSON_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_EMBEDDED_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tokenfare/json/document.h"
#include "tokenfare/json/text.h"

namespace tokenfare::internal {

// `text`, read as one JSON value of any kind. Linear.
class EmbeddedJson {
 public:
  // Keeps `text`, which must outlive the object.
  explicit EmbeddedJson(std::string_view text);

  bool IsJson() const { return value_ != nullptr; }
  // Requires IsJson().
  std::string Text(const JsonTextStyle& style) const;
  // Whatever writes the text anew writes the same: no character beyond ASCII,
  // which some escape, and no number such as 1e5 or 1.0, which some write
  // otherwise. True for text that is not JSON if it is ASCII.
  bool HasOneForm() const;

 private:
  std::string_view text_;
  // An array around the value.
  std::optional<JsonDocument> document_;
  const JsonValue* value_ = nullptr;
};

// The bytes of numbers in `value` that not every writer writes as they stand
// (1.50, 1e3, 10^26). Linear.
int64_t UnusualNumberBytes(const JsonValue& value);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_JSON_SCHEMA_EMBEDDED_JSON_H_
