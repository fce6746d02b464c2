// Which data the command uses: those of --data, else those of the file that
// TOKENFARE_DATA names where they are newer than the program's, else the
// program's.

#ifndef TOKENFARE_CLI_DATA_SOURCE_H_
#define TOKENFARE_CLI_DATA_SOURCE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/data_bundle.h"

namespace tokenfare::cli {

// The bundle of that file. Says on standard error where it is older than the
// program's data, or holds what this program does not know.
absl::StatusOr<std::optional<DataBundle>> DataOfFile(const std::string& path);

// The bundle that the environment names; nothing where there is none, or the
// program's data are as new. An error where it cannot be used.
absl::StatusOr<std::optional<DataBundle>> DataOfEnvironment();

// What --version says of the data: "2026.11.29.1 (built in)".
std::string DataInUse();

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_DATA_SOURCE_H_
