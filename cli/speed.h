// How fast a file is counted on this machine.

#ifndef TOKENFARE_CLI_SPEED_H_
#define TOKENFARE_CLI_SPEED_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::cli {

struct Speed {
  size_t bytes = 0;
  size_t tokens = 0;
  // Those that counted: fewer than allowed for a small file.
  size_t threads = 0;
  // Bytes in a microsecond, so 10^6 in a second.
  double cold_mb_per_s = 0;
  double warm_mb_per_s = 0;
};

// Counts the file at `path` ("-": standard input) in a process of its own, so
// that what was measured before does not make it faster, and takes the times.
// The text is in memory and one byte has been counted. Cold is the first pass,
// the start of its threads included; warm the median of further ones, three
// passes and half a second at least.
//
// Errors: as ReadInput; InvalidArgument for an empty file; Internal where the
// process fails. Requires that this process has no other thread.
absl::StatusOr<Speed> MeasureSpeed(const Encoding& encoding,
                                   const std::string& path, size_t threads);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_SPEED_H_
