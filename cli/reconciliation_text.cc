#include "tokenfare/cli/reconciliation_text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/cli/verdict_text.h"

namespace tokenfare::cli {
namespace {

// Of more drifting lines or rules only so many are listed.
constexpr size_t kMostListed = 20;

// "+3", "-12", "0".
std::string Signed(int64_t tokens) {
  if (tokens == 0) return "0";
  return fmt::format("{}{}", tokens > 0 ? '+' : '-', Tokens(std::abs(tokens)));
}

std::string SignedMoney(Money money) {
  return (money > Money::Zero() ? "+" : "") + money.ToString();
}

std::string RangeNote(const TokenRange& range) {
  if (range.exact) return "";
  return fmt::format("estimated, {} to {}", Tokens(range.low),
                     Tokens(range.high));
}

std::string InputSection(const Reconciliation& pair) {
  Table table("lrl");
  table.AddRow({"predicted", Tokens(pair.predicted.expected),
                RangeNote(pair.predicted)});
  table.AddRow({"billed", Tokens(pair.usage.prompt_tokens)});
  table.AddRow({"difference", Signed(pair.Difference())});
  return "Input tokens\n" + table.ToString(kIndent);
}

void AddDetail(Table& table, std::string_view name,
               const std::optional<int64_t>& tokens) {
  if (!tokens.has_value()) return;
  table.AddRow({fmt::format("  {}", name), Tokens(*tokens)});
}

std::string UsageText(const BilledUsage& usage, const BillSource& source) {
  Table table("lr");
  table.AddRow({"prompt", Tokens(usage.prompt_tokens)});
  AddDetail(table, "cached", usage.prompt.cached);
  AddDetail(table, "cache write", usage.prompt.cache_write);
  AddDetail(table, "audio", usage.prompt.audio);
  AddDetail(table, "image", usage.prompt.image);
  AddDetail(table, "text", usage.prompt.text);
  table.AddRow({"completion", Tokens(usage.completion_tokens)});
  AddDetail(table, "reasoning", usage.completion.reasoning);
  AddDetail(table, "accepted prediction", usage.completion.accepted_prediction);
  AddDetail(table, "rejected prediction", usage.completion.rejected_prediction);
  AddDetail(table, "audio", usage.completion.audio);
  AddDetail(table, "text", usage.completion.text);
  return fmt::format("Usage, by the {}\n{}",
                     source.is_stream ? "stream" : "response",
                     table.ToString(kIndent));
}

std::string CostText(const Reconciliation& pair) {
  if (!pair.cost_usd.has_value()) return "Cost: unknown\n";
  const CostBreakdown& billed = pair.cost_usd->billed;
  Table table("ll");
  table.AddRow({"uncached input", billed.uncached_input.ToString()});
  if (billed.cached_input != Money::Zero()) {
    table.AddRow({"cached input", billed.cached_input.ToString()});
  }
  if (billed.cache_write != Money::Zero()) {
    table.AddRow({"cache write", billed.cache_write.ToString()});
  }
  table.AddRow({"output", billed.output.ToString()});
  table.AddRow({"billed", billed.total.ToString()});
  table.AddRow({"predicted", pair.cost_usd->predicted.ToString()});
  table.AddRow({"difference", SignedMoney(pair.cost_usd->difference)});
  return "Cost in US dollars\n" + table.ToString(kIndent);
}

std::string PartsText(const std::vector<PartTokens>& parts) {
  Table table("lrll");
  for (const PartTokens& part : parts) {
    table.AddRow(
        {part.label, Tokens(part.expected), part.rule, RangeNote(part)});
  }
  return "Predicted parts and their rules\n" + table.ToString(kIndent);
}

std::string AgreementText(const Reconciliation& pair) {
  switch (pair.agreement) {
    case Agreement::kMatch:
      return "Agreement: match\n";
    case Agreement::kInsideBounds:
      return "Agreement: inside the bounds\n";
    case Agreement::kDrift:
      break;
  }
  return fmt::format("Agreement: drift, {} {} the bounds{}\n",
                     Tokens(std::abs(pair.outside)),
                     pair.outside > 0 ? "above" : "below",
                     pair.within_tolerance ? ", within the tolerance" : "");
}

std::string CountsText(const DriftReport& report, size_t bad_lines) {
  const PairCounts& pairs = report.pairs;
  const auto share = [&pairs](int64_t count) {
    return Percent(static_cast<uint64_t>(count),
                   static_cast<uint64_t>(pairs.total));
  };
  Table table("lrr");
  table.AddRow({"pairs", Tokens(pairs.total)});
  table.AddRow({"match", Tokens(pairs.matching), share(pairs.matching)});
  table.AddRow({"inside the bounds", Tokens(pairs.inside_bounds),
                share(pairs.inside_bounds)});
  table.AddRow({"drift", Tokens(pairs.drifting), share(pairs.drifting)});
  table.AddRow({"past the tolerance", Tokens(pairs.past_tolerance),
                share(pairs.past_tolerance)});
  if (bad_lines > 0) table.AddRow({"bad lines", Grouped(bad_lines)});
  return table.ToString();
}

std::string_view RecordName(RecordKind kind) {
  switch (kind) {
    case RecordKind::kPair:
      return "request and response";
    case RecordKind::kLiteLlm:
      return "LiteLLM";
    case RecordKind::kLangfuse:
      return "Langfuse";
    case RecordKind::kOpenTelemetry:
      return "OpenTelemetry";
  }
  return "";
}

// Nothing where all are plain pairs.
std::string RecordsText(const RecordCounts& records) {
  if (records.reconstructed == 0) return "";
  Table table("lrl");
  for (const auto& [kind, count] : records.by_kind) {
    table.AddRow({std::string(RecordName(kind)), Tokens(count)});
  }
  table.AddRow(
      {"request reconstructed", Tokens(records.reconstructed), "never exact"});
  if (records.incomplete > 0) {
    table.AddRow({"request may lack parts", Tokens(records.incomplete),
                  "larger bills are no drift, predicted costs the least"});
  }
  return "By record\n" + table.ToString(kIndent) + "\n";
}

std::string ModelsText(const DriftReport& report) {
  Table table("lrrrr");
  table.AddRow({"model", "pairs", "match", "inside", "drift"});
  for (const auto& [model, pairs] : report.by_model) {
    table.AddRow({model, Tokens(pairs.total), Tokens(pairs.matching),
                  Tokens(pairs.inside_bounds), Tokens(pairs.drifting)});
  }
  return "By model\n" + table.ToString(kIndent);
}

std::string ShapeText(const RuleDrift& rule) {
  switch (rule.shape) {
    case DriftShape::kNone:
      return "";
    case DriftShape::kUnclear:
      return "unclear";
    case DriftShape::kPerRequest:
      return fmt::format("{} each request", Signed(rule.constant));
    case DriftShape::kPerPart:
      return fmt::format("{} each part", Signed(rule.constant));
    case DriftShape::kProportional: {
      constexpr double kPercent = 100;
      return fmt::format("{:+.1f}% of the parts", kPercent * rule.share);
    }
  }
  return "";
}

std::string RulesText(const DriftReport& report) {
  Table table("lrrrrl");
  table.AddRow({"rule", "pairs", "drift", "others", "drift", "difference"});
  for (const RuleDrift& rule : report.by_rule) {
    table.AddRow({rule.rule, Tokens(rule.pairs), Tokens(rule.drifting),
                  Tokens(rule.other_pairs), Tokens(rule.other_drifting),
                  ShapeText(rule)});
  }
  return "By rule: pairs that use it, and the others\n" +
         table.ToString(kIndent);
}

std::string SuspectsText(const DriftReport& report) {
  if (report.suspects.empty()) return "";
  if (report.suspect_model.has_value()) {
    return Wrapped(fmt::format("Most likely changed: the model {}, whatever "
                               "the rule",
                               *report.suspect_model),
                   0);
  }
  const RuleDrift& first = report.by_rule.front();
  return Wrapped(
      fmt::format("Most likely changed: {} {}: {} of {} pairs with it drift, "
                  "{} of {} without; the difference is {}; models: {}",
                  report.suspects.size() == 1 ? "the rule" : "one of the rules",
                  fmt::join(report.suspects, ", "), Tokens(first.drifting),
                  Tokens(first.pairs), Tokens(first.other_drifting),
                  Tokens(first.other_pairs), ShapeText(first),
                  fmt::join(first.models, ", ")),
      0);
}

std::string LinesText(const std::vector<DriftingLine>& drifting) {
  if (drifting.empty()) return "";
  Table table("lllrl");
  for (size_t i = 0; i < std::min(drifting.size(), kMostListed); ++i) {
    const DriftingLine& line = drifting[i];
    table.AddRow({fmt::format("line {}", line.line), line.model,
                  fmt::format("billed {}", Tokens(line.billed)),
                  Signed(line.billed - line.predicted.expected),
                  line.within_tolerance ? "within the tolerance" : ""});
  }
  std::string text = "\nDrifting pairs\n" + table.ToString(kIndent);
  if (drifting.size() > kMostListed) {
    text += fmt::format("  ... {} more (--json has all)\n",
                        drifting.size() - kMostListed);
  }
  return text;
}

std::string TotalCostText(const DriftReport& report) {
  std::string text = "Cost: beyond 10^20 dollars\n";
  if (report.cost_usd.has_value()) {
    Table table("ll");
    table.AddRow({"billed", report.cost_usd->billed.ToString()});
    table.AddRow({"predicted", report.cost_usd->predicted.ToString()});
    table.AddRow({"difference", SignedMoney(report.cost_usd->difference)});
    text = "Cost in US dollars\n" + table.ToString(kIndent);
  }
  if (report.unpriced > 0) {
    text += fmt::format("  without {} pairs whose price is unknown\n",
                        Tokens(report.unpriced));
  }
  return text;
}

}  // namespace

std::string ReconciliationText(const Reconciliation& pair) {
  std::string text =
      fmt::format("{} of {}, {} tier, as of {}\n\n", pair.model, pair.provider,
                  ServiceTierName(pair.service_tier), FormatDate(pair.as_of));
  text += InputSection(pair) + "\n";
  text += UsageText(pair.usage, pair.source) + "\n";
  text += CostText(pair) + "\n";
  if (pair.agreement == Agreement::kDrift) {
    text += PartsText(pair.parts) + "\n";
  }
  text += AgreementText(pair);
  if (!pair.warnings.empty()) {
    text += "\nWarnings\n" + FindingsText(pair.warnings);
  }
  return text;
}

std::string DriftReportText(const DriftReport& report,
                            const RecordCounts& records,
                            const std::vector<DriftingLine>& drifting,
                            const RecordsRead& lines) {
  std::string text = CountsText(report, lines.bad.size()) + "\n";
  if (lines.batch.has_value()) text += BatchText(*lines.batch) + "\n";
  text += RecordsText(records);
  text += ModelsText(report) + "\n";
  text += RulesText(report) + "\n";
  text += TotalCostText(report);
  text += LinesText(drifting);
  const std::string suspects = SuspectsText(report);
  if (!suspects.empty()) text += "\n" + suspects;
  return text;
}

}  // namespace tokenfare::cli
