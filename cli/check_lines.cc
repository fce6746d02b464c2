#include "tokenfare/cli/check_lines.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/input_lines.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/lines_report.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/preflight/check_many.h"

namespace tokenfare::cli {
namespace {

// Gives lines to a stream of checks, and adds up the verdicts as they come.
class LinesChecker {
 public:
  LinesChecker(std::string name, const CheckOptions& options, size_t threads,
               LinesTally& found)
      : name_(std::move(name)),
        stream_(options, {.threads = threads}),
        found_(found) {}

  // Errors end all: those about an option, which are those of every line, and a
  // sum that is too large.
  absl::Status Add(size_t number, std::string line) {
    while (stream_.full()) {
      if (const absl::Status status = TakeVerdict(); !status.ok()) {
        return status;
      }
    }
    KeepBeginning(line);
    numbers_.emplace_back(number, line.size());
    stream_.Add(std::move(line));
    return absl::OkStatus();
  }

  absl::Status Finish() {
    while (!numbers_.empty()) {
      if (const absl::Status status = TakeVerdict(); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  // All lines, where none is a request and they are few: they may be one.
  const std::string& beginning() const { return beginning_; }

 private:
  absl::Status TakeVerdict() {
    const auto [number, bytes] = numbers_.front();
    numbers_.pop_front();
    const absl::StatusOr<Verdict> verdict = *stream_.Next();
    if (!OptionAtFault(verdict.status()).empty()) return verdict.status();
    if (found_.Add(number, bytes, verdict)) return absl::OkStatus();
    return absl::OutOfRangeError(fmt::format(
        "{}: line {}: the total is larger than can be added up; split the file",
        name_, number));
  }

  void KeepBeginning(std::string_view line) {
    constexpr size_t kMostKept = size_t{1} << 20;
    keeps_ = keeps_ && found_.lines.empty() &&
             beginning_.size() + line.size() < kMostKept;
    if (!keeps_) {
      beginning_ = std::string();
      return;
    }
    beginning_ += line;
    beginning_ += '\n';
  }

  const std::string name_;
  CheckStream stream_;
  LinesTally& found_;
  // Of the lines that are ahead of the verdicts, and their sizes.
  std::deque<std::pair<size_t, size_t>> numbers_;
  std::string beginning_;
  bool keeps_ = true;
};

}  // namespace

int CheckLines(const std::string& file, const CheckOptions& options,
               size_t threads, const std::optional<Money>& budget, bool json) {
  LinesTally found(budget, options.epochs);
  LinesChecker checker(DisplayName(file), options, threads, found);
  absl::Status status =
      ForEachLine(file, options.limits.body_bytes, [&](InputLine line) {
        return checker.Add(line.number, std::move(line.text));
      });
  if (status.ok()) status = checker.Finish();
  if (!status.ok()) {
    return Fail(OptionMessage(status).value_or(MessageOf(status)));
  }
  if (found.lines.empty() && found.bad_lines.empty()) {
    return Fail(
        fmt::format("{}: empty; give one request per line", DisplayName(file)));
  }
  if (found.lines.empty() && found.bad_lines.size() > 1 &&
      Check(checker.beginning(), options).ok()) {
    return Fail(
        fmt::format("{}: one request on many lines; give the file without "
                    "--jsonl, or put each request on one line",
                    DisplayName(file)));
  }
  Print(json ? LinesJson(found) : Printable(LinesReport(found)));
  for (const UnreadLine& line : found.bad_lines) {
    Fail(fmt::format("{}: line {}: {}", DisplayName(file), line.number,
                     line.error));
  }
  if (!found.bad_lines.empty()) {
    return Fail(Count(found.bad_lines.size(), "line is", "lines are") +
                " no valid request and in no figure");
  }
  return found.ExitStatus();
}

}  // namespace tokenfare::cli
