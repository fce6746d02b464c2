#include "tokenfare/cli/lines_report.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/cli/verdict_text.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

// Of an example no more tokens count than it may have.
void AddTraining(const Verdict& verdict, std::optional<TokenRange>& training) {
  const InputTokens& input = verdict.input_tokens;
  TokenRange counted = input;
  if (input.limit.has_value()) {
    counted.expected = std::min(counted.expected, *input.limit);
    counted.low = std::min(counted.low, *input.limit);
    counted.high = std::min(counted.high, *input.limit);
  }
  if (!training.has_value()) training.emplace();
  *training += counted;
}

Json RequestJson(const LinesTally& found,
                 const std::optional<RequestTally::Request>& request) {
  if (!request.has_value()) return nullptr;
  return {{"line", found.LineOf(*request)},
          {"most_usd", request->most.ToDecimal()}};
}

constexpr std::array kExpectedBases = {
    ExpectedBasis::kStated, ExpectedBasis::kCalibrated, ExpectedBasis::kLimit};

// How many requests rest on what.
Json BasesJson(const RequestTally& tally) {
  Json json;
  for (const ExpectedBasis basis : kExpectedBases) {
    json[std::string(ExpectedBasisName(basis))] = tally.resting_on(basis);
  }
  return json;
}

Json RangeJson(const TokenRange& tokens) {
  return {{"expected", tokens.expected},
          {"low", tokens.low},
          {"high", tokens.high},
          {"exact", tokens.exact}};
}

