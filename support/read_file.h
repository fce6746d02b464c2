// Reads a whole file, with errors that say what to do.

#ifndef TOKENFARE_SUPPORT_READ_FILE_H_
#define TOKENFARE_SUPPORT_READ_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace tokenfare::internal {

// The content of the file at `path`. NotFound where there is none or it is a
// directory, PermissionDenied where it cannot be opened, ResourceExhausted
// where it is larger than `most_bytes`, which is checked while reading, so an
// endless file ends too.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t most_bytes);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_READ_FILE_H_
