// Where in a JSON text something stands, for error messages. The text need not
// be well-formed: it is often the reason for the message.

#ifndef TOKENFARE_JSON_PLACE_H_
#define TOKENFARE_JSON_PLACE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace tokenfare::internal {

// The JSON path of the value at byte `offset`, as far as the text before it
// tells: "$.messages[3].content". Keys that are not names are quoted. A path of
// over 200 bytes is shortened in the middle. Linear in the offset.
std::string JsonPathAt(std::string_view text, size_t offset);

// Both from 1, columns in bytes; 0 for no place.
struct JsonPlace {
  size_t line = 0;
  size_t column = 0;
};
JsonPlace PlaceAt(std::string_view text, size_t offset);
// "line 3, column 14".
std::string PlaceText(const JsonPlace& place);

// The first byte at which `text` is not well-formed UTF-8; its size if it is.
size_t FirstIllFormedByte(std::string_view text);

// The first control character inside a string, or else the opening quote of a
// string that never ends; the text's size if there is neither.
size_t FirstStringFault(std::string_view text);

// `text` between quotes for a message: printable ASCII, cut after 60 bytes.
std::string Quoted(std::string_view text);

// `.key`, or `["odd key"]` where the key is no plain name.
std::string PathStep(std::string_view key);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_JSON_PLACE_H_
