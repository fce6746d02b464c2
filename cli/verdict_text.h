// A verdict as text for people.

#ifndef TOKENFARE_CLI_VERDICT_TEXT_H_
#define TOKENFARE_CLI_VERDICT_TEXT_H_

#include <string>
#include <vector>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare::cli {

// Input by part, output, share of the window, cost, verdict, warnings and
// assumptions, in this order. Of very many parts the middle ones are one line.
std::string VerdictText(const Verdict& verdict);

// A list, one item a finding.
std::string FindingsText(const std::vector<Finding>& findings);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_VERDICT_TEXT_H_
