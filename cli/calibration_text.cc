// Families one after the other, each with its periods; then what was left out.

#include "tokenfare/cli/calibration_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::cli {
namespace {

std::string PairsText(int64_t pairs) {
  return fmt::format("{} {}", Tokens(pairs), pairs == 1 ? "pair" : "pairs");
}

std::string ConstantsText(const CalibrationPeriod& period) {
  Table table("lrrr");
  table.AddRow({"constant", "rules", "bills", "pairs"});
  for (const CalibratedConstant& constant : period.constants) {
    if (constant.found == constant.in_force) continue;
    table.AddRow({constant.name, fmt::format("{}", constant.in_force),
                  fmt::format("{}", constant.found), Tokens(constant.pairs)});
  }
  const bool changed = std::ranges::any_of(
      period.constants,
      [](const auto& constant) { return constant.found != constant.in_force; });
  if (changed) return table.ToString(kIndent);
  return period.refused.empty()
             ? Wrapped("nothing differs from the built-in rules", kIndent)
             : "";
}

std::string PeriodText(const CalibrationPeriod& period) {
  std::string text = Wrapped(
      fmt::format("{} to {}: {}, {} billed by the built-in rules, {} by "
                  "those found",
                  FormatDate(period.first), FormatDate(period.last),
                  PairsText(period.pairs), Tokens(period.predicted),
                  Tokens(period.explained)),
      kIndent);
  text += ConstantsText(period);
  for (const CalibrationRefusal& refusal : period.refused) {
    text +=
        Wrapped(fmt::format("not told apart, and left as they are: {} ({}): {}",
                            fmt::join(refusal.constants, ", "),
                            PairsText(refusal.pairs), refusal.why),
                kIndent);
  }
  return text;
}

std::string UnexplainedText(const std::vector<size_t>& lines) {
  constexpr size_t kMostNamed = 20;
  if (lines.empty()) return "";
  const size_t named = std::min(lines.size(), kMostNamed);
  std::string text = fmt::format(
      "not explained, and not fitted: {} {}",
      lines.size() == 1 ? "line" : "lines",
      fmt::join(lines.begin(), lines.begin() + static_cast<ptrdiff_t>(named),
                ", "));
  if (named < lines.size()) {
    text += fmt::format(" and {} more, which --json names",
                        Tokens(static_cast<int64_t>(lines.size() - named)));
  }
  return Wrapped(text, kIndent);
}

std::string CalibratedText(const CalibratedRules& rules) {
  std::string text =
      fmt::format("{} of {}: {}\n", rules.endpoint, rules.provider,
                  rules.model.empty() ? rules.family : rules.model);
  for (const CalibrationPeriod& period : rules.periods) {
    text += PeriodText(period);
  }
  text += UnexplainedText(rules.unexplained);
  return text + "\n";
}

std::string MediansText(const Calibration& found) {
  if (found.medians.empty()) return "";
  Table table("lrr");
  table.AddRow({"model", "median output", "pairs"});
  for (const CalibratedMedian& median : found.medians) {
    table.AddRow(
        {median.model, Tokens(median.output_tokens), Tokens(median.pairs)});
  }
  return "Output tokens of one choice\n" + table.ToString(kIndent) + "\n";
}

void AddLeftOut(int64_t pairs, std::string_view why, std::string& text) {
  if (pairs == 0) return;
  text += Wrapped(fmt::format("{}: {}", Tokens(pairs), why), kIndent);
}

std::string LeftOutText(const Calibration& found,
                        const std::vector<BadLine>& bad) {
  std::string text;
  AddLeftOut(found.reconstructed,
             "the record does not hold the request as it was sent", text);
  AddLeftOut(found.inexact,
             "more of the prompt than constants is not known exactly", text);
  AddLeftOut(found.encoding_assumed, "the model's encoding is not proven",
             text);
  AddLeftOut(found.plain, "no chat: its prompt is its text", text);
  AddLeftOut(static_cast<int64_t>(bad.size()), "no records", text);
  return text.empty() ? text : "Not fitted\n" + text + "\n";
}

}  // namespace

bool IsWholeAnswer(const Calibration& found) {
  return std::ranges::all_of(found.rules, [](const CalibratedRules& rules) {
    return rules.unexplained.empty() &&
           std::ranges::all_of(rules.periods,
                               [](const CalibrationPeriod& period) {
                                 return period.refused.empty();
                               });
  });
}

std::string CalibrationText(const Calibration& found, const RecordsRead& lines,
                            const std::string& output) {
  std::string text = fmt::format("{}\n\n", PairsText(found.pairs));
  if (lines.batch.has_value()) text += BatchText(*lines.batch) + "\n";
  for (const CalibratedRules& rules : found.rules)
    text += CalibratedText(rules);
  text += MediansText(found) + LeftOutText(found, lines.bad);
  return text + fmt::format("Rules for --rules: {}\n", output);
}

}  // namespace tokenfare::cli
