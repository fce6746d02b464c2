// The file of --log.

#ifndef TOKENFARE_CLI_VERIFY_COUNT_LOG_H_
#define TOKENFARE_CLI_VERIFY_COUNT_LOG_H_

#include <string>

#include "absl/status/status.h"

namespace tokenfare::cli {

class CountLog {
 public:
  CountLog() = default;
  ~CountLog();
  CountLog(const CountLog&) = delete;
  CountLog& operator=(const CountLog&) = delete;

  // Opens the file, or makes one that only its owner reads.
  absl::Status Open(const std::string& path);

  // Appends `line` and a newline, or nothing. Nothing where none is open.
  absl::Status Append(std::string line);

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_VERIFY_COUNT_LOG_H_
