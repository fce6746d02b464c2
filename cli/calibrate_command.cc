// Finds the constants that explain a log of bills, and writes them as rules for
// --rules.

#include <cstddef>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/calibration_text.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/reconcile_options.h"
#include "tokenfare/cli/record_lines.h"
#include "tokenfare/preflight/calibrate.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::cli {
namespace {

struct CalibrateArguments {
  CatalogueOptions catalogue;
  ReconcileOptions reconcile;
  std::string log;
  std::optional<std::string> batch_input;
  std::optional<std::string> output;
  bool json = false;
};

// Of the file: what its lines show, and what else it had.
struct LogRead {
  Calibration found;
  RecordsRead lines;
};

absl::StatusOr<LogRead> ReadLog(const CalibrateArguments& options) {
  Calibrator calibrator(options.reconcile);
  absl::StatusOr<RecordsRead> lines = ForEachRecord(
      options.log, options.batch_input, [&](const RecordLine& line) {
        return line.request.has_value()
                   ? calibrator.AddPair(*line.request, line.text, line.number)
                   : calibrator.Add(line.text, line.number);
      });
  if (!lines.ok()) return lines.status();
  return LogRead{calibrator.Report(), *std::move(lines)};
}

// The overlay as the file will have it; an error where this program could not
// read it back.
absl::StatusOr<std::string> OverlayText(const Calibration& found,
                                        const std::string& name) {
  std::string overlay = CalibrationOverlay(found);
  const absl::StatusOr<Rules> rules = Rules::Parse(overlay, name);
  if (!rules.ok()) return rules.status();
  return overlay;
}

int WriteOverlay(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file ? kExitSuccess
              : Fail(fmt::format("{}: cannot be written", DisplayName(path)));
}

std::string LogJson(const LogRead& read, const std::string& output) {
  nlohmann::ordered_json json =
      nlohmann::ordered_json::parse(CalibrationToJson(read.found));
  json["bad_lines"] = BadLinesJson(read.lines.bad);
  if (read.lines.batch.has_value()) {
    json["batch"] = BatchJson(*read.lines.batch);
  }
  json["output"] = output;
  return JsonText(json);
}

int WriteFound(const CalibrateArguments& options, const LogRead& read) {
  const absl::StatusOr<std::string> overlay =
      OverlayText(read.found, *options.output);
  if (!overlay.ok()) return Fail(overlay.status());
  const int written = WriteOverlay(*options.output, *overlay);
  if (written != kExitSuccess) return written;
  Print(options.json ? LogJson(read, *options.output)
                     : Printable(CalibrationText(read.found, read.lines,
                                                 *options.output)));
  if (read.lines.HasBadLines()) return kExitBadInput;
  return IsWholeAnswer(read.found) ? kExitSuccess : kExitDoesNotFit;
}

int RunCalibrate(CalibrateArguments& options) {
  if (options.log.empty() || !options.output.has_value()) {
    return Fail(
        "give a LOG and -o FILE for the rules. See tokenfare calibrate --help");
  }
  absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  const absl::Status filled =
      FillReconcileOptions(options.catalogue, *catalogue, options.reconcile);
  if (!filled.ok()) return Fail(filled);
  const absl::StatusOr<const DataBundle*> data = options.catalogue.Data();
  if (!data.ok()) return Fail(data.status());
  if (*data != nullptr) options.reconcile.rules = &(*data)->rules();
  const absl::StatusOr<LogRead> read = ReadLog(options);
  if (!read.ok()) {
    return Fail(
        OptionMessage(read.status()).value_or(MessageOf(read.status())));
  }
  return WriteFound(options, *read);
}

constexpr const char* kCalibrateFooter =
    R"(A line of LOG is what reconcile --jsonl reads: an object with "request" and
"response" or its usage, or a record of LiteLLM, Langfuse or OpenTelemetry, of which only
the outputs are taken. The bills vote: a constant (tokens around a message, before the
reply, with tools ...) is another one where the pairs that use it say so, four fifths of
them and three at least. Constants that the log does not tell apart are named and left as
they are. Lines that no constants explain are named and not fitted. Where the bills change
on a day, the rules do, too. The rules hold the median output of each model with three
lines, and no text of a request. The output file of a batch is a LOG with its input
file as --batch-input, as in reconcile.

Examples:
  tokenfare calibrate log.jsonl -o overlay.json
  tokenfare check --rules overlay.json request.json
  tokenfare reconcile --jsonl newer.jsonl --rules overlay.json
  tokenfare calibrate output.jsonl --batch-input input.jsonl -o overlay.json

Exit status:
  0  the rules in FILE explain every line that could be fitted
  1  some lines are not explained, or constants cannot be told apart; FILE has the rest
  2  bad usage, a line that is no record, or an answer of a batch that is not one to
     one request; FILE has what the others show)";

}  // namespace

Command AddCalibrateCommand(CLI::App& app) {
  auto options = std::make_shared<CalibrateArguments>();
  CLI::App* parser = app.add_subcommand(
      "calibrate", "Find the rules that explain your own bills");
  parser
      ->add_option("log", options->log,
                   "Requests and what they were billed, one record per line; - "
                   "is stdin")
      ->type_name("LOG");
  parser
      ->add_option("-o,--output", options->output,
                   "Write the rules and the median outputs here, for --rules")
      ->type_name("FILE");
  AddBatchInputOption(*parser, options->batch_input);
  parser->add_flag("--json", options->json, "Print JSON");
  options->catalogue.AddTo(*parser);
  parser
      ->add_option("-m,--model", options->reconcile.model,
                   "This model instead of the one that the response names")
      ->type_name("MODEL");
  parser->footer(kCalibrateFooter);
  return {parser, [options] { return RunCalibrate(*options); }};
}

}  // namespace tokenfare::cli
