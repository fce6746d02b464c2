#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/reconcile_options.h"
#include "tokenfare/cli/reconciliation_text.h"
#include "tokenfare/cli/record_lines.h"
#include "tokenfare/cli/rules_option.h"
#include "tokenfare/preflight/batch_pairs.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/drift_report.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ReconcileArguments {
  CatalogueOptions catalogue;
  RulesOption rules;
  ReconcileOptions reconcile;
  std::string request;
  std::string response;
  std::string lines;
  std::optional<std::string> batch_input;
  bool json = false;
};

// The number that all of `text` is, 0 or more.
std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || parsed != end || number < 0) return std::nullopt;
  return number;
}

// "3" is tokens; "0.5%" is a share, to four decimals.
std::optional<Tolerance> ParseTolerance(std::string_view text) {
  constexpr int64_t kPerPercent = 10'000;
  constexpr size_t kDecimals = 4;
  constexpr int64_t kMostPercent = 100;
  if (text.empty() || text.back() != '%') {
    const std::optional<int64_t> tokens = ParseNumber(text);
    if (!tokens.has_value() || *tokens > kMaxTokenLimit) return std::nullopt;
    return Tolerance{.tokens = *tokens};
  }
  text.remove_suffix(1);
  const size_t point = text.find('.');
  std::string decimals;
  if (point != std::string_view::npos) decimals = text.substr(point + 1);
  if (decimals.size() > kDecimals ||
      (point != std::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  decimals.resize(kDecimals, '0');
  const std::optional<int64_t> whole = ParseNumber(text.substr(0, point));
  const std::optional<int64_t> rest = ParseNumber(decimals);
  if (!whole || !rest || *whole > kMostPercent) return std::nullopt;
  return Tolerance{.per_million = *whole * kPerPercent + *rest};
}

void AddToleranceOption(CLI::App& parser, Tolerance& tolerance) {
  const std::string name = "--tolerance";
  const auto parse = [&tolerance, name](const std::string& text) {
    const std::optional<Tolerance> parsed = ParseTolerance(text);
    if (!parsed.has_value()) {
      throw CLI::ValidationError(
          name, fmt::format("\"{}\" is neither a number of tokens, such as 3, "
                            "nor a share, such as 0.5%",
                            text));
    }
    tolerance = *parsed;
  };
  parser
      .add_option_function<std::string>(
          name, parse,
          "How far outside of the predicted bounds a bill may lie: N tokens, "
          "or N% of the billed prompt; 0 by default")
      ->type_name("N");
}

// The file's name in the place of the document's.
std::string NameFile(const ReconcileArguments& options,
                     const std::string& message) {
  for (const auto& [document, file] :
       {std::pair<std::string_view, const std::string&>("request: ",
                                                        options.request),
        {"response: ", options.response}}) {
    if (message.starts_with(document)) {
      return fmt::format("{}: {}", DisplayName(file),
                         message.substr(document.size()));
    }
  }
  return message;
}

// What to do where the response is the whole output of a batch.
std::string_view LinesHint(std::string_view response) {
  const size_t end = response.find('\n');
  const bool has_lines =
      end < response.size() &&
      response.find_first_not_of(" \t\r\n", end) != std::string_view::npos;
  return has_lines && IsBatchAnswer(response.substr(0, end))
             ? "; for the files of a batch: --jsonl OUTPUT --batch-input INPUT"
             : "";
}

int ReconcileFiles(const ReconcileArguments& options) {
  if (options.request == "-" && options.response == "-") {
    return Fail("only one of the two files can be standard input");
  }
  const absl::StatusOr<std::string> request =
      ReadInput(options.request, kMaxBodyBytes);
  if (!request.ok()) return Fail(request.status());
  const absl::StatusOr<std::string> response =
      ReadInput(options.response, kMaxBodyBytes);
  if (!response.ok()) return Fail(response.status());
  const absl::StatusOr<Reconciliation> pair =
      Reconcile(*request, *response, options.reconcile);
  if (!pair.ok()) {
    const std::optional<std::string> option = OptionMessage(pair.status());
    return Fail(option.value_or(
        fmt::format("{}{}", NameFile(options, MessageOf(pair.status())),
                    LinesHint(*response))));
  }
  Print(options.json ? ReconciliationToJson(*pair)
                     : Printable(ReconciliationText(*pair)));
  return pair->within_tolerance ? kExitSuccess : kExitDoesNotFit;
}

// What the pairs of a file are.
struct PairsRead {
  DriftTally tally;
  RecordCounts records;
  std::vector<DriftingLine> drifting;
};

void TakePair(const Reconciliation& pair, size_t line, PairsRead& read) {
  read.tally.Add(pair);
  ++read.records.by_kind[pair.source.record];
  if (pair.source.is_reconstructed) ++read.records.reconstructed;
  if (!pair.source.not_recorded.empty()) ++read.records.incomplete;
  if (pair.agreement != Agreement::kDrift) return;
  read.drifting.push_back({line, pair.model, pair.predicted,
                           pair.usage.prompt_tokens, pair.within_tolerance});
}

Json RecordsJson(const RecordCounts& records) {
  Json json;
  for (const RecordKind kind :
       {RecordKind::kPair, RecordKind::kLiteLlm, RecordKind::kLangfuse,
        RecordKind::kOpenTelemetry}) {
    const auto found = records.by_kind.find(kind);
    json[std::string(RecordKindName(kind))] =
        found == records.by_kind.end() ? 0 : found->second;
  }
  json["reconstructed"] = records.reconstructed;
  json["incomplete"] = records.incomplete;
  return json;
}

std::string ReportJson(const DriftReport& report, const PairsRead& read,
                       const RecordsRead& lines) {
  Json json = Json::parse(DriftReportToJson(report));
  json["records"] = RecordsJson(read.records);
  json["drifting_lines"] = Json::array();
  for (const DriftingLine& line : read.drifting) {
    json["drifting_lines"].push_back(
        {{"line", line.line},
         {"model", line.model},
         {"expected", line.predicted.expected},
         {"low", line.predicted.low},
         {"high", line.predicted.high},
         {"billed", line.billed},
         {"within_tolerance", line.within_tolerance}});
  }
  json["bad_lines"] = BadLinesJson(lines.bad);
  if (lines.batch.has_value()) json["batch"] = BatchJson(*lines.batch);
  return JsonText(json);
}

int PrintReport(const ReconcileArguments& options, const PairsRead& read,
                const RecordsRead& lines) {
  const DriftReport report = read.tally.Report();
  Print(options.json ? ReportJson(report, read, lines)
                     : Printable(DriftReportText(report, read.records,
                                                 read.drifting, lines)));
  if (lines.HasBadLines()) return kExitBadInput;
  return report.pairs.past_tolerance == 0 ? kExitSuccess : kExitDoesNotFit;
}

int ReconcileLines(const ReconcileArguments& options) {
  PairsRead read;
  const absl::StatusOr<RecordsRead> lines = ForEachRecord(
      options.lines, options.batch_input, [&](const RecordLine& line) {
        const absl::StatusOr<Reconciliation> pair =
            line.request.has_value()
                ? Reconcile(*line.request, line.text, options.reconcile)
                : ReconcileRecord(line.text, options.reconcile);
        if (pair.ok()) TakePair(*pair, line.number, read);
        return pair.status();
      });
  if (!lines.ok()) {
    return Fail(
        OptionMessage(lines.status()).value_or(MessageOf(lines.status())));
  }
  return PrintReport(options, read, *lines);
}

int RunReconcile(ReconcileArguments& options) {
  if (options.batch_input.has_value() && options.lines.empty()) {
    return Fail(
        "--batch-input: give the batch's output file with --jsonl OUTPUT");
  }
  const bool has_files = !options.request.empty() && !options.response.empty();
  if (options.lines.empty() ? !has_files : !options.request.empty()) {
    return Fail(
        "give a request and its response, or --jsonl FILE alone. See tokenfare "
        "reconcile --help");
  }
  absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  const absl::Status filled =
      FillReconcileOptions(options.catalogue, *catalogue, options.reconcile);
  if (!filled.ok()) return Fail(filled);
  const absl::StatusOr<std::optional<Rules>> rules =
      options.rules.Load(options.catalogue);
  if (!rules.ok()) return Fail(rules.status());
  if (rules->has_value()) options.reconcile.rules = &**rules;
  return options.lines.empty() ? ReconcileFiles(options)
                               : ReconcileLines(options);
}

constexpr const char* kFooter =
    R"(The response is what the request's endpoint answered: its JSON, or its stream
of server-sent events ("data: {...}"), which has the usage where the request sets
stream_options.include_usage. Model, day and service tier are those that the
response names. The bill is priced from its usage: cached and written tokens are
parts of the prompt, reasoning tokens of the completion.

A line of --jsonl is an object with "request" and "response", an object or its
text, which may be a stream. In the place of "response" it may have "usage", or
"prompt_tokens", "completion_tokens", "cached_tokens" and so on, with
"response_model" or "model", "created" and "service_tier". Records as LiteLLM
(its logging payload and spend logs), Langfuse (observations) and OpenTelemetry
(spans with gen_ai.*) write them are read, too. They do not hold the request as
it was sent: it is put together from what they hold, no figure is exact then,
and where a record may lack tools or a response format, a larger bill is no
drift. The report tells which rule of the prediction most likely no longer
holds: the one whose use and the drift go together best. A bad line is reported
with its number, and the others are reconciled.

The output and error files of a batch do not have the requests: --batch-input is
the file that has. A line is paired with the request of its custom_id, in any
order, and billed at the batch tier. Requests that failed are not billed. They
are listed, and so are answers and requests without a partner, and ids that
several lines have, of whose answers the first counts. To take both files:
cat OUTPUT ERRORS | tokenfare reconcile --jsonl - --batch-input INPUT

Examples:
  tokenfare reconcile request.json response.json
  curl -N ... | tee stream.txt; tokenfare reconcile request.json stream.txt
  tokenfare reconcile --json --tolerance 2 request.json - < response.json
  tokenfare reconcile --jsonl log.jsonl --tolerance 0.5%
  tokenfare reconcile --jsonl log.jsonl --json | jq .suspects
  tokenfare reconcile --jsonl output.jsonl --batch-input input.jsonl

Exit status:
  0  every bill is within the predicted bounds, or the tolerance
  1  a bill is past the tolerance
  2  bad usage, a file or line that is no request, response or record, or an
     answer of a batch that is not one to one request)";

}  // namespace

