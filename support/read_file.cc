#include "tokenfare/support/read_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

absl::Status OpenError(const std::string& path, int error) {
  const std::string message = fmt::format("{}: {}", path, std::strerror(error));
  if (error == EACCES || error == EPERM) {
    return absl::PermissionDeniedError(message);
  }
  return absl::NotFoundError(message);
}

// How many bytes to ask for at once: room is filled with zeros first, which is
// what reading a short text would cost most.
constexpr size_t kLeastRoom = size_t{16} << 10;
constexpr size_t kMostRoom = size_t{1} << 20;

// A file's size and a byte more, so that the first read meets the end; a pipe's
// is not known.
size_t FirstRoom(std::FILE* file, size_t most_bytes) {
  struct stat status;
  if (fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_size <= 0) {
    return kLeastRoom;
  }
  return std::min(static_cast<size_t>(status.st_size), most_bytes) + 1;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t most_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return absl::NotFoundError(fmt::format("{}: is a directory", path));
  }
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return OpenError(path, errno);
  std::string content;
  const int error = ReadRest(file.get(), most_bytes, content);
  if (error != 0) return OpenError(path, error);
  if (content.size() > most_bytes) {
    return absl::ResourceExhaustedError(
        fmt::format("{}: larger than {} bytes", path, most_bytes));
  }
  return content;
}

int ReadRest(std::FILE* file, size_t most_bytes, std::string& content) {
  size_t room = FirstRoom(file, most_bytes);
  while (true) {
    const size_t old_size = content.size();
    content.resize(old_size + room);
    const size_t read = std::fread(content.data() + old_size, 1, room, file);
    content.resize(old_size + read);
    if (std::ferror(file) != 0) return errno == 0 ? EIO : errno;
    if (read < room || content.size() > most_bytes) return 0;
    room = std::clamp(content.size(), kLeastRoom, kMostRoom);
  }
}

}  // namespace tokenfare::internal