// The tokens of all epochs; one where they are not stated. Saturated, since
// epochs may be any number.
TokenRange OfAllEpochs(const LinesTally& found) {
  TokenRange all = *found.training;
  const auto times = [&](int64_t tokens) {
    int64_t product = 0;
    const auto epochs = static_cast<int64_t>(
        std::min<uint64_t>(found.epochs.value_or(1), 1'000'000'000));
    return __builtin_mul_overflow(tokens, epochs, &product)
               ? std::numeric_limits<int64_t>::max()
               : product;
  };
  all.expected = times(all.expected);
  all.low = times(all.low);
  all.high = times(all.high);
  return all;
}

Json TrainingJson(const LinesTally& found) {
  return {{"epochs",
           found.epochs.has_value() ? Json(*found.epochs) : Json(nullptr)},
          {"tokens_per_epoch", RangeJson(*found.training)},
          {"tokens", RangeJson(OfAllEpochs(found))}};
}

Json BatchJson(const BatchTally& batch) {
  Json json;
  json["lines"] = batch.lines();
  json["models"] = Json::object();
  for (const auto& [model, tally] : batch.models()) {
    const CostRange& cost = tally.cost_usd();
    json["models"][model] = {{"requests", tally.requests()},
                             {"input_tokens", RangeJson(tally.input_tokens())},
                             {"cost_usd",
                              {{"expected", cost.expected.ToDecimal()},
                               {"low", cost.low.ToDecimal()},
                               {"high", cost.high.ToDecimal()}}},
                             {"without_price", tally.unpriced()}};
  }
  json["findings"] = Json::array();
  for (const Finding& finding : batch.Findings()) {
    json["findings"].push_back(
        {{"code", finding.code}, {"message", finding.message}});
  }
  return json;
}

}  // namespace

std::string LinesJson(const LinesTally& found) {
  const RequestTally& tally = found.tally;
  const TokenRange& tokens = tally.input_tokens();
  const CostRange& cost = tally.cost_usd();
  Json json;
  json["schema_version"] = 1;
  json["requests"] = tally.requests();
  json["input_tokens"] = RangeJson(tokens);
  json["cost_usd"] = {
      {"expected", cost.expected.ToDecimal()},
      {"low", cost.low.ToDecimal()},
      {"high", cost.high.ToDecimal()},
      {"expected_basis", std::string(ExpectedBasisName(cost.expected_basis))}};
  json["expected_bases"] = BasesJson(tally);
  json["without_price"] = tally.unpriced();
  json["most_expensive"] = RequestJson(found, tally.most_expensive());
  json["budget_usd"] = tally.budget().has_value()
                           ? Json(tally.budget()->ToDecimal())
                           : Json(nullptr);
  json["breaks_budget"] = RequestJson(found, tally.breaks_budget());
  json["unfit_lines"] = found.unfit_lines;
  json["unknown_lines"] = found.unknown_lines;
  json["refused_lines"] = found.refused_lines;
  json["bad_lines"] = Json::array();
  for (const UnreadLine& line : found.bad_lines) {
    json["bad_lines"].push_back({{"line", line.number}, {"error", line.error}});
  }
  if (found.training.has_value()) json["training"] = TrainingJson(found);
  if (found.batch.has_value()) json["batch"] = BatchJson(*found.batch);
  return JsonText(json);
}

std::string Count(uint64_t number, std::string_view one,
                  std::string_view many) {
  return fmt::format("{} {}", Grouped(number), number == 1 ? one : many);
}

namespace {

std::string TokensText(const TokenRange& tokens) {
  const auto grouped = [](int64_t number) {
    return Grouped(static_cast<uint64_t>(number));
  };
  if (tokens.exact) return grouped(tokens.expected);
  return fmt::format("{} (estimated, {} to {})", grouped(tokens.expected),
                     grouped(tokens.low), grouped(tokens.high));
}

// The row between the least and the worst case: what is expected, and of how
// many requests that is the output at its limit. None where that is all of them
// and the worst case.
void AddExpectedRow(const RequestTally& tally, Table& table) {
  const CostRange& cost = tally.cost_usd();
  const size_t at_limit = tally.resting_on(ExpectedBasis::kLimit);
  const size_t priced = tally.requests() - tally.unpriced();
  if (at_limit < priced) {
    std::string text = cost.expected.ToString();
    if (at_limit > 0) {
      text += fmt::format(", {} with the output at its limit",
                          Count(at_limit, "request", "requests"));
    }
    table.AddRow({"Cost, expected", std::move(text)});
  } else if (cost.expected != cost.high) {
    table.AddRow({"Cost, with all output", cost.expected.ToString()});
  }
}

std::string BudgetText(const LinesTally& found) {
  const RequestTally& tally = found.tally;
  const std::string budget = tally.budget()->ToString();
  if (tally.breaks_budget().has_value()) {
    return fmt::format("{}, which may be exceeded from line {} on", budget,
                       found.LineOf(*tally.breaks_budget()));
  }
  if (tally.unpriced() > 0) {
    return fmt::format("{}; whether it holds is not known", budget);
  }
  return fmt::format("{} holds", budget);
}

// "3, 7, 9 and 12 more".
std::string LinesText(const std::vector<size_t>& lines) {
  constexpr size_t kMostLines = 10;
  std::vector<std::string> shown;
  for (const size_t line : lines) {
    if (shown.size() == kMostLines) break;
    shown.push_back(Grouped(line));
  }
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (lines.size() > kMostLines) {
    text += fmt::format(" and {} more", Grouped(lines.size() - kMostLines));
  }
  return text;
}

void AddLinesRow(std::string name, const std::vector<size_t>& lines,
                 Table& table) {
  if (lines.empty()) return;
  table.AddRow({std::move(name),
                fmt::format("{}: {}", lines.size() == 1 ? "line" : "lines",
                            LinesText(lines))});
}

std::vector<size_t> WithoutUnknown(const LinesTally& found) {
  std::vector<size_t> lines;
  std::ranges::set_difference(found.unfit_lines, found.unknown_lines,
                              std::back_inserter(lines));
  return lines;
}

// How many there are, and their tokens.
void AddCountRows(const LinesTally& found, Table& table) {
  if (!found.training.has_value()) {
    table.AddRow({"Requests", Grouped(found.tally.requests())});
    table.AddRow({"Input tokens", TokensText(found.tally.input_tokens())});
    return;
  }
  table.AddRow({"Examples", Grouped(found.tally.requests())});
  table.AddRow({"Tokens per epoch", TokensText(*found.training)});
  table.AddRow({"Epochs", found.epochs.has_value()
                              ? Grouped(*found.epochs)
                              : "1, since none are given"});
  table.AddRow({"Tokens of training", TokensText(OfAllEpochs(found))});
}

// The models of a batch, and why it is not taken.
std::string BatchText(const BatchTally& batch) {
  Table table("lrll");
  table.AddRow({"model", "requests", "input tokens", "cost, worst case"});
  for (const auto& [model, tally] : batch.models()) {
    table.AddRow({model, Grouped(tally.requests()),
                  TokensText(tally.input_tokens()),
                  tally.unpriced() == tally.requests()
                      ? "unknown"
                      : tally.cost_usd().high.ToString()});
  }
  std::string text = "\nBy model\n" + table.ToString(kIndent);
  const std::vector<Finding> findings = batch.Findings();
  if (!findings.empty()) {
    text += "\nNot taken as one batch\n" + FindingsText(findings);
  }
  return text;
}

}  // namespace

std::string LinesReport(const LinesTally& found) {
  const RequestTally& tally = found.tally;
  const CostRange& cost = tally.cost_usd();
  Table table("ll");
  AddCountRows(found, table);
  table.AddRow({"Cost, least", cost.low.ToString()});
  AddExpectedRow(tally, table);
  table.AddRow({"Cost, worst case", cost.high.ToString()});
  if (tally.unpriced() > 0) {
    table.AddRow({"Without a price", Grouped(tally.unpriced())});
  }
  if (tally.most_expensive().has_value()) {
    table.AddRow({"Most expensive",
                  fmt::format("line {}, at most {}",
                              found.LineOf(*tally.most_expensive()),
                              tally.most_expensive()->most.ToString())});
  }
  if (tally.budget().has_value()) {
    table.AddRow({"Budget", BudgetText(found)});
  }
  AddLinesRow(found.training.has_value() ? "Too long" : "Do not fit",
              WithoutUnknown(found), table);
  AddLinesRow("Not known to fit", found.unknown_lines, table);
  AddLinesRow("Refused by the API", found.refused_lines, table);
  std::string text = table.ToString();
  if (found.batch.has_value()) text += BatchText(*found.batch);
  return text;
}

bool LinesTally::Add(size_t number, size_t bytes,
                     const absl::StatusOr<Verdict>& verdict) {
  if (!verdict.ok()) {
    if (batch.has_value()) batch->AddBad(bytes);
    bad_lines.push_back({number, MessageOf(verdict.status())});
    return true;
  }
  lines.push_back(number);
  if (verdict->fits != true) unfit_lines.push_back(number);
  if (!verdict->fits.has_value()) unknown_lines.push_back(number);
  if (!verdict->refused.empty()) refused_lines.push_back(number);
  if (verdict->format == "fine_tuning") AddTraining(*verdict, training);
  if (verdict->format == "openai_batch") {
    if (!batch.has_value()) batch.emplace();
    if (!batch->Add(number, bytes, *verdict)) return false;
  }
  return tally.Add(*verdict);
}

int LinesTally::ExitStatus() const {
  if (tally.unfit() > tally.unknown() || tally.breaks_budget().has_value() ||
      (batch.has_value() && !batch->Findings().empty())) {
    return kExitDoesNotFit;
  }
  // Without its price, nobody knows whether a request is within a budget.
  const bool budget_unknown =
      tally.budget().has_value() && tally.unpriced() > 0;
  return tally.unknown() > 0 || budget_unknown ? kExitUnknown : kExitSuccess;
}

}  // namespace tokenfare::cli
