#include "tokenfare/cli/batch_input.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/cli/input_text.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::cli {
namespace {

absl::Status CannotRead(const std::string& path, int error) {
  return absl::DataLossError(
      fmt::format("{}: {}", DisplayName(path), std::strerror(error)));
}

}  // namespace

absl::StatusOr<BatchInput> BatchInput::Open(const std::string& path) {
  if (IsStream(path)) {
    return absl::InvalidArgumentError(fmt::format(
        "--batch-input: {} can be read only once, and is read twice; give a "
        "file",
        DisplayName(path)));
  }
  const absl::Status file = RefuseDirectory(path);
  if (!file.ok()) return file;
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return CannotRead(path, errno);
  BatchInput input(path, descriptor);
  const absl::Status read =
      ForEachLine(path, kMaxBodyBytes,
                  [&](InputLine line) { return input.TakeLine(line); });
  if (!read.ok()) return read;
  if (input.places_.empty() && input.bad_lines_.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: empty; give the input file of the batch", DisplayName(path)));
  }
  return input;
}

BatchInput::BatchInput(BatchInput&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      places_(std::move(other.places_)),
      pairs_(std::move(other.pairs_)),
      bad_lines_(std::move(other.bad_lines_)) {}

BatchInput::~BatchInput() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status BatchInput::TakeLine(const InputLine& line) {
  const absl::Status added =
      pairs_.AddInput(line.text, line.number, places_.size());
  if (added.ok()) {
    places_.push_back({line.offset, line.text.size(), line.number});
    return absl::OkStatus();
  }
  if (IsBatchAnswer(line.text)) {
    return absl::InvalidArgumentError(fmt::format(
        "--batch-input: {}: line {}: an answer of a batch; give the input file "
        "here, and the answers as the lines to read",
        DisplayName(path_), line.number));
  }
  bad_lines_.push_back({line.number, MessageOf(added)});
  Fail(fmt::format("{}: line {}: {}", DisplayName(path_), line.number,
                   bad_lines_.back().error));
  return absl::OkStatus();
}

absl::StatusOr<std::string> BatchInput::ReadAgain(const Place& place) const {
  std::string text(place.size, '\0');
  size_t read = 0;
  while (read < text.size()) {
    const ssize_t more =
        pread(descriptor_, text.data() + read, text.size() - read,
              static_cast<off_t>(place.offset + read));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return CannotRead(path_, errno);
    if (more == 0) {
      return absl::DataLossError(fmt::format(
          "{}: line {} is gone: the file was changed while it was read",
          DisplayName(path_), place.line));
    }
    read += static_cast<size_t>(more);
  }
  return text;
}

absl::StatusOr<std::optional<BatchRequest>> BatchInput::RequestOf(
    const InputLine& answer) {
  const absl::StatusOr<std::optional<uint64_t>> found =
      pairs_.RequestOf(answer.text, answer.number);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return std::nullopt;
  const Place& place = places_[**found];
  absl::StatusOr<std::string> text = ReadAgain(place);
  if (!text.ok()) return text.status();
  return BatchRequest{*std::move(text), place.line};
}

absl::Status BatchInput::NamePlace(const BatchRequest& request,
                                   const absl::Status& error) const {
  constexpr std::string_view kRequest = "request: ";
  constexpr std::string_view kResponse = "response: ";
  const std::string whole(error.message());
  std::string_view message = whole;
  if (message.starts_with(kResponse)) {
    message.remove_prefix(kResponse.size());
    return absl::Status(error.code(), std::string(message));
  }
  if (!message.starts_with(kRequest)) return error;
  message.remove_prefix(kRequest.size());
  return absl::Status(error.code(),
                      fmt::format("its request, {}: line {}: {}",
                                  DisplayName(path_), request.line, message));
}

}  // namespace tokenfare::cli
