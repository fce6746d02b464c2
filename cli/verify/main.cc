// tokenfare-verify, which `tokenfare verify` runs: asks the provider how many
// tokens a request has, and holds the answer against the prediction. A program
// of its own, so that `tokenfare` has no code that sends.

#include <curl/curl.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/help.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/number_option.h"
#include "tokenfare/cli/reconcile_options.h"
#include "tokenfare/cli/rules_option.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/cli/verify/body.h"
#include "tokenfare/cli/verify/count_log.h"
#include "tokenfare/cli/verify/endpoint.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/drift_report.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

struct VerifyArguments {
  CatalogueOptions catalogue;
  RulesOption rules;
  ReconcileOptions reconcile;
  std::optional<std::string> model;
  std::vector<std::string> files;
  std::string base_url;
  std::string log;
  std::optional<uint64_t> timeout;
  std::optional<uint64_t> retries;
  bool dry_run = false;
  bool json = false;
};

struct Verified {
  std::string file;
  Reconciliation pair;
};

std::string OfEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string CountUrl(const VerifyArguments& options) {
  std::string base = options.base_url;
  if (base.empty()) base = OfEnvironment("OPENAI_BASE_URL");
  if (base.empty()) base = "https://api.openai.com/v1";
  while (base.ends_with('/')) base.pop_back();
  return base + "/responses/input_tokens";
}

absl::Status InFile(const std::string& file, const absl::Status& status) {
  const std::optional<std::string> option = OptionMessage(status);
  return {status.code(),
          option.has_value()
              ? *option
              : fmt::format("{}: {}", DisplayName(file), MessageOf(status))};
}

// The body of `file`, for which a prediction can be made: nothing is asked that
// could not be compared.
absl::StatusOr<std::string> ReadBody(const VerifyArguments& options, Date day,
                                     const std::string& file) {
  const absl::StatusOr<std::string> request = ReadInput(file, kMaxBodyBytes);
  if (!request.ok()) return request.status();
  absl::StatusOr<std::string> body = BodyToCount(*request, options.model);
  if (!body.ok()) return InFile(file, body.status());
  const absl::StatusOr<Reconciliation> tried =
      ReconcileRecord(CountRecord(*body, 1, day), options.reconcile);
  if (!tried.ok()) return InFile(file, tried.status());
  return body;
}

absl::StatusOr<Verified> AskAndCompare(const VerifyArguments& options, Date day,
                                       const Endpoint& endpoint,
                                       const std::string& file,
                                       const std::string& body, CountLog& log) {
  const absl::StatusOr<std::string> answer = AskCount(endpoint, body);
  if (!answer.ok()) return InFile(file, answer.status());
  const absl::StatusOr<int64_t> tokens = CountOfAnswer(*answer);
  if (!tokens.ok()) {
    return absl::UnavailableError(
        fmt::format("{}: the answer of {} is no count: {}", DisplayName(file),
                    endpoint.url, MessageOf(tokens.status())));
  }
  const std::string record = CountRecord(body, *tokens, day);
  absl::StatusOr<Reconciliation> pair =
      ReconcileRecord(record, options.reconcile);
  if (!pair.ok()) return InFile(file, pair.status());
  const absl::Status logged = log.Append(record);
  if (!logged.ok()) return logged;
  return Verified{file, *std::move(pair)};
}

std::string_view AgreementWords(Agreement agreement) {
  switch (agreement) {
    case Agreement::kMatch:
      return "agrees";
    case Agreement::kInsideBounds:
      return "inside the bounds";
    case Agreement::kDrift:
      break;
  }
  return "differs";
}

std::set<std::string> RulesOf(const Reconciliation& pair) {
  std::set<std::string> rules;
  for (const PartTokens& part : pair.parts) rules.insert(part.rule);
  return rules;
}

std::string PairText(const Verified& one) {
  const Reconciliation& pair = one.pair;
  const TokenRange& predicted = pair.predicted;
  std::string text = fmt::format(
      "{}: {}: counted {}, predicted {}{}: {}", DisplayName(one.file),
      pair.model, Tokens(pair.usage.prompt_tokens), Tokens(predicted.expected),
      predicted.exact ? " (exact)"
                      : fmt::format(" ({} to {})", Tokens(predicted.low),
                                    Tokens(predicted.high)),
      AgreementWords(pair.agreement));
  if (pair.agreement != Agreement::kDrift) return text + "\n";
  return fmt::format("{}, by {:+}\n", text, pair.Difference()) +
         Wrapped(fmt::format("rules it rests on: {}",
                             fmt::join(RulesOf(pair), ", ")),
                 kIndent);
}

std::string VerifyText(const std::vector<Verified>& all,
                       const DriftReport& report) {
  std::string text;
  for (const Verified& one : all) text += PairText(one);
  if (report.suspect_model.has_value()) {
    text += Wrapped(fmt::format("Most likely changed: the model {}, whatever "
                                "the rule",
                                *report.suspect_model),
                    0);
  } else if (!report.suspects.empty()) {
    text +=
        Wrapped(fmt::format("Most likely changed: {} {}",
                            report.suspects.size() == 1 ? "the rule"
                                                        : "one of the rules",
                            fmt::join(report.suspects, ", ")),
                0);
  }
  return text;
}

std::string VerifyJson(const std::vector<Verified>& all,
                       const DriftReport& report) {
  Json json;
  json["schema_version"] = 1;
  json["requests"] = Json::array();
  for (const auto& [file, pair] : all) {
    json["requests"].push_back(
        {{"file", file},
         {"model", pair.model},
         {"counted", pair.usage.prompt_tokens},
         {"expected", pair.predicted.expected},
         {"low", pair.predicted.low},
         {"high", pair.predicted.high},
         {"exact", pair.predicted.exact},
         {"agreement", std::string(AgreementName(pair.agreement))},
         {"rules", RulesOf(pair)}});
  }
  json["suspects"] = report.suspects;
  json["suspect_model"] = report.suspect_model.has_value()
                              ? Json(*report.suspect_model)
                              : Json(nullptr);
  return JsonText(json);
}

