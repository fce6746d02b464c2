// Records are read one after another. The requests of a batch are in another
// file than its answers, so there each answer fetches its own.

#include "tokenfare/cli/record_lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/preflight/batch_pairs.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

// In the order of the reports.
constexpr std::array<UnpairedReason, 6> kReasons = {
    UnpairedReason::kFailed,          UnpairedReason::kNotInInput,
    UnpairedReason::kAmbiguous,       UnpairedReason::kRepeatedInOutput,
    UnpairedReason::kRepeatedInInput, UnpairedReason::kUnanswered};

std::string_view ReasonWords(UnpairedReason reason) {
  switch (reason) {
    case UnpairedReason::kFailed:
      return "failed, and not billed";
    case UnpairedReason::kNotInInput:
      return "answers whose custom_id is not in the input";
    case UnpairedReason::kAmbiguous:
      return "answers whose custom_id is in the input several times";
    case UnpairedReason::kRepeatedInOutput:
      return "answers whose custom_id was answered before";
    case UnpairedReason::kRepeatedInInput:
      return "requests whose custom_id is one of an earlier line";
    case UnpairedReason::kUnanswered:
      return "requests without an answer";
  }
  return "";
}

// That a request failed or has no answer yet is no fault of the files.
bool IsFault(UnpairedReason reason) {
  return reason != UnpairedReason::kFailed &&
         reason != UnpairedReason::kUnanswered;
}

std::map<UnpairedReason, std::vector<UnpairedLine>> ByReason(
    const BatchPairs& pairs) {
  std::map<UnpairedReason, std::vector<UnpairedLine>> lines;
  for (UnpairedLine& line : pairs.Unpaired()) {
    lines[line.reason].push_back(std::move(line));
  }
  return lines;
}

size_t FaultsOf(const BatchPairs& pairs) {
  const std::vector<UnpairedLine> lines = pairs.Unpaired();
  return static_cast<size_t>(
      std::ranges::count_if(lines, IsFault, &UnpairedLine::reason));
}

class RecordReader {
 public:
  using OnRecord = absl::FunctionRef<absl::Status(const RecordLine& line)>;

  RecordReader(const std::string& file, RecordsRead& read, OnRecord on_record)
      : file_(file), read_(read), on_record_(on_record) {}

  absl::Status Take(const InputLine& line) {
    ++read_.lines;
    absl::Status taken =
        read_.batch.has_value() ? TakeAnswer(line) : TakeRecord(line);
    if (taken.ok() || !OptionAtFault(taken).empty()) return taken;
    if (!read_.batch.has_value() && IsBatchAnswer(line.text)) {
      return absl::InvalidArgumentError(fmt::format(
          "{}: line {}: an answer of a batch, which does not have the request; "
          "give the input file of the batch, too: --batch-input INPUT",
          DisplayName(file_), line.number));
    }
    read_.bad.push_back({line.number, MessageOf(taken)});
    Fail(fmt::format("{}: line {}: {}", DisplayName(file_), line.number,
                     read_.bad.back().error));
    return absl::OkStatus();
  }

 private:
  absl::Status TakeRecord(const InputLine& line) {
    return on_record_({line.number, line.text, std::nullopt});
  }

  absl::Status TakeAnswer(const InputLine& line) {
    const absl::StatusOr<std::optional<BatchRequest>> request =
        read_.batch->RequestOf(line);
    if (!request.ok()) return request.status();
    if (!request->has_value()) return absl::OkStatus();
    absl::Status taken = on_record_({line.number, line.text, (*request)->text});
    if (taken.ok() || !OptionAtFault(taken).empty()) return taken;
    return read_.batch->NamePlace(**request, taken);
  }

  const std::string& file_;
  RecordsRead& read_;
  const OnRecord on_record_;
};

}  // namespace

bool RecordsRead::HasBadLines() const {
  return !bad.empty() || (batch.has_value() && (!batch->bad_lines().empty() ||
                                                FaultsOf(batch->pairs()) > 0));
}

