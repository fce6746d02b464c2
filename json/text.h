// Writes JSON values as the text that a prompt holds.

#ifndef TOKENFARE_JSON_TEXT_H_
#define TOKENFARE_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

struct JsonTextStyle {
  std::string_view comma = ",";
  std::string_view colon = ":";
  // Characters beyond ASCII as \uXXXX.
  bool ascii_only = false;
};

inline constexpr JsonTextStyle kCompactJson{};
// Python's json.dumps.
inline constexpr JsonTextStyle kSpacedJson{", ", ": ", false};
inline constexpr JsonTextStyle kSpacedAsciiJson{", ", ": ", true};
inline constexpr JsonTextStyle kCompactAsciiJson{",", ":", true};

// `value` on one line; numbers as they were written. Linear.
std::string JsonText(const JsonValue& value, const JsonTextStyle& style);

// `text` as a JSON string, quotes included. Appends to `out`.
void AppendJsonString(std::string_view text, const JsonTextStyle& style,
                      std::string* out);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_TEXT_H_
