// Pairs that are alike become one row; shifts that too few of the pairs agree
// with are taken back.

#include "tokenfare/preflight/billing/calibration/period_fit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/calibrate.h"
#include "tokenfare/preflight/rules/rule_settings.h"

namespace tokenfare::internal {
namespace {

// The most constants that one period is taken to differ in.
constexpr size_t kMostShifts = 8;
// Each must explain more pairs than these.
constexpr int64_t kPrice = kLeastSupport - 1;

std::vector<ShiftRow> RowsOf(std::span<const PairSeen* const> pairs) {
  std::map<std::pair<std::vector<int64_t>, int64_t>, int64_t> merged;
  for (const PairSeen* pair : pairs) ++merged[{pair->uses, pair->residual}];
  std::vector<ShiftRow> rows;
  for (const auto& [key, count] : merged) {
    rows.push_back({key.first, key.second, count});
  }
  return rows;
}

size_t IndexOf(std::string_view name) {
  const auto constants = ConstantSettings();
  return static_cast<size_t>(std::ranges::find_if(constants,
                                                  [name](const auto& constant) {
                                                    return constant.name ==
                                                           name;
                                                  }) -
                             constants.begin());
}

// The columns that some row uses. Chat adds with_tools wherever it adds
// priming_with_tools: where the two are one, with_tools stands for both.
std::vector<size_t> ColumnsOf(std::span<const ShiftRow> rows) {
  const size_t priming = IndexOf("priming_with_tools");
  const size_t with_tools = IndexOf("with_tools");
  const bool same = std::ranges::all_of(rows, [&](const ShiftRow& row) {
    return row.uses[priming] == row.uses[with_tools];
  });
  std::vector<size_t> columns;
  for (size_t i = 0; i < ConstantSettings().size(); ++i) {
    if (same && i == priming) continue;
    if (std::ranges::any_of(
            rows, [i](const ShiftRow& row) { return row.uses[i] != 0; })) {
      columns.push_back(i);
    }
  }
  return columns;
}

// Whether four fifths of the pairs that use the column are explained.
bool IsAgreed(const Shifts& shifts, size_t column,
              std::span<const ShiftRow> rows) {
  int64_t using_it = 0;
  int64_t explained = 0;
  for (const ShiftRow& row : rows) {
    if (row.uses[column] == 0) continue;
    using_it += row.pairs;
    if (Explains(shifts, row)) explained += row.pairs;
  }
  return explained >= kLeastSupport && explained * 5 >= using_it * 4;
}

// The first column with a shift that too few agree with.
std::optional<size_t> FindUnagreed(const Shifts& shifts,
                                   std::span<const ShiftRow> rows) {
  for (size_t i = 0; i < shifts.size(); ++i) {
    if (shifts[i] != 0 && !IsAgreed(shifts, i, rows)) return i;
  }
  return std::nullopt;
}

PeriodFit FitOf(Shifts shifts, std::span<const ShiftRow> rows) {
  // A log without rows has no shifts of any length.
  shifts.resize(ConstantSettings().size());
  const int64_t explained = CountExplained(shifts, rows);
  return {std::move(shifts), explained};
}

}  // namespace

PeriodFit FitPeriod(std::span<const PairSeen* const> pairs) {
  const std::vector<ShiftRow> rows = RowsOf(pairs);
  std::vector<size_t> columns = ColumnsOf(rows);
  while (true) {
    Shifts found = FindShifts(rows, columns, kMostShifts, kPrice);
    const std::optional<size_t> unagreed = FindUnagreed(found, rows);
    if (!unagreed.has_value()) return FitOf(std::move(found), rows);
    std::erase(columns, *unagreed);
  }
}

PeriodFit FitLargestPart(std::span<const PairSeen* const> pairs) {
  const std::vector<ShiftRow> rows = RowsOf(pairs);
  return FitOf(FindShifts(rows, ColumnsOf(rows), kMostShifts, kPrice), rows);
}

bool Explains(const PeriodFit& fit, const PairSeen& pair) {
  int64_t explained = 0;
  for (size_t i = 0; i < fit.shifts.size(); ++i) {
    explained += fit.shifts[i] * pair.uses[i];
  }
  return explained == pair.residual;
}

std::vector<std::vector<size_t>> FindRivals(
    const PeriodFit& fit, std::span<const PairSeen* const> pairs) {
  const std::vector<ShiftRow> rows = RowsOf(pairs);
  std::vector<std::vector<size_t>> rivals(fit.shifts.size());
  for (size_t i = 0; i < fit.shifts.size(); ++i) {
    if (fit.shifts[i] == 0) continue;
    std::vector<size_t> columns = ColumnsOf(rows);
    std::erase(columns, i);
    const Shifts other =
        FindShifts(rows, columns, SizeOf(fit.shifts) + 1, /*price=*/0);
    if (CountExplained(other, rows) <= fit.explained - kLeastSupport) continue;
    for (size_t j = 0; j < other.size(); ++j) {
      if (other[j] != fit.shifts[j]) rivals[i].push_back(j);
    }
  }
  return rivals;
}

}  // namespace tokenfare::internal
