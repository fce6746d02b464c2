// The rules in force for a model, and what recordings show of them; without a
// model, what recordings show of each family.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/rules_option.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::cli {
namespace {

struct RulesArguments {
  CatalogueOptions catalogue;
  RulesOption rules;
  std::optional<std::string> model;
  std::optional<std::string> endpoint;
  bool json = false;
};

std::string DayText(const std::optional<Date>& day) {
  return day.has_value() ? FormatDate(*day) : "-";
}

std::string EvidenceTable(const std::vector<RuleEvidence>& all) {
  Table table("lrrllll");
  table.AddRow(
      {"feature", "recordings", "repositories", "first", "last", "exact", ""});
  for (const RuleEvidence& evidence : all) {
    table.AddRow({evidence.feature, fmt::format("{}", evidence.recordings),
                  fmt::format("{}", evidence.repositories),
                  DayText(evidence.first), DayText(evidence.last),
                  evidence.why_not_shown.empty() ? "yes" : "no",
                  evidence.old ? "old" : ""});
  }
  return table.ToString(kIndent);
}

std::string FiguresText(const std::vector<RuleFigure>& figures) {
  Table table("lll");
  std::string_view group;
  for (const RuleFigure& figure : figures) {
    table.AddRow(
        {figure.group == group ? "" : figure.group, figure.name, figure.value});
    group = figure.group;
  }
  return table.ToString(kIndent);
}

// Reasons, after the figures, since they are long.
std::string WhysText(const std::vector<RuleFigure>& figures) {
  std::string text;
  for (const RuleFigure& figure : figures) {
    if (figure.why.empty()) continue;
    text += Wrapped(fmt::format("{}: {}", figure.name, figure.why), kIndent);
  }
  return text.empty() ? text : "\nWhy not exact\n" + text;
}

std::string ReportText(const RuleReport& report) {
  std::string text = fmt::format("{}: {}\n", report.endpoint, report.family);
  if (!report.overlay.empty()) {
    text +=
        fmt::format("with rules of {}: no figure is exact\n", report.overlay);
  }
  text +=
      "\nSettings\n" + FiguresText(report.figures) + WhysText(report.figures);
  if (!report.changes.empty()) {
    Table changes("lll");
    changes.AddRow({"", "last day of the old", "first day of the new"});
    for (const RuleChange& change : report.changes) {
      changes.AddRow({change.name, FormatDate(change.last_old),
                      FormatDate(change.first_new)});
    }
    text += "\nChanges\n" + changes.ToString(kIndent);
  }
  if (report.evidence.empty()) {
    return text + "\nNo recorded request shows any of them.\n";
  }
  return text + "\nRecorded requests that were billed so\n" +
         EvidenceTable(report.evidence);
}

// Families of an endpoint beside each other, recordings/repositories.
std::string MapText(const std::vector<FamilyEvidence>& families,
                    std::string_view endpoint) {
  std::vector<std::string> features;
  std::vector<const FamilyEvidence*> columns;
  std::map<std::pair<std::string, std::string>, std::string> cells;
  std::set<std::string> known;
  for (const FamilyEvidence& family : families) {
    if (family.endpoint != endpoint) continue;
    columns.push_back(&family);
    for (const RuleEvidence& evidence : family.evidence) {
      if (known.insert(evidence.feature).second) {
        features.push_back(evidence.feature);
      }
      cells[{family.family, evidence.feature}] =
          fmt::format("{}/{}{}", evidence.recordings, evidence.repositories,
                      evidence.why_not_shown.empty() ? "" : "?");
    }
  }
  std::string text = fmt::format("{}\n", endpoint);
  Table table("l" + std::string(columns.size(), 'r'));
  std::vector<std::string> head = {""};
  for (size_t i = 0; i < columns.size(); ++i) {
    head.push_back(fmt::format("{}", i + 1));
    text += fmt::format("  {}  {}\n", i + 1, columns[i]->family);
  }
  table.AddRow(head);
  for (const std::string& feature : features) {
    std::vector<std::string> row = {feature};
    for (const FamilyEvidence* family : columns) {
      row.push_back(cells[{family->family, feature}]);
    }
    table.AddRow(row);
  }
  return text + "\n" + table.ToString(kIndent);
}

int PrintFamilies(const RulesArguments& options, Date day, const Rules* rules) {
  std::vector<FamilyEvidence> families = EvidenceByFamily(day, rules);
  if (options.endpoint.has_value()) {
    std::erase_if(families, [&](const FamilyEvidence& family) {
      return family.endpoint != *options.endpoint;
    });
  }
  if (options.json) {
    Print(EvidenceToJson(families));
    return kExitSuccess;
  }
  std::string text;
  std::string_view endpoint;
  for (const FamilyEvidence& family : families) {
    if (family.endpoint == endpoint) continue;
    endpoint = family.endpoint;
    text += MapText(families, endpoint) + "\n";
  }
  Print(Printable(
      text +
      Wrapped(
          "Recorded requests that were billed as the rules say, and the "
          "repositories that they are from; ? where that is too little for an "
          "exact figure. `tokenfare rules MODEL` shows the rules of a model.",
          0)));
  return kExitSuccess;
}

int PrintModel(const RulesArguments& options, const RulesOptions& query) {
  absl::StatusOr<std::vector<RuleReport>> reports = DescribeRules(query);
  if (!reports.ok()) return Fail(reports.status());
  if (options.endpoint.has_value()) {
    std::erase_if(*reports, [&](const RuleReport& report) {
      return report.endpoint != *options.endpoint;
    });
  }
  if (options.json) {
    Print(RulesToJson(*reports));
    return kExitSuccess;
  }
  std::string text =
      fmt::format("{} on {}\n", query.model, FormatDate(query.as_of));
  for (const RuleReport& report : *reports) text += "\n" + ReportText(report);
  Print(Printable(text));
  return kExitSuccess;
}

int RunRules(const RulesArguments& options) {
  const absl::StatusOr<Date> day = options.catalogue.Day();
  if (!day.ok()) return Fail(day.status());
  const absl::StatusOr<std::optional<Rules>> rules =
      options.rules.Load(options.catalogue);
  if (!rules.ok()) return Fail(rules.status());
  if (!options.model.has_value()) {
    return PrintFamilies(options, *day,
                         rules->has_value() ? &**rules : nullptr);
  }
  const absl::StatusOr<Catalogue> catalogue = options.catalogue.Load();
  if (!catalogue.ok()) return Fail(catalogue.status());
  return PrintModel(options,
                    {.model = *options.model,
                     .provider = options.catalogue.provider().value_or(
                         std::string(Catalogue::kDefaultProvider)),
                     .as_of = *day,
                     .catalogue = &*catalogue,
                     .rules = rules->has_value() ? &**rules : nullptr});
}

}  // namespace