int AskAll(const VerifyArguments& options, Date day) {
  const Endpoint endpoint = {CountUrl(options), OfEnvironment("OPENAI_API_KEY"),
                             options.timeout.value_or(60),
                             options.retries.value_or(3)};
  const absl::Status safe = RefuseUnsafeUrl(endpoint.url);
  if (!safe.ok()) return Fail(safe);
  std::vector<std::string> bodies;
  for (const std::string& file : options.files) {
    absl::StatusOr<std::string> body = ReadBody(options, day, file);
    if (!body.ok()) return Fail(body.status());
    bodies.push_back(*std::move(body));
  }
  if (options.dry_run) {
    for (const std::string& body : bodies) {
      Print(fmt::format("POST {}\n{}\n", endpoint.url, body));
    }
    return kExitSuccess;
  }
  const absl::Status key = RefuseBadKey(endpoint.key);
  if (!key.ok()) return Fail(key);
  CountLog log;
  const absl::Status opened =
      options.log.empty() ? absl::OkStatus() : log.Open(options.log);
  if (!opened.ok()) return Fail(opened);
  std::vector<Verified> all;
  DriftTally tally;
  int exit_status = kExitSuccess;
  for (size_t i = 0; i < bodies.size(); ++i) {
    absl::StatusOr<Verified> one =
        AskAndCompare(options, day, endpoint, options.files[i], bodies[i], log);
    if (!one.ok()) {  // the answers so far were paid for with time
      exit_status = Fail(one.status());
      break;
    }
    tally.Add(one->pair);
    all.push_back(*std::move(one));
  }
  const DriftReport report = tally.Report();
  Print(options.json ? VerifyJson(all, report)
                     : Printable(VerifyText(all, report)));
  if (exit_status != kExitSuccess) return exit_status;
  return report.pairs.drifting > 0 ? kExitDoesNotFit : kExitSuccess;
}

int RunVerify(VerifyArguments& options) {
  if (options.files.empty()) {
    return Fail("give a REQUEST. See tokenfare verify --help");
  }
  const absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  const absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  const absl::StatusOr<std::optional<Rules>> rules =
      options.rules.Load(options.catalogue);
  if (!rules.ok()) return Fail(rules.status());
  const absl::Status filled =
      FillReconcileOptions(options.catalogue, *catalogue, options.reconcile);
  if (!filled.ok()) return Fail(filled);
  if (rules->has_value()) options.reconcile.rules = &**rules;
  return AskAll(options, *day);
}

constexpr const char* kVerifyFooter =
    R"(This is the one command that sends something: each REQUEST, a body of /v1/responses,
goes to the provider's own count endpoint (POST /v1/responses/input_tokens) with the key
in OPENAI_API_KEY. --dry-run shows what would be sent, and sends nothing. Bodies of
other endpoints are refused: they become prompts by other rules.

FILE of --log has the requests themselves: keep it as private as they are. A new one is
readable by its owner only. calibrate and reconcile --jsonl read it.

Examples:
  tokenfare verify --dry-run request.json
  tokenfare verify --log counts.jsonl request.json
  tokenfare calibrate counts.jsonl -o overlay.json

Exit status:
  0  every count is the predicted one, or within its bounds
  1  a count is outside of the bounds
  2  bad usage or input, or the provider did not answer with a count)";

void AddOptions(CLI::App& app, VerifyArguments& options) {
  app.add_option("request", options.files,
                 "JSON bodies of requests to /v1/responses; - is stdin")
      ->type_name("REQUEST");
  app.add_flag("--dry-run", options.dry_run,
               "Print what would be sent, and where; send nothing");
  app.add_option("--base-url", options.base_url,
                 "Where the API is, in place of OPENAI_BASE_URL and "
                 "https://api.openai.com/v1")
      ->type_name("URL");
  app.add_option("--log", options.log,
                 "Append each request and its count to this file; none by "
                 "default")
      ->type_name("FILE");
  AddNumberOption(app, "--timeout", options.timeout,
                  "Seconds that a try may take; 60 by default", "seconds",
                  "60");
  AddNumberOption(app, "--retries", options.retries,
                  "Tries after the first, on 429 and 5xx; 3 by default",
                  "tries", "3");
  app.add_flag("--json", options.json, "Print JSON");
  options.catalogue.AddTo(app);
  options.rules.AddTo(app);
  app.add_option("-m,--model", options.model,
                 "This model instead of the one that the request names")
      ->type_name("MODEL");
  app.footer(kVerifyFooter);
}

int VerifyMain(int argc, char** argv) {
  CLI::App app(
      "Ask the provider for the count of a request, and compare it with the "
      "prediction",
      "tokenfare verify");
  app.formatter(std::make_shared<HelpFormatter>());
  VerifyArguments options;
  AddOptions(app, options);
  int exit_status = kExitSuccess;
  try {
    app.parse(argc, argv);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    exit_status = RunVerify(options);
    curl_global_cleanup();
  } catch (const CLI::Success& success) {  // --help
    app.exit(success);
  } catch (const CLI::ParseError& error) {
    return Fail(fmt::format("{}; see tokenfare verify --help", error.what()));
  }
  return exit_status;
}

}  // namespace
}  // namespace tokenfare::cli

int main(int argc, char** argv) {
  return tokenfare::cli::RunProgram(tokenfare::cli::VerifyMain, argc, argv);
}
