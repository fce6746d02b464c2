#include "tokenfare/cli/speed.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {
namespace {

constexpr size_t kLeastWarmPasses = 3;
constexpr double kWarmSeconds = 0.5;

// What the measuring process answers begins with one of these; a Speed, or a
// message, follows.
constexpr char kMeasured = 'M';
constexpr char kFailed = 'F';

// One pass over `text`, in seconds.
double Pass(const Encoding& encoding, std::string_view text, Speed& speed) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  speed.tokens = encoding.CountParallel(text, speed.threads);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Speed Measure(const Encoding& encoding, std::string_view text, size_t threads) {
  Speed speed;
  speed.bytes = text.size();
  speed.threads = Encoding::ThreadsFor(text.size(), threads);
  encoding.Count("x");
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  speed.cold_mb_per_s = megabytes / Pass(encoding, text, speed);
  std::vector<double> warm;
  double seconds = 0;
  while (warm.size() < kLeastWarmPasses || seconds < kWarmSeconds) {
    warm.push_back(Pass(encoding, text, speed));
    seconds += warm.back();
  }
  const auto median = warm.begin() + static_cast<ptrdiff_t>(warm.size() / 2);
  std::nth_element(warm.begin(), median, warm.end());
  speed.warm_mb_per_s = megabytes / *median;
  return speed;
}

// The answer of the measuring process. The text is read, not mapped: reading a
// file for the first time is not what is measured.
std::string Answer(const Encoding& encoding, const std::string& path,
                   size_t threads) {
  try {
    const absl::StatusOr<std::string> text = ReadInput(path);
    if (!text.ok()) return kFailed + MessageOf(text.status());
    if (text->empty()) {
      return kFailed + fmt::format("{}: is empty, there is nothing to measure",
                                   DisplayName(path));
    }
    const Speed speed = Measure(encoding, *text, threads);
    std::string answer(1 + sizeof(Speed), kMeasured);
    std::memcpy(answer.data() + 1, &speed, sizeof(Speed));
    return answer;
  } catch (const std::exception& error) {  // std::bad_alloc
    return kFailed + fmt::format("{}: {}", DisplayName(path), error.what());
  }
}

void WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

std::string ReadAll(int descriptor) {
  std::string bytes;
  char buffer[512];
  while (true) {
    const ssize_t got = read(descriptor, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
  }
}

absl::Status SystemError(std::string_view what) {
  return absl::InternalError(fmt::format("{}: {}", what, std::strerror(errno)));
}

}  // namespace

absl::StatusOr<Speed> MeasureSpeed(const Encoding& encoding,
                                   const std::string& path, size_t threads) {
  int ends[2];
  if (pipe(ends) != 0) return SystemError("pipe");
  const pid_t child = fork();
  if (child < 0) {
    const absl::Status error = SystemError("fork");
    close(ends[0]);
    close(ends[1]);
    return error;
  }
  if (child == 0) {
    close(ends[0]);
    WriteAll(ends[1], Answer(encoding, path, threads));
    _exit(0);
  }
  close(ends[1]);
  const std::string answer = ReadAll(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (answer.size() == 1 + sizeof(Speed) && answer[0] == kMeasured) {
    Speed speed;
    std::memcpy(&speed, answer.data() + 1, sizeof(Speed));
    return speed;
  }
  if (!answer.empty() && answer[0] == kFailed) {
    return absl::InvalidArgumentError(answer.substr(1));
  }
  return absl::InternalError(fmt::format(
      "{}: the process that measured it ended early{}", DisplayName(path),
      WIFSIGNALED(status) ? fmt::format(", by signal {}", WTERMSIG(status))
                          : ""));
}

}  // namespace tokenfare::cli
