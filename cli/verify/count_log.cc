// Several programs may append to one file: each locks it for a line, and takes
// back what it could not write whole.

#include "tokenfare/cli/verify/count_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fmt/format.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {

CountLog::~CountLog() {
  if (file_ >= 0) close(file_);
}

absl::Status CountLog::Open(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0600;
  path_ = path;
  file_ =
      open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (file_ >= 0) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("--log: {}: {}", DisplayName(path_), std::strerror(errno)));
}

absl::Status CountLog::Append(std::string line) {
  if (file_ < 0) return absl::OkStatus();
  line += '\n';
  flock(file_, LOCK_EX);
  const off_t end = lseek(file_, 0, SEEK_END);
  const ssize_t written = write(file_, line.data(), line.size());
  const int error = written < 0 ? errno : ENOSPC;
  const bool is_whole = written == static_cast<ssize_t>(line.size());
  const bool is_back =
      is_whole || written <= 0 || (end >= 0 && ftruncate(file_, end) == 0);
  flock(file_, LOCK_UN);
  if (is_whole) return absl::OkStatus();
  return absl::UnavailableError(
      fmt::format("--log: {}: {}{}", DisplayName(path_), std::strerror(error),
                  is_back ? "" : "; its last line is cut"));
}

}  // namespace tokenfare::cli
