// The version of the data that came with the program.

#ifndef TOKENFARE_PREFLIGHT_RULES_DATA_VERSION_H_
#define TOKENFARE_PREFLIGHT_RULES_DATA_VERSION_H_

#include <string_view>

namespace tokenfare::internal {

// "2026.11.29.1", of data/bundle.json.
std::string_view BuiltInDataVersionText();

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_DATA_VERSION_H_
