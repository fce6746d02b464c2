#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/check_lines.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/explain_text.h"
#include "tokenfare/cli/input_lines.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_lines.h"
#include "tokenfare/cli/number_option.h"
#include "tokenfare/cli/rules_option.h"
#include "tokenfare/cli/verdict_text.h"
#include "tokenfare/preflight/check.h"

namespace tokenfare::cli {
namespace {

// More is no deadline.
constexpr uint64_t kMostMilliseconds = 1'000'000'000;

struct CheckArguments {
  CatalogueOptions catalogue;
  RulesOption rules;
  CheckOptions check;
  std::string file;
  std::string lines;
  std::string previous;
  std::optional<Money> budget;
  std::optional<uint64_t> most_bytes;
  std::optional<uint64_t> most_values;
  std::optional<uint64_t> threads;
  std::optional<uint64_t> deadline_ms;
  std::optional<uint64_t> max_memory;
  bool json = false;
};

CLI::Option* AddMoneyOption(CLI::App& parser, const std::string& name,
                            std::optional<Money>& amount,
                            const std::string& help) {
  const auto parse = [&amount, name](const std::string& text) {
    const absl::StatusOr<Money> money = Money::ParseUsdFreely(text);
    if (!money.ok() || *money < Money::Zero()) {
      throw CLI::ValidationError(
          name, fmt::format("\"{}\" is not an amount in dollars, such as 0.05",
                            text));
    }
    amount = *money;
  };
  return parser.add_option_function<std::string>(name, parse, help)
      ->type_name("USD");
}

size_t MostBytes(const CheckArguments& options) {
  return std::min(options.check.limits.body_bytes,
                  RequestLimits::kMostBodyBytes);
}

// Whether `content` is objects on lines of their own, by its first two lines.
bool HasObjectsOnLines(std::string_view content) {
  JsonLines lines("", std::string(content.substr(0, size_t{1} << 20)));
  if (!lines.Next() || !IsObjectOnLine(lines.line())) return false;
  return lines.Next() && lines.line().starts_with('{');
}

// Formats of files whose lines are requests.
constexpr std::array<std::string_view, 2> kFormatsOfLines = {"openai_batch",
                                                             "fine_tuning"};

bool IsFormatOfLines(std::string_view format) {
  return std::ranges::find(kFormatsOfLines, format) != kFormatsOfLines.end();
}

// Whether the file is one of lines: by the format that is asked for, or by its
// first line.
bool HoldsLines(const CheckArguments& options) {
  const std::optional<std::string>& format = options.check.format;
  if (options.file.empty()) return false;
  if (format.has_value()) return IsFormatOfLines(*format);
  if (options.file == "-") return false;
  std::string first;
  const absl::Status status =
      ForEachLine(options.file, MostBytes(options), [&](InputLine line) {
        if (!first.empty()) return absl::CancelledError("");
        first = std::move(line.text);
        return absl::OkStatus();
      });
  if (!status.ok() && !absl::IsCancelled(status)) return false;
  const absl::StatusOr<Request> request = Request::Parse(first);
  return request.ok() && IsFormatOfLines(request->format());
}

int CheckFile(CheckArguments& options) {
  if (options.file.empty()) {
    return Fail("give a FILE with a request, or --jsonl FILE with many");
  }
  absl::StatusOr<std::string> body =
      ReadInput(options.file, MostBytes(options));
  if (!body.ok()) return Fail(body.status());
  absl::StatusOr<std::string> previous;
  if (!options.previous.empty()) {
    if (options.previous == "-" && options.file == "-") {
      return Fail("--previous: standard input is the request already");
    }
    previous = ReadInput(options.previous, MostBytes(options));
    if (!previous.ok()) return Fail(previous.status());
    options.check.previous = *previous;
  }
  const absl::StatusOr<Verdict> verdict = Check(*body, options.check);
  if (!verdict.ok()) {
    const std::optional<std::string> option = OptionMessage(verdict.status());
    if (option.has_value()) return Fail(*option);
    return Fail(fmt::format(
        "{}: {}{}", DisplayName(options.file), MessageOf(verdict.status()),
        HasObjectsOnLines(*body)
            ? "; this looks like many requests, one per line: give the file "
              "to --jsonl"
            : ""));
  }
  if (options.json) {
    Print(VerdictToJson(*verdict));
  } else {
    if (options.check.explain) Print(Printable(ExplainText(*verdict) + "\n"));
    Print(Printable(VerdictText(*verdict)));
  }
  // Fails closed: what is not known to fit is not taken to fit.
  if (!verdict->fits.has_value()) return kExitUnknown;
  return *verdict->fits ? kExitSuccess : kExitDoesNotFit;
}

int RunCheck(CheckArguments& options) {
  absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  if (options.catalogue.provider().has_value()) {
    options.check.provider = *options.catalogue.provider();
  }
  options.check.as_of = *day;
  RequestLimits& limits = options.check.limits;
  limits.body_bytes = options.most_bytes.value_or(limits.body_bytes);
  limits.json_values = options.most_values.value_or(limits.json_values);
  if (options.deadline_ms.has_value()) {
    options.check.deadline = std::chrono::milliseconds(
        std::min<uint64_t>(*options.deadline_ms, kMostMilliseconds));
  }
  options.check.max_memory = options.max_memory;
  options.check.catalogue = &*catalogue;
  const absl::StatusOr<std::optional<Rules>> rules =
      options.rules.Load(options.catalogue);
  if (!rules.ok()) return Fail(rules.status());
  if (rules->has_value()) options.check.rules = &**rules;
  if (options.lines.empty() && HoldsLines(options)) {
    options.lines = options.file;
  }
  if (!options.lines.empty()) {
    return CheckLines(options.lines, options.check, options.threads.value_or(0),
                      options.budget, options.json);
  }
  return CheckFile(options);
}

}  // namespace

Command AddCheckCommand(CLI::App& app) {
  auto options = std::make_shared<CheckArguments>();
  CheckOptions& check = options->check;
  CLI::App* parser = app.add_subcommand(
      "check", "Tell whether a request fits, and what it costs");
  CLI::Option* file = parser
                          ->add_option("file", options->file,
                                       "The JSON body of a request; - is stdin")
                          ->type_name("FILE");
  CLI::Option* lines =
      parser
          ->add_option(
              "--jsonl", options->lines,
              "Instead: a file of bodies, one per line, which are added "
              "up; - is stdin")
          ->type_name("FILE")
          ->excludes(file);
  AddMoneyOption(*parser, "--budget", options->budget,
                 "With --jsonl: find the request with which all so far may "
                 "cost more")
      ->needs(lines);
  AddNumberOption(*parser, "--threads", options->threads,
                  "With --jsonl: check on up to N threads; one per processor "
                  "unless given",
                  "threads", "4");
  parser->get_option("--threads")->needs(lines);
  parser->add_flag("--json", options->json,
                   "Print JSON, whatever the verdict is");
  parser
      ->add_flag("--explain", check.explain,
                 "Show the text of the prompt that each message, tool and "
                 "schema becomes, and its tokens")
      ->excludes(lines);
  parser
      ->add_flag("--suggest", check.suggest,
                 "Name other models of the provider that take the request and "
                 "are cheaper or larger")
      ->excludes(lines);
  options->catalogue.AddTo(*parser);
  options->rules.AddTo(*parser);
  parser
      ->add_option("-m,--model", check.model,
                   "This model instead of the request's own")
      ->type_name("MODEL");
  parser
      ->add_option("--tier", check.service_tier,
                   "This service tier instead of the request's own: standard, "
                   "batch, flex or priority")
      ->type_name("NAME");
  parser
      ->add_option("--format", check.format,
                   fmt::format("Read the request as this, whatever its fields "
                               "tell: {}",
                               fmt::join(RequestFormats(), ", ")))
      ->type_name("NAME");
  AddNumberOption(*parser, "--epochs", check.epochs,
                  "Of a fine-tuning file: train so many epochs", "epochs", "3");
  AddNumberOption(*parser, "--cached-tokens", check.cached_tokens,
                  "Expect so many input tokens to be read from the cache");
  parser
      ->add_option("--previous", options->previous,
                   "Expect the prefix that the prompt shares with that of this "
                   "request, sent before, to be read from the cache")
      ->type_name("REQUEST")
      ->excludes("--cached-tokens")
      ->excludes(lines);
  AddNumberOption(*parser, "--expected-output", check.expected_output_tokens,
                  "Expect so many output tokens for each choice");
  parser->add_flag("--regional", check.regional,
                   "Price it at a regional endpoint, with its uplift");
  AddNumberOption(*parser, "--max-input-tokens", check.max_input_tokens,
                  "The request does not fit if its input may be larger");
  AddMoneyOption(*parser, "--max-cost", check.max_cost,
                 "The request does not fit if it may cost more");
  AddNumberOption(*parser, "--limit-bytes", options->most_bytes,
                  "Refuse a body of more bytes; 134217728 unless given",
                  "bytes", "1000000");
  AddNumberOption(*parser, "--limit-values", options->most_values,
                  "Refuse a body of more JSON values; 1000000 unless given",
                  "values", "1000000");
  AddNumberOption(*parser, "--deadline", options->deadline_ms,
                  "Stop counting after so many milliseconds: what is left is "
                  "bounded by its bytes",
                  "milliseconds", "50");
  AddNumberOption(
      *parser, "--max-work", check.max_work,
      "Stop counting after so many bytes of text, which is the same "
      "place on every machine",
      "bytes", "1000000");
  AddNumberOption(*parser, "--max-memory", options->max_memory,
                  "Refuse a body that could take more bytes of memory to check",
                  "bytes", "100000000");
  parser->footer(
      R"(Requests of /v1/chat/completions, /v1/responses, /v1/embeddings and
/v1/completions are read; the verdict names the format. So are Batch files, and
fine-tuning files with --format fine_tuning: their lines are added up.

Nothing is sent. The cost is a range: least with no output and the largest
prefix cached, the worst case with nothing cached and the output at its limit,
over the tiers that may serve the request. What is expected is told where
--expected-output states it. Unknown fields of the request are warned about
and otherwise ignored.

Examples:
  tokenfare check request.json
  tokenfare check --explain request.json
  tokenfare check --jsonl requests.jsonl --budget 5
  tokenfare check batch.jsonl
  tokenfare check --format fine_tuning examples.jsonl -m gpt-4.1-mini --epochs 3
  tokenfare check turn-8.json --previous turn-7.json
  tokenfare check --max-cost 0.01 --max-input-tokens 8000 request.json
  tokenfare check --json --as-of 2026-11-22 - < request.json | jq .cost_usd
  tokenfare check -m gpt-4.1-mini --provider tokenhub request.json

Exit status:
  0  the request fits
  1  it does not fit the model's window and limits or the caller's budgets
  2  bad usage, or a file that is no valid request
  3  it is not known whether it fits: a limit or a price is in no source
With --jsonl: 1 where any request does not fit or the budget may be exceeded,
3 where that is not known of any and none is known not to)");
  return {parser, [options] { return RunCheck(*options); }};
}

}  // namespace tokenfare::cli