Command AddRulesCommand(CLI::App& app) {
  auto options = std::make_shared<RulesArguments>();
  CLI::App* parser = app.add_subcommand(
      "rules", "Show by which rules requests are counted, and their evidence");
  parser->add_option("model", options->model, "A model")->type_name("MODEL");
  parser
      ->add_option("--endpoint", options->endpoint,
                   "Of this endpoint only: /v1/chat/completions or "
                   "/v1/responses")
      ->type_name("PATH")
      ->check(CLI::IsMember({"/v1/chat/completions", "/v1/responses"}));
  parser->add_flag("--json", options->json, "Print JSON");
  options->catalogue.AddTo(*parser);
  options->rules.AddTo(*parser);
  parser->footer(
      R"(A figure is exact where three recordings of two repositories show the rule that
it rests on, for the family of models, and any shows the model. "old" are
recordings of which the newest is over 180 days older than the day.

Examples:
  tokenfare rules
  tokenfare rules gpt-4.1-mini
  tokenfare rules gpt-4o --endpoint /v1/responses --as-of 2025-11-01
  tokenfare rules gpt-4o --rules overlay.json --json

Exit status:
  0  they are shown
  2  bad usage, an unknown model, or a file that is no rules)");
  return {parser, [options] { return RunRules(*options); }};
}

}  // namespace tokenfare::cli
