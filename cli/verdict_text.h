// A verdict as text for people.

#ifndef TOKENFARE_CLI_VERDICT_TEXT_H_
#define TOKENFARE_CLI_VERDICT_TEXT_H_

#include <string>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare::cli {

// Input by part, output, share of the window, cost, verdict, warnings and
// assumptions, in this order. Of very many parts the middle ones are one line.
std::string VerdictText(const Verdict& verdict);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_VERDICT_TEXT_H_
