// How the command prints JSON that it puts together itself.

#ifndef TOKENFARE_CLI_JSON_TEXT_H_
#define TOKENFARE_CLI_JSON_TEXT_H_

#include <string>

#include "nlohmann/json_fwd.hpp"

namespace tokenfare::cli {

// `json` over several lines, with a newline at its end. Ill-formed UTF-8, which
// file names may hold, becomes U+FFFD.
std::string JsonText(const nlohmann::ordered_json& json);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_JSON_TEXT_H_
