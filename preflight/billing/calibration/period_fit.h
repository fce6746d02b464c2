// Which shifts explain the bills of one period, and which cannot be told apart.

#ifndef TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_PERIOD_FIT_H_
#define TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_PERIOD_FIT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tokenfare/preflight/billing/calibration/shift_search.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// A request and its bill, without a text.
struct PairSeen {
  size_t number = 0;
  // The model without its day.
  std::string model;
  Date day{};
  // By ConstantSettings().
  std::vector<int64_t> in_force;
  std::vector<int64_t> uses;
  // Billed less predicted.
  int64_t residual = 0;
};

struct PeriodFit {
  Shifts shifts;
  int64_t explained = 0;
};

// The shifts that explain the pairs, each with four fifths of those that use
// it.
PeriodFit FitPeriod(std::span<const PairSeen* const> pairs);

// Like FitPeriod, where any share of the pairs will do: what a mixture of two
// periods looks like.
PeriodFit FitLargestPart(std::span<const PairSeen* const> pairs);

bool Explains(const PeriodFit& fit, const PairSeen& pair);

// For each column that `fit` shifts: the columns that explain the pairs as well
// in its place, or fewer than kLeastSupport worse; empty where there are none.
std::vector<std::vector<size_t>> FindRivals(
    const PeriodFit& fit, std::span<const PairSeen* const> pairs);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_PERIOD_FIT_H_
