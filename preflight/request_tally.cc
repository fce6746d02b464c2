#include "tokenfare/preflight/request_tally.h"

#include <algorithm>
#include <limits>

namespace [[gnu::visibility("default")]] tokenfare {

bool RequestTally::Add(const Verdict& verdict) {
  const TokenRange& tokens = verdict.input_tokens;
  if (tokens.high > std::numeric_limits<int64_t>::max() - input_tokens_.high) {
    return false;
  }
  if (verdict.cost_usd.has_value() && !AddCost(*verdict.cost_usd)) return false;
  ++requests_;
  if (!verdict.cost_usd.has_value()) ++unpriced_;
  if (verdict.fits != true) ++unfit_;
  if (!verdict.fits.has_value()) ++unknown_;
  input_tokens_ += tokens;
  return true;
}

bool RequestTally::AddCost(const CostRange& cost) {
  const std::optional<Money> low = cost_usd_.low.Plus(cost.low);
  const std::optional<Money> expected = cost_usd_.expected.Plus(cost.expected);
  const std::optional<Money> high = cost_usd_.high.Plus(cost.high);
  if (!low.has_value() || !expected.has_value() || !high.has_value()) {
    return false;
  }
  cost_usd_ = {.expected = *expected,
               .low = *low,
               .high = *high,
               .expected_basis =
                   std::max(cost_usd_.expected_basis, cost.expected_basis)};
  ++resting_on_[static_cast<size_t>(cost.expected_basis)];
  const Request request = {requests_ + 1, cost.high};
  if (!most_expensive_.has_value() || cost.high > most_expensive_->most) {
    most_expensive_ = request;
  }
  if (budget_.has_value() && !breaks_budget_.has_value() && *high > *budget_) {
    breaks_budget_ = request;
  }
  return true;
}

}  // namespace tokenfare