void AddBatchInputOption(CLI::App& parser, std::optional<std::string>& path) {
  parser
      .add_option("--batch-input", path,
                  "The lines are the output or error file of a batch: the "
                  "requests are in this one, its input file")
      ->type_name("INPUT");
}

absl::StatusOr<RecordsRead> ForEachRecord(
    const std::string& file, const std::optional<std::string>& batch_input,
    absl::FunctionRef<absl::Status(const RecordLine& line)> on_record) {
  RecordsRead read;
  if (batch_input.has_value()) {
    absl::StatusOr<BatchInput> batch = BatchInput::Open(*batch_input);
    if (!batch.ok()) return batch.status();
    read.batch.emplace(*std::move(batch));
  }
  RecordReader reader(file, read, on_record);
  const absl::Status status = ForEachLine(
      file, kMaxBodyBytes, [&](InputLine line) { return reader.Take(line); });
  if (!status.ok()) return status;
  if (read.lines == 0) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: no lines; give one record per line", DisplayName(file)));
  }
  const size_t faults =
      read.batch.has_value() ? FaultsOf(read.batch->pairs()) : 0;
  if (faults > 0) {
    Fail(fmt::format(
        "{}, {}: {} not one request and one answer with a "
        "custom_id, and in no figure",
        DisplayName(*batch_input), DisplayName(file),
        faults == 1 ? "1 line is" : fmt::format("{} lines are", faults)));
  }
  return read;
}

std::string BatchText(const BatchInput& batch) {
  constexpr size_t kMostNamed = 5;
  Table counts("lr");
  counts.AddRow({"requests", Grouped(batch.pairs().requests())});
  counts.AddRow({"answers", Grouped(batch.pairs().answers())});
  if (!batch.bad_lines().empty()) {
    counts.AddRow(
        {"bad lines of the input", Grouped(batch.bad_lines().size())});
  }
  std::string text = "Batch\n" + counts.ToString(kIndent);
  for (const auto& [reason, lines] : ByReason(batch.pairs())) {
    text +=
        fmt::format("\n  {}: {}\n", ReasonWords(reason), Grouped(lines.size()));
    Table named("lll");
    for (size_t i = 0; i < std::min(lines.size(), kMostNamed); ++i) {
      named.AddRow(
          {fmt::format("{} {}", IsOfInput(reason) ? "input line" : "line",
                       lines[i].line),
           lines[i].custom_id, lines[i].detail});
    }
    text += named.ToString(2 * kIndent);
    if (lines.size() > kMostNamed) {
      text += fmt::format("    ... {} more (--json has all)\n",
                          Grouped(lines.size() - kMostNamed));
    }
  }
  return text;
}

Json BatchJson(const BatchInput& batch) {
  const auto by_reason = ByReason(batch.pairs());
  Json json;
  json["input"] = batch.path();
  json["requests"] = batch.pairs().requests();
  json["answers"] = batch.pairs().answers();
  Json unpaired = Json::array();
  for (const UnpairedReason reason : kReasons) {
    const auto found = by_reason.find(reason);
    const bool has = found != by_reason.end();
    json[std::string(UnpairedReasonName(reason))] =
        has ? found->second.size() : 0;
    if (!has) continue;
    for (const UnpairedLine& line : found->second) {
      unpaired.push_back({{"reason", UnpairedReasonName(reason)},
                          {"line", line.line},
                          {"custom_id", line.custom_id},
                          {"detail", line.detail}});
    }
  }
  json["unpaired_lines"] = std::move(unpaired);
  json["bad_input_lines"] = BadLinesJson(batch.bad_lines());
  return json;
}

Json BadLinesJson(const std::vector<BadLine>& bad) {
  Json json = Json::array();
  for (const BadLine& line : bad) {
    json.push_back({{"line", line.line}, {"error", line.error}});
  }
  return json;
}

}  // namespace tokenfare::cli
