#include "tokenfare/support/read_file.h"

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
  constexpr size_t kChunk = size_t{1} << 20;
  while (true) {
    const size_t old_size = content.size();
    content.resize(old_size + kChunk);
    const size_t read =
        std::fread(content.data() + old_size, 1, kChunk, file.get());
    content.resize(old_size + read);
    if (std::ferror(file.get()) != 0) return OpenError(path, errno);
    if (content.size() > most_bytes) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: larger than {} bytes", path, most_bytes));
    }
    if (read < kChunk) return content;
  }
}

}  // namespace tokenfare::internal
