#include "tokenfare/cli/verdict_text.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

// Over this many parts, only so many are listed at each end.
constexpr size_t kMostParts = 40;
constexpr size_t kPartsAtEachEnd = 15;
// So many reasons for estimates, and so many findings of a kind, are told.
constexpr size_t kMostReasons = 20;

std::string RangeText(const TokenRange& range) {
  return fmt::format("{} to {}", Tokens(range.low), Tokens(range.high));
}

void AddRow(Table& table, std::string label, const TokenRange& tokens) {
  table.AddRow({std::move(label), Tokens(tokens.expected),
                tokens.exact ? "" : "estimated, " + RangeText(tokens)});
}

TokenRange Sum(std::span<const PartTokens> parts) {
  TokenRange sum;
  for (const PartTokens& part : parts) sum += part;
  return sum;
}

// Why parts are estimated, each reason once.
std::string UncertaintiesText(std::span<const PartTokens> parts) {
  std::string text;
  std::unordered_set<std::string_view> told;
  for (const PartTokens& part : parts) {
    if (part.why.empty() || !told.insert(part.why).second) continue;
    if (told.size() > kMostReasons) continue;
    text += Wrapped(fmt::format("estimated: {}", part.why), kIndent);
  }
  if (told.size() > kMostReasons) {
    text += Wrapped(fmt::format("estimated: {} more reasons (--json has all)",
                                Grouped(told.size() - kMostReasons)),
                    kIndent);
  }
  return text;
}

// What the total rests on, where that does not make it exact.
std::string BasisText(const TokenRange& total) {
  if (total.exact) return "";
  return Wrapped(fmt::format("basis: {}", BasisName(total.basis)), kIndent);
}

std::string InputSection(const Verdict& verdict) {
  Table table("lrl");
  const std::span<const PartTokens> parts(verdict.parts);
  const bool all = parts.size() <= kMostParts;
  const size_t head = all ? parts.size() : kPartsAtEachEnd;
  for (const PartTokens& part : parts.first(head)) {
    AddRow(table, part.label, part);
  }
  if (!all) {
    const size_t hidden = parts.size() - 2 * kPartsAtEachEnd;
    AddRow(table, fmt::format("... {} more parts (--json has all)", hidden),
           Sum(parts.subspan(head, hidden)));
    for (const PartTokens& part : parts.last(kPartsAtEachEnd)) {
      AddRow(table, part.label, part);
    }
  }
  AddRow(table, "total", verdict.input_tokens);
  return "Input tokens\n" + table.ToString(kIndent) + UncertaintiesText(parts) +
         BasisText(verdict.input_tokens);
}

std::string ChoicesText(const OutputTokens& output) {
  if (output.choices <= 1) return "";
  return fmt::format(", for each of {} choices", Tokens(output.choices));
}

std::string OutputText(const OutputTokens& output) {
  if (!output.limit.has_value()) return "unknown";
  if (!output.stated && *output.limit == 0) return "none";
  const std::string_view whose = output.stated ? ", the request's limit"
                                 : output.limit == output.model_limit
                                     ? ", the model's limit"
                                     : ", the endpoint's limit";
  return fmt::format("{}{}{}", Tokens(*output.limit), whose,
                     ChoicesText(output));
}

// Shares of the window: the input's, and that of the largest input with the
// largest output.
std::string ShareText(const Verdict& verdict) {
  const auto window = static_cast<uint64_t>(*verdict.context_window);
  std::string text = fmt::format(
      "input {}",
      Percent(static_cast<uint64_t>(verdict.input_tokens.expected), window));
  if (verdict.output_tokens.limit.has_value()) {
    const auto most = static_cast<uint64_t>(verdict.input_tokens.high) +
                      static_cast<uint64_t>(*verdict.output_tokens.limit);
    text += fmt::format(", with the most output {}", Percent(most, window));
  }
  return text;
}

