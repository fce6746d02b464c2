// What the lines of a file are together, for people and for programs.

#ifndef TOKENFARE_CLI_LINES_REPORT_H_
#define TOKENFARE_CLI_LINES_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/batch_tally.h"
#include "tokenfare/preflight/request_tally.h"

namespace tokenfare::cli {

struct UnreadLine {
  size_t number;
  std::string error;
};

// A tally whose requests are the good lines of a file.
struct LinesTally {
  LinesTally(const std::optional<Money>& budget, std::optional<uint64_t> times)
      : tally(budget), epochs(times) {}

  RequestTally tally;
  // The line of each request that was checked.
  std::vector<size_t> lines;
  // Of requests that do not fit, or of which that is not known.
  std::vector<size_t> unfit_lines;
  // Of the latter alone.
  std::vector<size_t> unknown_lines;
  // Of requests that the API refuses, whether they fit or not.
  std::vector<size_t> refused_lines;
  std::vector<UnreadLine> bad_lines;
  // Of lines of a batch.
  std::optional<BatchTally> batch;
  // Of examples to learn from: the tokens that count in one epoch, and how many
  // there are, where that is stated.
  std::optional<TokenRange> training;
  std::optional<uint64_t> epochs;

  size_t LineOf(const RequestTally::Request& request) const {
    return lines[request.number - 1];
  }
  // A line of `bytes`. False where a sum is too large.
  bool Add(size_t number, size_t bytes, const absl::StatusOr<Verdict>& verdict);
  // "No" outweighs "not known".
  int ExitStatus() const;
};

std::string LinesJson(const LinesTally& found);
std::string LinesReport(const LinesTally& found);

// "1 line is", "3 lines are".
std::string Count(uint64_t number, std::string_view one, std::string_view many);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_LINES_REPORT_H_
