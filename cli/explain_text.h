// The prompt that a request becomes, for people.

#ifndef TOKENFARE_CLI_EXPLAIN_TEXT_H_
#define TOKENFARE_CLI_EXPLAIN_TEXT_H_

#include <string>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare::cli {

// Each part of the request with its tokens, its rule and the texts that it puts
// into the prompt, line by line behind a bar. Requires verdict.explained.
std::string ExplainText(const Verdict& verdict);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_EXPLAIN_TEXT_H_