std::string LimitsText(const Verdict& verdict) {
  Table table("ll");
  table.AddRow({"Output tokens, at most", OutputText(verdict.output_tokens)});
  const InputTokens& input = verdict.input_tokens;
  if (input.each_limit.has_value()) {
    table.AddRow({"Each input, at most", Tokens(*input.each_limit)});
  }
  if (input.each_limit.has_value() && input.limit.has_value()) {
    table.AddRow({"All inputs, at most", Tokens(*input.limit)});
  }
  const bool is_alone = !input.each_limit.has_value();
  // What has no output has no window.
  if (verdict.output_tokens.limit == 0 && !verdict.output_tokens.stated) {
    if (is_alone && input.limit.has_value()) {
      table.AddRow({"Input tokens, at most", Tokens(*input.limit)});
    }
    return table.ToString();
  }
  if (verdict.output_tokens.expected.has_value()) {
    table.AddRow(
        {"Output tokens, expected", Tokens(*verdict.output_tokens.expected) +
                                        ChoicesText(verdict.output_tokens)});
  }
  table.AddRow({"Context window", verdict.context_window.has_value()
                                      ? Tokens(*verdict.context_window)
                                      : "unknown"});
  if (verdict.context_window.has_value()) {
    table.AddRow({"Share of the window", ShareText(verdict)});
  }
  return table.ToString();
}

// What the cost between the least and the worst case is; empty where it is the
// worst case itself. Without a word of how long the output is likely to be,
// nothing is expected.
std::string_view ExpectedLabel(const CostRange& cost) {
  if (cost.expected_basis != ExpectedBasis::kLimit) return "expected";
  return cost.expected == cost.high ? "" : "with all output";
}

std::string CostText(const Verdict& verdict) {
  if (!verdict.cost_usd.has_value()) return "Cost: unknown\n";
  Table table("ll");
  const CostRange& cost = *verdict.cost_usd;
  table.AddRow({"least", cost.low.ToString()});
  const std::string_view label = ExpectedLabel(cost);
  if (!label.empty()) {
    table.AddRow({std::string(label), cost.expected.ToString()});
  }
  table.AddRow({"worst case", cost.high.ToString()});
  return "Cost in US dollars\n" + table.ToString(kIndent);
}

std::string SuggestionsText(const std::vector<Suggestion>& suggestions) {
  if (suggestions.empty()) {
    return "\nNo other model of the provider is cheaper or larger and takes "
           "the request\n";
  }
  const auto at_limit = [](const Suggestion& suggestion) {
    return suggestion.cost_usd.expected_basis == ExpectedBasis::kLimit;
  };
  const bool all_at_limit = std::ranges::all_of(suggestions, at_limit);
  Table table("llrl");
  for (const Suggestion& suggestion : suggestions) {
    std::string cost = suggestion.cost_usd.expected.ToString();
    if (at_limit(suggestion) && !all_at_limit) cost += " with all output";
    table.AddRow({suggestion.model, std::move(cost),
                  Tokens(suggestion.input_tokens.expected) + " tokens",
                  suggestion.larger ? "larger window" : ""});
  }
  return fmt::format("\nOther models that take it, by {}\n",
                     all_at_limit ? "cost with all output" : "expected cost") +
         table.ToString(kIndent);
}

std::string_view VerdictLine(const std::optional<bool>& fits) {
  if (!fits.has_value()) return "Verdict: it is not known whether it fits\n";
  return *fits ? "Verdict: fits\n" : "Verdict: does not fit\n";
}

}  // namespace

std::string FindingsText(const std::vector<Finding>& findings) {
  std::string text;
  const size_t told = std::min(findings.size(), kMostReasons);
  for (const Finding& finding : std::span(findings).first(told)) {
    // The first indent makes room for the mark.
    std::string item = Wrapped(finding.message, 2 * kIndent);
    item[kIndent] = '-';
    text += item;
  }
  if (told < findings.size()) {
    text += fmt::format("{:{}}- {} more (--json has all)\n", "", kIndent,
                        Grouped(findings.size() - told));
  }
  return text;
}

std::string VerdictText(const Verdict& verdict) {
  std::string text = fmt::format(
      "{}: {} of {}, {} tier, {}, as of {}\n\n", verdict.format, verdict.model,
      verdict.provider, ServiceTierName(verdict.service_tier), verdict.encoding,
      FormatDate(verdict.as_of));
  text += InputSection(verdict) + "\n";
  text += LimitsText(verdict) + "\n";
  text += CostText(verdict) + "\n";
  text += VerdictLine(verdict.fits);
  text += FindingsText(verdict.reasons);
  if (!verdict.warnings.empty()) {
    text += "\nWarnings\n" + FindingsText(verdict.warnings);
  }
  if (verdict.suggestions.has_value()) {
    text += SuggestionsText(*verdict.suggestions);
  }
  if (!verdict.assumptions.empty()) {
    text += "\nAssumptions\n" + FindingsText(verdict.assumptions);
  }
  return text;
}

}  // namespace tokenfare::cli
