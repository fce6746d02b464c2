// What many requests cost together, and whether that stays within a budget.
//
//   tokenfare::RequestTally tally(budget);
//   for (...) { if (!tally.Add(verdict)) return TooMuch(); }

#ifndef TOKENFARE_PREFLIGHT_REQUEST_TALLY_H_
#define TOKENFARE_PREFLIGHT_REQUEST_TALLY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/money.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Adds up verdicts in the order of their requests. Constant memory. Serves one
// thread at a time.
class RequestTally {
 public:
  // A request of the series, counted from 1, and the most that it may cost.
  struct Request {
    size_t number;
    Money most;
  };

  explicit RequestTally(std::optional<Money> budget = std::nullopt)
      : budget_(budget) {}

  // False where a sum would be beyond Money or 2^63: nothing is added then.
  bool Add(const Verdict& verdict);

  size_t requests() const { return requests_; }
  // Of which the verdict is that they do not fit, or that it is not known.
  size_t unfit() const { return unfit_; }
  // Of the unfit: those of which it is not known whether they fit.
  size_t unknown() const { return unknown_; }
  // Whose price is not known; they are in no sum of money.
  size_t unpriced() const { return unpriced_; }
  // Whose expected cost rests on `basis`. Those without a price are in none.
  size_t resting_on(ExpectedBasis basis) const {
    return resting_on_[static_cast<size_t>(basis)];
  }

  const TokenRange& input_tokens() const { return input_tokens_; }
  const CostRange& cost_usd() const { return cost_usd_; }
  // The first of those that may cost the most; nothing where none has a price.
  const std::optional<Request>& most_expensive() const {
    return most_expensive_;
  }
  // The first with which the most that all so far may cost is over the budget;
  // nothing where they stay within it, or there is none.
  const std::optional<Request>& breaks_budget() const { return breaks_budget_; }
  const std::optional<Money>& budget() const { return budget_; }

 private:
  // Saves and loads tallies, for processes that hand them on.
  friend struct RequestTallyFields;

  bool AddCost(const CostRange& cost);

  std::optional<Money> budget_;
  size_t requests_ = 0;
  size_t unfit_ = 0;
  size_t unknown_ = 0;
  size_t unpriced_ = 0;
  std::array<size_t, 3> resting_on_{};
  TokenRange input_tokens_;
  // Of nothing, until something is added.
  CostRange cost_usd_{{}, {}, {}, ExpectedBasis::kStated};
  std::optional<Request> most_expensive_;
  std::optional<Request> breaks_budget_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_REQUEST_TALLY_H_
