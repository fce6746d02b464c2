#include "tokenfare/preflight/internal/cost_range.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/pricing/cost.h"

namespace tokenfare::internal {
namespace {

// OpenAI's guide "Prompt caching": prefixes are cached from this length on, in
// steps of so many tokens.
constexpr uint64_t kLeastCached = 1024;
constexpr uint64_t kCacheStep = 128;

uint64_t LargestCachedPrefix(uint64_t input) {
  return input < kLeastCached ? 0 : input / kCacheStep * kCacheStep;
}

void Assume(Verdict& verdict, std::string_view code, std::string message) {
  verdict.assumptions.push_back({std::string(code), std::move(message)});
}

void GiveReason(Verdict& verdict, std::string_view code, std::string message) {
  verdict.reasons.push_back({std::string(code), std::move(message)});
}

// The output of each choice that the expected and the highest cost assume;
// nothing where no limit is known.
std::optional<int64_t> OutputLimit(const Verdict& verdict) {
  if (verdict.output_tokens.limit.has_value()) {
    return verdict.output_tokens.limit;
  }
  if (!verdict.context_window.has_value()) return std::nullopt;
  return std::max<int64_t>(0,
                           *verdict.context_window - verdict.input_tokens.low);
}

absl::Status CheckOptionsAgree(const CheckOptions& options,
                               const Verdict& verdict,
                               std::optional<int64_t> output_limit) {
  const int64_t input = verdict.input_tokens.expected;
  if (options.cached_tokens.has_value() &&
      std::cmp_greater(*options.cached_tokens, input)) {
    return absl::InvalidArgumentError(fmt::format(
        "cached tokens: {} is more than the {} input tokens of which they are "
        "a part",
        *options.cached_tokens, input));
  }
  if (options.expected_output_tokens.has_value() && output_limit.has_value() &&
      std::cmp_greater(*options.expected_output_tokens, *output_limit)) {
    return absl::InvalidArgumentError(fmt::format(
        "expected output: {} is more than the limit of {} output tokens",
        *options.expected_output_tokens, *output_limit));
  }
  if (options.expected_output_tokens.value_or(0) >
      static_cast<uint64_t>(kMaxTokenLimit)) {
    return absl::InvalidArgumentError(
        fmt::format("expected output: {} is more than {} tokens",
                    *options.expected_output_tokens, kMaxTokenLimit));
  }
  return absl::OkStatus();
}

void StateAssumptions(const CheckOptions& options, int64_t output_limit,
                      bool writes_cache, Verdict& verdict) {
  const int64_t choices = verdict.output_tokens.choices;
  Assume(
      verdict, assumption::kCostLow,
      fmt::format("the least cost is that of an empty reply, with as much of "
                  "the input read from the cache as can be: from {} tokens "
                  "on, in steps of {}",
                  kLeastCached, kCacheStep));
  Assume(verdict, assumption::kCostHigh,
         fmt::format("the most is that of {} output tokens times {} (n), with "
                     "nothing read from the cache{}",
                     output_limit, choices,
                     writes_cache ? " and the whole input written to it" : ""));
  Assume(verdict, assumption::kCachedTokens,
         options.cached_tokens.has_value()
             ? fmt::format("{} input tokens are read from the cache, as given",
                           *options.cached_tokens)
             : "nothing is read from the cache");
  if (options.expected_output_tokens.has_value()) {
    Assume(verdict, assumption::kOutputTokens,
           fmt::format("{} output tokens, as given, times {} (n)",
                       *options.expected_output_tokens, choices));
  } else {
    const std::string_view whose =
        verdict.output_tokens.stated        ? "the request's limit"
        : verdict.output_tokens.model_limit ? "the model's limit"
                                            : "what the window leaves";
    Assume(verdict, assumption::kOutputTokens,
           fmt::format("{} output tokens, {}, times {} (n)", output_limit,
                       whose, choices));
  }
}

// Prices usages of one model, tier and day. The first error stays.
class Pricer {
 public:
  Pricer(const ModelCard& card, const Verdict& verdict)
      : card_(card), tier_(verdict.service_tier), date_(verdict.as_of) {}

