// The input file of a batch, in which the answers of its output and error files
// find their requests.

#ifndef TOKENFARE_CLI_BATCH_INPUT_H_
#define TOKENFARE_CLI_BATCH_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/cli/input_lines.h"
#include "tokenfare/preflight/batch_pairs.h"

namespace tokenfare::cli {

// A request as its line has it.
struct BatchRequest {
  std::string text;
  size_t line;
};

// Holds the ids of the file and the places of its lines; a request is read
// again when its answer comes.
class BatchInput {
 public:
  // Reads the file once. An error where it cannot be read, or not twice.
  // Lines that are no requests are said on standard error, and kept.
  static absl::StatusOr<BatchInput> Open(const std::string& path);

  BatchInput(BatchInput&& other) noexcept;
  BatchInput& operator=(BatchInput&&) = delete;
  ~BatchInput();

  // The request of a line of an output or error file; nothing where it has none
  // (BatchPairs::Unpaired). An error where the line is no answer.
  absl::StatusOr<std::optional<BatchRequest>> RequestOf(
      const InputLine& answer);

  // An error of Reconcile or Calibrator::AddPair: of the request with the name
  // of this file and the line.
  absl::Status NamePlace(const BatchRequest& request,
                         const absl::Status& error) const;

  const std::string& path() const { return path_; }
  const BatchPairs& pairs() const { return pairs_; }
  const std::vector<BadLine>& bad_lines() const { return bad_lines_; }

 private:
  struct Place {
    uint64_t offset;
    size_t size;
    size_t line;
  };

  BatchInput(std::string path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  absl::Status TakeLine(const InputLine& line);
  absl::StatusOr<std::string> ReadAgain(const Place& place) const;

  std::string path_;
  int descriptor_;
  std::vector<Place> places_;
  BatchPairs pairs_;
  std::vector<BadLine> bad_lines_;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_BATCH_INPUT_H_