Command AddReconcileCommand(CLI::App& app) {
  auto options = std::make_shared<ReconcileArguments>();
  CLI::App* parser = app.add_subcommand(
      "reconcile", "Compare what responses were billed with the predictions");
  parser
      ->add_option("request", options->request,
                   "The JSON body of the request; - is stdin")
      ->type_name("REQUEST");
  parser
      ->add_option("response", options->response,
                   "The response: JSON or a stream of events; - is stdin")
      ->type_name("RESPONSE");
  parser
      ->add_option("--jsonl", options->lines,
                   "Reconcile each line of this file, and report what drifts")
      ->type_name("FILE");
  AddBatchInputOption(*parser, options->batch_input);
  parser->add_flag("--json", options->json, "Print JSON");
  AddToleranceOption(*parser, options->reconcile.tolerance);
  options->catalogue.AddTo(*parser);
  options->rules.AddTo(*parser);
  parser
      ->add_option("-m,--model", options->reconcile.model,
                   "This model instead of the one that the response names")
      ->type_name("MODEL");
  parser
      ->add_option("--tier", options->reconcile.service_tier,
                   "This service tier instead of the one that the response "
                   "names")
      ->type_name("NAME");
  parser->add_flag("--regional", options->reconcile.regional,
                   "Served at a regional endpoint, with its uplift");
  parser->footer(kFooter);
  return {parser, [options] { return RunReconcile(*options); }};
}

}  // namespace tokenfare::cli
