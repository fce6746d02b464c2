#include "tokenfare/cli/io.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "fmt/format.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/support/text_encoding.h"

namespace tokenfare::cli {
namespace {

// The errno of the first write that failed, 0 while all is well.
int write_error = 0;

absl::StatusOr<std::string> ReadStandardInput(size_t most_bytes) {
  std::string content;
  const int error = internal::ReadRest(stdin, most_bytes, content);
  if (error != 0) {
    return absl::DataLossError(
        fmt::format("standard input: {}", std::strerror(error)));
  }
  if (content.size() > most_bytes) {
    return absl::ResourceExhaustedError(
        fmt::format("standard input: larger than {} bytes", most_bytes));
  }
  return content;
}

// What standard error does not take is dropped: there is nowhere to say so.
void PrintError(std::string_view text) {
  // What was printed before belongs before the message where both streams go
  // to one file.
  if (std::fflush(stdout) != 0 && write_error == 0) write_error = errno;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

// The length of the control character at `at`, 0 where there is none. C1
// controls are two bytes of UTF-8; some terminals obey them too.
size_t ControlLength(std::string_view text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if ((byte < 0x20 && byte != '\n') || byte == 0x7f) return 1;
  if (byte != 0xc2 || at + 1 == text.size()) return 0;
  return static_cast<unsigned char>(text[at + 1]) < 0xa0 ? 2 : 0;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& path,
                                      size_t most_bytes) {
  if (path == "-") return ReadStandardInput(most_bytes);
  const absl::Status file = RefuseDirectory(path);
  if (!file.ok()) return file;
  return internal::ReadFile(path, most_bytes);
}

absl::Status RefuseDirectory(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return absl::OkStatus();
  return absl::NotFoundError(fmt::format(
      "{}: is a directory; name the files in it, as in {}/*", path, path));
}

std::string DisplayName(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

absl::Status RefuseWideText(const std::string& path, std::string_view text) {
  const std::string_view wide = internal::WideEncodingOf(text);
  if (wide.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format(
      "{}: {}", DisplayName(path), internal::WideEncodingError(wide)));
}

void Print(std::string_view text) {
  if (write_error != 0 || text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) < text.size()) {
    write_error = errno;
  }
}

bool PrintFailed() { return write_error != 0; }

void KeepStandardStreams() {
  // In the wrong direction, so that a use of it fails as of a closed stream.
  constexpr std::array<int, 3> kModes = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int stream = 0; stream < 3; ++stream) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // Takes the least number that is free, which is this one. Without
    // /dev/null the stream stays closed.
    static_cast<void>(open("/dev/null", kModes[static_cast<size_t>(stream)]));
  }
}

absl::Status CloseOutput() {
  if (std::fflush(stdout) != 0 && write_error == 0) write_error = errno;
  // The parser prints help by std::cout, whose failures show only here.
  if (std::ferror(stdout) != 0 && write_error == 0) write_error = EIO;
  if (write_error == 0) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("standard output: {}", std::strerror(write_error)));
}

void Warn(std::string_view message) {
  PrintError(fmt::format("tokenfare: {}\n", PrintableLine(message)));
}

int Fail(std::string_view message) {
  Warn(message);
  return kExitBadInput;
}

int FailWithoutMemory(std::string_view message) {
  PrintError("tokenfare: ");
  PrintError(message);
  PrintError("\n");
  return kExitBadInput;
}

int Fail(const absl::Status& status) { return Fail(MessageOf(status)); }

std::string Printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t control = ControlLength(text, at);
    if (control == 0) shown += text[at++];
    for (size_t i = 0; i < control; ++i) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at++]));
    }
  }
  return shown;
}

std::string PrintableLine(std::string_view text) {
  std::string line;
  for (const char character : Printable(text)) {
    if (character == '\n') {
      line += "\\n";
    } else {
      line += character;
    }
  }
  return line;
}

int RunProgram(int (*run)(int, char**), int argc, char** argv) {
  KeepStandardStreams();
  try {
    const int exit_status = run(argc, argv);
    const absl::Status closed = CloseOutput();
    return closed.ok() ? exit_status : Fail(closed);
  } catch (const std::bad_alloc&) {
    return FailWithoutMemory("out of memory; give a smaller input");
  } catch (const std::exception& error) {
    return Fail(error.what());
  }
}

}  // namespace tokenfare::cli