  Money Price(const Usage& usage) {
    absl::StatusOr<CostBreakdown> cost = Cost(usage, card_, tier_, date_);
    if (!cost.ok()) {
      if (status_.ok()) status_ = cost.status();
      return Money();
    }
    notes_ = std::move(cost->notes);
    return cost->total;
  }

  // The least over all inputs of the range. More input may cost less: it may
  // reach the next step of the cache.
  Money LeastInput(const TokenRange& input) {
    const auto low = static_cast<uint64_t>(input.low);
    Money least = Price(
        {.input_tokens = low, .cached_input_tokens = LargestCachedPrefix(low)});
    const uint64_t step = std::max(
        kLeastCached, (low + kCacheStep - 1) / kCacheStep * kCacheStep);
    if (std::cmp_less_equal(step, input.high)) {
      least = std::min(
          least, Price({.input_tokens = step, .cached_input_tokens = step}));
    }
    return least;
  }

  const absl::Status& status() const { return status_; }
  // Of the last usage that was priced.
  const std::vector<CostNote>& notes() const { return notes_; }

 private:
  const ModelCard& card_;
  ServiceTier tier_;
  Date date_;
  absl::Status status_;
  std::vector<CostNote> notes_;
};

// Whether the model has rates for the tier on the day; otherwise says why not.
bool HasRates(const ModelCard& card, Verdict& verdict) {
  const RateCard* rates = RateCardOn(card, verdict.as_of);
  if (rates == nullptr || rates->tiers.empty()) {
    GiveReason(verdict, reason::kPriceUnknown,
               fmt::format("no source states the price of {} on {}",
                           verdict.model, FormatDate(verdict.as_of)));
    return false;
  }
  if (rates->tiers.contains(verdict.service_tier)) return true;
  GiveReason(
      verdict, reason::kTierUnavailable,
      fmt::format("{} is not served at the tier {}; it has {}", verdict.model,
                  ServiceTierName(verdict.service_tier), TierNames(*rates)));
  return false;
}

}  // namespace

absl::Status AddCost(const ModelCard& card, const CheckOptions& options,
                     bool writes_cache, Verdict& verdict) {
  const std::optional<int64_t> output_limit = OutputLimit(verdict);
  absl::Status agree = CheckOptionsAgree(options, verdict, output_limit);
  if (!agree.ok()) return agree;
  if (!HasRates(card, verdict)) return absl::OkStatus();
  if (!output_limit.has_value()) {
    GiveReason(verdict, reason::kLimitUnknown,
               fmt::format("no source states the output limit of {}: the cost "
                           "is unknown; state max_completion_tokens",
                           verdict.model));
    return absl::OkStatus();
  }
  const auto choices = static_cast<uint64_t>(verdict.output_tokens.choices);
  const auto most_output = static_cast<uint64_t>(*output_limit);
  const auto input = static_cast<uint64_t>(verdict.input_tokens.expected);
  const auto high_input = static_cast<uint64_t>(verdict.input_tokens.high);
  Pricer pricer(card, verdict);
  CostRange range;
  range.low = pricer.LeastInput(verdict.input_tokens);
  range.high =
      pricer.Price({.input_tokens = high_input,
                    .cache_write_tokens = writes_cache ? high_input : 0,
                    .output_tokens = most_output * choices});
  range.expected = pricer.Price(
      {.input_tokens = input,
       .cached_input_tokens = options.cached_tokens.value_or(0),
       .output_tokens =
           options.expected_output_tokens.value_or(most_output) * choices});
  if (absl::IsFailedPrecondition(pricer.status())) {
    GiveReason(verdict, reason::kPriceUnknown,
               std::string(pricer.status().message()));
    return absl::OkStatus();
  }
  if (!pricer.status().ok()) return pricer.status();
  for (const CostNote& note : pricer.notes()) {
    verdict.warnings.push_back({note.code, note.message});
  }
  StateAssumptions(options, *output_limit, writes_cache, verdict);
  verdict.cost_usd = range;
  return absl::OkStatus();
}

}  // namespace tokenfare::internal
