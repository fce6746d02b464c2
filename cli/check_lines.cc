#include "tokenfare/cli/check_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/cli/input_lines.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/cli/json_text.h"
#include "tokenfare/cli/text.h"
#include "tokenfare/preflight/check_many.h"
#include "tokenfare/preflight/request_tally.h"

namespace tokenfare::cli {
namespace {

using Json = nlohmann::ordered_json;

struct UnreadLine {
  size_t number;
  std::string error;
};

// A tally whose requests are the good lines of a file.
struct LinesTally {
  explicit LinesTally(const std::optional<Money>& budget) : tally(budget) {}

  RequestTally tally;
  // The line of each request that was checked.
  std::vector<size_t> lines;
  // Of requests that do not fit, or of which that is not known.
  std::vector<size_t> unfit_lines;
  // Of the latter alone.
  std::vector<size_t> unknown_lines;
  // Of requests that the API refuses, whether they fit or not.
  std::vector<size_t> refused_lines;
  std::vector<UnreadLine> bad_lines;

  size_t LineOf(const RequestTally::Request& request) const {
    return lines[request.number - 1];
  }
  // False where a sum is too large.
  bool Add(size_t number, const absl::StatusOr<Verdict>& verdict) {
    if (!verdict.ok()) {
      bad_lines.push_back({number, MessageOf(verdict.status())});
      return true;
    }
    lines.push_back(number);
    if (verdict->fits != true) unfit_lines.push_back(number);
    if (!verdict->fits.has_value()) unknown_lines.push_back(number);
    if (!verdict->refused.empty()) refused_lines.push_back(number);
    return tally.Add(*verdict);
  }
  // "No" outweighs "not known".
  int ExitStatus() const {
    if (tally.unfit() > tally.unknown() || tally.breaks_budget().has_value()) {
      return kExitDoesNotFit;
    }
    // Without its price, nobody knows whether a request is within a budget.
    const bool budget_unknown =
        tally.budget().has_value() && tally.unpriced() > 0;
    return tally.unknown() > 0 || budget_unknown ? kExitUnknown : kExitSuccess;
  }
};

// Gives lines to a stream of checks, and adds up the verdicts as they come.
class LinesChecker {
 public:
  LinesChecker(std::string name, const CheckOptions& options, size_t threads,
               LinesTally& found)
      : name_(std::move(name)),
        stream_(options, {.threads = threads}),
        found_(found) {}

  // Errors end all: those about an option, which are those of every line, and a
  // sum that is too large.
  absl::Status Add(size_t number, std::string line) {
    while (stream_.full()) {
      if (const absl::Status status = TakeVerdict(); !status.ok()) {
        return status;
      }
    }
    KeepBeginning(line);
    numbers_.push_back(number);
    stream_.Add(std::move(line));
    return absl::OkStatus();
  }

  absl::Status Finish() {
    while (!numbers_.empty()) {
      if (const absl::Status status = TakeVerdict(); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

  // All lines, where none is a request and they are few: they may be one.
  const std::string& beginning() const { return beginning_; }

 private:
  absl::Status TakeVerdict() {
    const size_t number = numbers_.front();
    numbers_.pop_front();
    const absl::StatusOr<Verdict> verdict = *stream_.Next();
    if (!OptionAtFault(verdict.status()).empty()) return verdict.status();
    if (found_.Add(number, verdict)) return absl::OkStatus();
    return absl::OutOfRangeError(fmt::format(
        "{}: line {}: the total is larger than can be added up; split the file",
        name_, number));
  }

  void KeepBeginning(std::string_view line) {
    constexpr size_t kMostKept = size_t{1} << 20;
    keeps_ = keeps_ && found_.lines.empty() &&
             beginning_.size() + line.size() < kMostKept;
    if (!keeps_) {
      beginning_ = std::string();
      return;
    }
    beginning_ += line;
    beginning_ += '\n';
  }

  const std::string name_;
  CheckStream stream_;
  LinesTally& found_;
  // Of the lines that are ahead of the verdicts.
  std::deque<size_t> numbers_;
  std::string beginning_;
  bool keeps_ = true;
};

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

std::string ToJson(const LinesTally& found) {
  const RequestTally& tally = found.tally;
  const TokenRange& tokens = tally.input_tokens();
  const CostRange& cost = tally.cost_usd();
  Json json;
  json["schema_version"] = 1;
  json["requests"] = tally.requests();
  json["input_tokens"] = {{"expected", tokens.expected},
                          {"low", tokens.low},
                          {"high", tokens.high},
                          {"exact", tokens.exact}};
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
  return JsonText(json);
}

std::string Count(uint64_t number, std::string_view one,
                  std::string_view many) {
  return fmt::format("{} {}", Grouped(number), number == 1 ? one : many);
}

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

std::string ToText(const LinesTally& found) {
  const RequestTally& tally = found.tally;
  const CostRange& cost = tally.cost_usd();
  Table table("ll");
  table.AddRow({"Requests", Grouped(tally.requests())});
  table.AddRow({"Input tokens", TokensText(tally.input_tokens())});
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
  AddLinesRow("Do not fit", WithoutUnknown(found), table);
  AddLinesRow("Not known to fit", found.unknown_lines, table);
  AddLinesRow("Refused by the API", found.refused_lines, table);
  return table.ToString();
}

}  // namespace

int CheckLines(const std::string& file, const CheckOptions& options,
               size_t threads, const std::optional<Money>& budget, bool json) {
  LinesTally found(budget);
  LinesChecker checker(DisplayName(file), options, threads, found);
  absl::Status status = ForEachLine(
      file, options.limits.body_bytes, [&](size_t number, std::string line) {
        return checker.Add(number, std::move(line));
      });
  if (status.ok()) status = checker.Finish();
  if (!status.ok()) {
    return Fail(OptionMessage(status).value_or(MessageOf(status)));
  }
  if (found.lines.empty() && found.bad_lines.empty()) {
    return Fail(
        fmt::format("{}: empty; give one request per line", DisplayName(file)));
  }
  if (found.lines.empty() && found.bad_lines.size() > 1 &&
      Check(checker.beginning(), options).ok()) {
    return Fail(
        fmt::format("{}: one request on many lines; give the file without "
                    "--jsonl, or put each request on one line",
                    DisplayName(file)));
  }
  Print(json ? ToJson(found) : Printable(ToText(found)));
  for (const UnreadLine& line : found.bad_lines) {
    Fail(fmt::format("{}: line {}: {}", DisplayName(file), line.number,
                     line.error));
  }
  if (!found.bad_lines.empty()) {
    return Fail(Count(found.bad_lines.size(), "line is", "lines are") +
                " no valid request and in no figure");
  }
  return found.ExitStatus();
}

}  // namespace tokenfare::cli
