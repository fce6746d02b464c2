#include "tokenfare/preflight/judgement/training_cost.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::internal {
namespace {

std::optional<Rate> TrainingRate(const Subject& subject) {
  const DatedFact* fact =
      FactOn(subject.card->training_usd_per_million_tokens, subject.as_of);
  if (fact == nullptr) return std::nullopt;
  const absl::StatusOr<Rate> rate = Rate::ParseUsdPerMillion(fact->value);
  return rate.ok() ? std::optional<Rate>(*rate) : std::nullopt;
}

// What an example of so many tokens costs; nothing where that is too much.
std::optional<Money> CostOf(const Rate& rate, int64_t tokens,
                            const Subject& subject, uint64_t epochs) {
  const int64_t counted =
      std::min(tokens, subject.input_limit.value_or(tokens));
  const std::optional<Money> once = rate.For(static_cast<uint64_t>(counted));
  return once.has_value() ? once->Times(epochs) : std::nullopt;
}

std::string EpochsText(const CheckOptions& options) {
  if (!options.epochs.has_value()) {
    return "one epoch: how many there are is not stated, and the API chooses "
           "by "
           "the size of the file";
  }
  return fmt::format("{} epochs, as given", *options.epochs);
}

}  // namespace

absl::StatusOr<Costs> FindTrainingCosts(const Subject& subject,
                                        const Counts& counts,
                                        const CheckOptions& options) {
  Costs costs;
  costs.cache.shared_prefix_tokens = counts.shared_prefix;
  costs.expected_output = 0;
  const std::optional<Rate> rate = TrainingRate(subject);
  if (!rate.has_value()) {
    costs.known = CostKnown::kNoPrice;
    costs.reasons = {{Reason::kPriceUnknown,
                      fmt::format("no source states by which price {} is "
                                  "fine-tuned on {}",
                                  subject.asked, FormatDate(subject.as_of))}};
    return costs;
  }
  const uint64_t epochs = options.epochs.value_or(1);
  const auto low = CostOf(*rate, counts.input.low, subject, epochs);
  const auto expected = CostOf(*rate, counts.input.expected, subject, epochs);
  const auto high = CostOf(*rate, counts.input.high, subject, epochs);
  if (!low.has_value() || !expected.has_value() || !high.has_value()) {
    return absl::OutOfRangeError("the cost is larger than an amount can be");
  }
  CostRange range;
  range.low = *low;
  range.expected = *expected;
  range.high = *high;
  range.expected_basis = ExpectedBasis::kStated;
  costs.range = range;
  costs.assumptions = {{Assumption::kEpochs, EpochsText(options)}};
  return costs;
}

}  // namespace tokenfare::internal
