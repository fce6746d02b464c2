// The lines of an input, one after another, without holding the input.

#ifndef TOKENFARE_CLI_INPUT_LINES_H_
#define TOKENFARE_CLI_INPUT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace tokenfare::cli {

struct InputLine {
  // From 1.
  size_t number;
  // The bytes of the input before it.
  uint64_t offset;
  std::string text;
};

// A line that is not what it should be.
struct BadLine {
  size_t line;
  std::string error;
};

// Calls `on_line` with each line of the input at `path` that is not blank; "-"
// is standard input. A byte order mark is left out. Of a line of more than
// `most_bytes` only so many and one more are given, so that an endless one
// takes no memory. Ends with the first error of `on_line`; other errors are
// those of ReadInput and RefuseWideText.
absl::Status ForEachLine(
    const std::string& path, size_t most_bytes,
    absl::FunctionRef<absl::Status(InputLine line)> on_line);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_INPUT_LINES_H_
