// What the commands share of reading, writing and failing.

#ifndef TOKENFARE_CLI_IO_H_
#define TOKENFARE_CLI_IO_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::cli {

// The exit statuses of every command; the help texts and the man page say so.
inline constexpr int kExitSuccess = 0;
inline constexpr int kExitDoesNotFit = 1;
inline constexpr int kExitBadInput = 2;
inline constexpr int kExitUnknown = 3;

// Above this an input is refused rather than read: an endless file must end.
inline constexpr size_t kMostInputBytes = size_t{8} << 30;

// The whole of the file at `path`, byte for byte, or of standard input for "-".
// Errors name the file and what to do; ResourceExhausted over `most_bytes`.
absl::StatusOr<std::string> ReadInput(const std::string& path,
                                      size_t most_bytes = kMostInputBytes);

// An error where `path` is a directory.
absl::Status RefuseDirectory(const std::string& path);

// `path` as messages show it: "standard input" for "-".
std::string DisplayName(const std::string& path);

// An error that names the file where its text begins as UTF-16 or UTF-32.
absl::Status RefuseWideText(const std::string& path, std::string_view text);

// Appends to standard output. After a failed write the rest is dropped; main
// reports it, see CloseOutput.
void Print(std::string_view text);

// Whether printing has failed, so that a long loop can stop.
bool PrintFailed();

// Gives a standard stream that is closed a file that can neither be read nor
// written as that stream, so that no file opened later takes its number: an
// error message would be written into it. Call before any other function.
void KeepStandardStreams();

// Flushes standard output. An error where anything printed was not written: a
// full disk. (A closed pipe ends the program by SIGPIPE, silently, as it ends
// other tools.)
absl::Status CloseOutput();

// Prints "tokenfare: MESSAGE", one line whatever the message holds, on standard
// error and returns kExitBadInput. Where standard error is closed or full the
// message is lost; the exit status tells.
int Fail(std::string_view message);
int Fail(const absl::Status& status);

using internal::MessageOf;

// Prints "tokenfare: MESSAGE" in the same way, and goes on.
void Warn(std::string_view message);

// As Fail where memory may have run out: allocates nothing, and prints the
// message as it is.
int FailWithoutMemory(std::string_view message);

// What main() does around `run`, which gives the exit status: keeps the
// standard streams, flushes the output, and says what was thrown.
int RunProgram(int (*run)(int, char**), int argc, char** argv);

// `text` with control characters but newlines as \xNN: names that come from a
// request or a file must not steer the terminal.
std::string Printable(std::string_view text);

// The same with newlines as \n: for a name in a line.
std::string PrintableLine(std::string_view text);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_IO_H_
