// Reads a whole file, with errors that say what to do.

#ifndef TOKENFARE_SUPPORT_READ_FILE_H_
#define TOKENFARE_SUPPORT_READ_FILE_H_

#include <cstddef>
#include <cstdio>
#include <string>

#include "absl/status/statusor.h"

namespace tokenfare::internal {

// The content of the file at `path`. NotFound where there is none or it is a
// directory, PermissionDenied where it cannot be opened, ResourceExhausted
// where it is larger than `most_bytes`, which is checked while reading, so an
// endless file ends too.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t most_bytes);

// Appends the rest of `file` to `content`, at least up to the first byte beyond
// `most_bytes` of it, where it stops soon. Returns errno where reading failed,
// otherwise 0. A small file takes little memory.
int ReadRest(std::FILE* file, size_t most_bytes, std::string& content);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_READ_FILE_H_
