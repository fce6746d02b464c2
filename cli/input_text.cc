#include "tokenfare/cli/input_text.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {
namespace {

// Closes a file at the end of its life. A mapping does not need it open.
struct OpenFile {
  explicit OpenFile(const std::string& path)
      : descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor >= 0) close(descriptor);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  const int descriptor;
};

bool IsLargeFile(const struct stat& status) {
  return S_ISREG(status.st_mode) &&
         static_cast<uint64_t>(status.st_size) >= kMapBytes;
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

absl::Status ReadError(const std::string& path, int error) {
  return absl::DataLossError(fmt::format(
      "{}: {}", DisplayName(path), std::strerror(error == 0 ? EIO : error)));
}

// The mapped file, or an empty view where it has to be read: it is small, a
// pipe or a device, or there is something wrong, which reading will tell.
std::string_view Map(const std::string& path) {
  // Asked before it is opened: to open a pipe and close it again would end the
  // program that writes to it.
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || !IsLargeFile(status)) return {};
  const OpenFile file(path);
  if (file.descriptor < 0 || fstat(file.descriptor, &status) != 0 ||
      !IsLargeFile(status)) {
    return {};
  }
  const auto size = static_cast<size_t>(status.st_size);
  void* const mapped =
      mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.descriptor, 0);
  if (mapped == MAP_FAILED) return {};
  // Read ahead of the threads; only advice, so failure is no error.
  madvise(mapped, size, MADV_SEQUENTIAL);
  return {static_cast<const char*>(mapped), size};
}

}  // namespace

bool IsStream(const std::string& path) {
  if (path == "-") return true;
  struct stat status;
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISDIR(status.st_mode);
}

absl::Status ReadInParts(const std::string& path,
                         absl::FunctionRef<bool(std::string_view)> on_part) {
  constexpr size_t kPartBytes = size_t{256} << 10;
  std::unique_ptr<std::FILE, CloseFile> opened;
  std::FILE* file = stdin;
  if (path != "-") {
    opened.reset(std::fopen(path.c_str(), "rb"));
    file = opened.get();
    if (file == nullptr) return ReadError(path, errno);
  }
  std::vector<char> part(kPartBytes);
  while (true) {
    errno = 0;
    const size_t read = std::fread(part.data(), 1, part.size(), file);
    if (std::ferror(file) != 0) return ReadError(path, errno);
    if (read > 0 && !on_part({part.data(), read})) return absl::OkStatus();
    if (read < part.size() || std::feof(file) != 0) return absl::OkStatus();
  }
}

absl::StatusOr<InputText> InputText::Open(const std::string& path) {
  if (path != "-") {
    const std::string_view mapped = Map(path);
    if (mapped.data() != nullptr) return InputText(mapped);
  }
  absl::StatusOr<std::string> content = ReadInput(path);
  if (!content.ok()) return content.status();
  return InputText(*std::move(content));
}

InputText::~InputText() {
  if (is_mapped()) munmap(const_cast<char*>(mapped_.data()), mapped_.size());
}

}  // namespace tokenfare::cli
