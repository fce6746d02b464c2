// Options whose value is a number of tokens, of calls or of threads.

#ifndef TOKENFARE_CLI_NUMBER_OPTION_H_
#define TOKENFARE_CLI_NUMBER_OPTION_H_

#include <cstdint>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"

namespace tokenfare::cli {

// Declares the option `name` on `parser`, which sets `number`; that must
// outlive the parsing. As the parser's own conversion, but decimal only: "010"
// is ten. `what` stands in the error message, with a number for an example:
// "tokens", "2048".
void AddNumberOption(CLI::App& parser, const std::string& name,
                     std::optional<uint64_t>& number, const std::string& help,
                     const std::string& what = "tokens",
                     const std::string& example = "2048");

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_NUMBER_OPTION_H_
