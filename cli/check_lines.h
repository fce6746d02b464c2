// Checks many requests, one per line, and adds up what they cost.

#ifndef TOKENFARE_CLI_CHECK_LINES_H_
#define TOKENFARE_CLI_CHECK_LINES_H_

#include <cstddef>
#include <optional>
#include <string>

#include "tokenfare/preflight/check.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::cli {

// Checks each line of `file` ("-" is standard input) by up to `threads` threads
// (0 for one per processor) and prints the total, the
// most expensive request, and the first with which `budget` may be exceeded.
// Returns the exit status: success where all requests fit and the budget, if
// any, holds; kExitUnknown where that is not known; a line that is no valid
// request is reported with its number, and the others count.
int CheckLines(const std::string& file, const CheckOptions& options,
               size_t threads, const std::optional<Money>& budget, bool json);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_CHECK_LINES_H_
