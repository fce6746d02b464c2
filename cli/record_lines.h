// The lines of a log, or of the answers of a batch, as reconcile and calibrate
// read them.

#ifndef TOKENFARE_CLI_RECORD_LINES_H_
#define TOKENFARE_CLI_RECORD_LINES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/batch_input.h"
#include "tokenfare/cli/input_lines.h"

namespace tokenfare::cli {

struct RecordLine {
  size_t number;
  // A record; with `request`, the answer to it.
  std::string_view text;
  // Of a batch.
  std::optional<std::string_view> request;
};

// What a file had beside the records that could be taken.
struct RecordsRead {
  std::vector<BadLine> bad;
  std::optional<BatchInput> batch;
  // Lines that are not blank.
  size_t lines = 0;

  // Some lines are no records, or it is not known which request they answer.
  bool HasBadLines() const;
};

// Declares --batch-input.
void AddBatchInputOption(CLI::App& parser, std::optional<std::string>& path);

// Gives the records of `file` to `on_record`; an error of it makes the line a
// bad one, which is told on standard error, but one about an option ends all
// (OptionAtFault). Answers of a batch need `batch_input`, the name of its input
// file. Memory: a line, and of a batch also the ids of its input. Other errors
// are those of the files as a whole, one without lines, too.
absl::StatusOr<RecordsRead> ForEachRecord(
    const std::string& file, const std::optional<std::string>& batch_input,
    absl::FunctionRef<absl::Status(const RecordLine& line)> on_record);

// What became of the lines of a batch: the numbers, and the first lines of each
// kind that have no pair.
std::string BatchText(const BatchInput& batch);
// The same with all of these lines.
nlohmann::ordered_json BatchJson(const BatchInput& batch);

// "bad_lines".
nlohmann::ordered_json BadLinesJson(const std::vector<BadLine>& bad);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_RECORD_LINES_H_
