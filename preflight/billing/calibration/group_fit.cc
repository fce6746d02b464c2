// One fit of all pairs; where that leaves many, two periods; where these leave
// many, each model by itself. More is said only where more pairs show it.

#include "tokenfare/preflight/billing/calibration/group_fit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/rules/rule_settings.h"

namespace tokenfare::internal {
namespace {

using Pairs = std::vector<const PairSeen*>;

// A day, or a model, is told apart only where so many more pairs are explained.
constexpr int64_t kLeastGain = 5;

struct Period {
  Pairs pairs;
  PeriodFit fit;
};
using Periods = std::vector<Period>;

int64_t Unexplained(const Periods& periods) {
  int64_t left = 0;
  for (const Period& period : periods) {
    left += static_cast<int64_t>(period.pairs.size()) - period.fit.explained;
  }
  return left;
}

// As many as make a closer look worth it.
bool LeavesMany(const Periods& periods, size_t pairs) {
  const int64_t left = Unexplained(periods);
  return left >= kLeastGain && left * 20 > static_cast<int64_t>(pairs);
}

// The day from which on `late` explains pairs, and `early` those before: the
// first of the best.
Date FindBoundary(const Pairs& by_day, const PeriodFit& early,
                  const PeriodFit& late, int64_t& best) {
  // All pairs late; then one after the other early.
  int64_t explained = std::ranges::count_if(
      by_day, [&](const PairSeen* pair) { return Explains(late, *pair); });
  best = -1;
  Date boundary = by_day.front()->day;
  for (size_t i = 0; i < by_day.size(); ++i) {
    if (i > 0 && by_day[i]->day != by_day[i - 1]->day && explained > best) {
      best = explained;
      boundary = by_day[i]->day;
    }
    if (Explains(early, *by_day[i])) ++explained;
    if (Explains(late, *by_day[i])) --explained;
  }
  return boundary;
}

Period PeriodOf(Pairs pairs) {
  PeriodFit fit = FitPeriod(pairs);
  return {std::move(pairs), std::move(fit)};
}

// Two periods: what explains the largest part, and what explains the rest.
Periods SplitByDay(const Pairs& by_day, const PeriodFit& largest) {
  Pairs rest;
  for (const PairSeen* pair : by_day) {
    if (!Explains(largest, *pair)) rest.push_back(pair);
  }
  const PeriodFit other = FitLargestPart(rest);
  int64_t forwards = 0;
  int64_t backwards = 0;
  const Date then = FindBoundary(by_day, largest, other, forwards);
  const Date else_then = FindBoundary(by_day, other, largest, backwards);
  const Date boundary = forwards >= backwards ? then : else_then;
  const auto from = std::ranges::find_if(
      by_day, [&](const PairSeen* pair) { return pair->day >= boundary; });
  if (from == by_day.begin() || from == by_day.end()) return {};
  return {PeriodOf(Pairs(by_day.begin(), from)),
          PeriodOf(Pairs(from, by_day.end()))};
}

// One period, or two where that explains more.
Periods FitPeriods(const Pairs& by_day) {
  Periods periods = {PeriodOf(by_day)};
  if (!LeavesMany(periods, by_day.size())) return periods;
  for (const PeriodFit& start : {periods.front().fit, FitLargestPart(by_day)}) {
    Periods split = SplitByDay(by_day, start);
    if (!split.empty() &&
        Unexplained(split) + kLeastGain <= Unexplained(periods)) {
      periods = std::move(split);
    }
  }
  return periods;
}

std::string_view NameOf(size_t constant) {
  return ConstantSettings()[constant].name;
}

// Columns that are refused together.
std::vector<std::set<size_t>> CollinearSets(const Period& period) {
  std::vector<std::set<size_t>> sets;
  const auto rivals = FindRivals(period.fit, period.pairs);
  for (size_t i = 0; i < rivals.size(); ++i) {
    if (rivals[i].empty()) continue;
    std::set<size_t> together(rivals[i].begin(), rivals[i].end());
    together.insert(i);
    std::erase_if(sets, [&](const std::set<size_t>& set) {
      const bool meets = std::ranges::any_of(
          set, [&](size_t member) { return together.contains(member); });
      if (meets) together.insert(set.begin(), set.end());
      return meets;
    });
    sets.push_back(std::move(together));
  }
  return sets;
}

int64_t CountUsing(const Period& period, const std::set<size_t>& constants) {
  return std::ranges::count_if(period.pairs, [&](const PairSeen* pair) {
    return Explains(period.fit, *pair) &&
           std::ranges::any_of(constants, [&](size_t constant) {
             return period.fit.shifts[constant] != 0 &&
                    pair->uses[constant] != 0;
           });
  });
}

CalibrationRefusal RefusalOf(const Period& period,
                             const std::set<size_t>& constants,
                             std::string why) {
  CalibrationRefusal refusal;
  for (const size_t constant : constants) {
    refusal.constants.emplace_back(NameOf(constant));
  }
  refusal.pairs = CountUsing(period, constants);
  refusal.why = std::move(why);
  return refusal;
}

// The figures in force of a constant in the pairs that use it.
std::set<int64_t> FiguresInForce(const Period& period, size_t constant) {
  std::set<int64_t> figures;
  for (const PairSeen* pair : period.pairs) {
    if (pair->uses[constant] != 0) figures.insert(pair->in_force[constant]);
  }
  return figures;
}

// Fills in `refused`, and returns the constants in it.
std::set<size_t> Refuse(const Period& period, CalibrationPeriod& found) {
  std::set<size_t> refused;
  for (const std::set<size_t>& together : CollinearSets(period)) {
    found.refused.push_back(
        RefusalOf(period, together,
                  fmt::format("at least {} pairs are needed that use them in "
                              "other proportions",
                              kLeastSupport)));
    refused.insert(together.begin(), together.end());
  }
  for (size_t i = 0; i < period.fit.shifts.size(); ++i) {
    if (period.fit.shifts[i] == 0 || refused.contains(i)) continue;
    if (FiguresInForce(period, i).size() == 1) continue;
    found.refused.push_back(RefusalOf(
        period, {i},
        "the embedded rules have several figures of it for these pairs; "
        "calibrate with pairs of one model and of days between two changes"));
    refused.insert(i);
  }
  return refused;
}

CalibrationPeriod Describe(const Period& period) {
  CalibrationPeriod found;
  found.first = period.pairs.front()->day;
  found.last = period.pairs.back()->day;
  found.pairs = static_cast<int64_t>(period.pairs.size());
  found.predicted = std::ranges::count_if(
      period.pairs, [](const PairSeen* pair) { return pair->residual == 0; });
  found.explained = period.fit.explained;
  const std::set<size_t> refused = Refuse(period, found);
  for (size_t i = 0; i < period.fit.shifts.size(); ++i) {
    const std::set<int64_t> figures = FiguresInForce(period, i);
    if (figures.size() != 1 || refused.contains(i)) continue;
    CalibratedConstant constant;
    constant.name = NameOf(i);
    constant.in_force = *figures.begin();
    constant.found = constant.in_force + period.fit.shifts[i];
    constant.pairs =
        std::ranges::count_if(period.pairs, [&](const PairSeen* pair) {
          return pair->uses[i] != 0 && Explains(period.fit, *pair);
        });
    found.constants.push_back(std::move(constant));
  }
  return found;
}

CalibratedRules RulesFrom(const Periods& periods, std::string model) {
  CalibratedRules rules;
  rules.model = std::move(model);
  for (const Period& period : periods) {
    rules.periods.push_back(Describe(period));
    for (const PairSeen* pair : period.pairs) {
      if (!Explains(period.fit, *pair)) {
        rules.unexplained.push_back(pair->number);
      }
    }
  }
  std::ranges::sort(rules.unexplained);
  return rules;
}

Pairs ByDay(const std::vector<PairSeen>& all) {
  Pairs pairs;
  for (const PairSeen& pair : all) pairs.push_back(&pair);
  std::ranges::stable_sort(pairs, [](const PairSeen* a, const PairSeen* b) {
    return a->day < b->day;
  });
  return pairs;
}

// Each model by itself; nothing where that explains hardly more.
std::optional<std::map<std::string, Periods>> FitByModel(const Pairs& by_day,
                                                         int64_t left) {
  std::map<std::string, Pairs> by_model;
  for (const PairSeen* pair : by_day) by_model[pair->model].push_back(pair);
  std::map<std::string, Periods> fitted;
  int64_t left_by_model = 0;
  for (const auto& [model, pairs] : by_model) {
    Periods periods = FitPeriods(pairs);
    left_by_model += Unexplained(periods);
    fitted.emplace(model, std::move(periods));
  }
  if (fitted.size() < 2 || left_by_model + kLeastGain > left) {
    return std::nullopt;
  }
  return fitted;
}

}  // namespace

std::vector<CalibratedRules> FitGroup(const std::vector<PairSeen>& pairs) {
  const Pairs by_day = ByDay(pairs);
  const Periods periods = FitPeriods(by_day);
  if (LeavesMany(periods, by_day.size())) {
    const auto by_model = FitByModel(by_day, Unexplained(periods));
    if (by_model.has_value()) {
      std::vector<CalibratedRules> all;
      for (const auto& [model, own] : *by_model) {
        all.push_back(RulesFrom(own, model));
      }
      return all;
    }
  }
  return {RulesFrom(periods, "")};
}

}  // namespace tokenfare::internal
