#include "tokenfare/preflight/judgement/cost_range.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/judgement/pricer.h"
#include "tokenfare/preflight/judgement/prompt_cache.h"
#include "tokenfare/preflight/judgement/training_cost.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::internal {
namespace {

// The output of each choice that the expected and the highest cost assume;
// nothing where no limit is known.
std::optional<int64_t> OutputLimit(const Subject& subject,
                                   const Counts& counts) {
  if (subject.output.limit.has_value()) return subject.output.limit;
  if (!subject.context_window.has_value()) return std::nullopt;
  return std::max<int64_t>(0, *subject.context_window - counts.input.low);
}

struct ExpectedOutput {
  // Of each choice; nothing where no more is known than the limit.
  std::optional<uint64_t> tokens;
  ExpectedBasis basis = ExpectedBasis::kLimit;
};

const uint64_t* FindMedian(const CheckOptions& options,
                           const Subject& subject) {
  if (options.median_output_tokens.empty() && options.rules == nullptr) {
    return nullptr;
  }
  std::vector<std::string_view> names = {subject.asked, subject.card->id};
  names.insert(names.end(), subject.card->aliases.begin(),
               subject.card->aliases.end());
  const auto find = [&names](const auto& medians) -> const uint64_t* {
    for (const std::string_view name : names) {
      const auto found = medians.find(name);
      if (found != medians.end()) return &found->second;
    }
    return nullptr;
  };
  const uint64_t* median = find(options.median_output_tokens);
  if (median != nullptr || options.rules == nullptr) return median;
  return find(options.rules->median_output_tokens());
}

ExpectedOutput FindExpectedOutput(const CheckOptions& options,
                                  const Subject& subject,
                                  std::optional<int64_t> output_limit) {
  if (options.expected_output_tokens.has_value()) {
    return {options.expected_output_tokens, ExpectedBasis::kStated};
  }
  // What cannot write anything is not expected to.
  if (output_limit == 0) return {uint64_t{0}, ExpectedBasis::kStated};
  const uint64_t* median = FindMedian(options, subject);
  if (median == nullptr) return {};
  // A reply ends at the limit.
  const auto most =
      static_cast<uint64_t>(output_limit.value_or(kMaxTokenLimit));
  return {std::min(*median, most), ExpectedBasis::kCalibrated};
}

absl::Status CheckOptionsAgree(const CheckOptions& options,
                               const Counts& counts,
                               std::optional<int64_t> output_limit) {
  const int64_t input =
      counts.stopped ? counts.input.high : counts.input.expected;
  if (options.cached_tokens.has_value() && options.previous.has_value()) {
    return absl::InvalidArgumentError(
        "cached tokens and a previous request are both given; give one, since "
        "either tells what is read from the cache");
  }
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

// The rates of the subject's tier on the day, or why there are none.
struct RatesFound {
  CostKnown known = CostKnown::kYes;
  std::vector<Note<Reason>> reasons;
};

RatesFound FindRates(const Subject& subject) {
  const RateCard* rates = RateCardOn(*subject.card, subject.as_of);
  if (rates == nullptr || rates->tiers.empty()) {
    return {CostKnown::kNoPrice,
            {{Reason::kPriceUnknown,
              fmt::format("no source states the price of {} on {}",
                          subject.asked, FormatDate(subject.as_of))}}};
  }
  if (rates->tiers.contains(subject.tier.rates)) return {};
  return {
      CostKnown::kNoTier,
      {{Reason::kTierUnavailable,
        fmt::format("{} is not served at the tier {}; it has {}", subject.asked,
                    ServiceTierName(subject.tier.rates), TierNames(*rates))}}};
}

CacheUse ExpectedCacheUse(const CheckOptions& options, const PromptCache& cache,
                          const Counts& counts) {
  CacheUse use;
  use.shared_prefix_tokens = counts.shared_prefix;
  const auto input = static_cast<uint64_t>(counts.input.expected);
  // What is given but cannot be is not: bounds are of what can be.
  uint64_t cached =
      cache.MostRead(std::min(options.cached_tokens.value_or(0), input));
  if (counts.shared_prefix.has_value()) {
    cached = std::min(
        cache.MostRead(input),
        FloorToCacheStep(static_cast<uint64_t>(*counts.shared_prefix)));
  }
  const uint64_t written = cache.MostWritten(input);
  use.cached_tokens = static_cast<int64_t>(cached);
  use.cache_write_tokens =
      written > cached ? static_cast<int64_t>(written - cached) : 0;
  return use;
}

// What of an input can be read, for messages.
std::string Readable(const PromptCache& cache) {
  if (cache.keeps_nothing()) return "none, since it keeps chats only";
  if (!cache.has_known_rules()) return "any of it";
  if (cache.MostRead(kLeastCached) == 0) {
    return "none, since it asks for explicit breakpoints and sets none";
  }
  return fmt::format(
      "from {} tokens on{}", kLeastCached,
      cache.bills_writes() ? "" : fmt::format(", in steps of {}", kCacheStep));
}

std::string CacheAssumption(const CheckOptions& options,
                            const PromptCache& cache, const CacheUse& use) {
  std::string text;
  if (options.cached_tokens.has_value()) {
    text =
        std::cmp_equal(*options.cached_tokens, use.cached_tokens)
            ? fmt::format("{} input tokens are read from the cache, as given",
                          use.cached_tokens)
            : fmt::format(
                  "{} input tokens are read from the cache, not {} as given: "
                  "{}",
                  use.cached_tokens, *options.cached_tokens, Readable(cache));
  } else if (use.shared_prefix_tokens.has_value()) {
    text = fmt::format(
        "{} input tokens are read from the cache: the prompt shares its first "
        "{} with that of the previous request, kept from {} on in steps of {}",
        use.cached_tokens, *use.shared_prefix_tokens, kLeastCached, kCacheStep);
  } else {
    text = "nothing is read from the cache";
  }
  if (cache.bills_writes() && use.cache_write_tokens > 0) {
    text +=
        fmt::format("; the other {} are written to it", use.cache_write_tokens);
  }
  return text;
}

std::string OutputAssumption(const ExpectedOutput& expected,
                             const OutputTokens& output, int64_t limit) {
  if (limit == 0 && !output.stated) return "an embedding has no output tokens";
  if (expected.tokens.has_value()) {
    return fmt::format("{} output tokens, {}, times {} (n)", *expected.tokens,
                       expected.basis == ExpectedBasis::kStated
                           ? "as given"
                           : "the median of the log for this model, and at "
                             "most the limit",
                       output.choices);
  }
  const std::string_view whose =
      output.stated                        ? "the request's limit"
      : output.limit != output.model_limit ? "the endpoint's limit"
      : output.model_limit                 ? "the model's limit"
                                           : "what the window leaves";
  return fmt::format(
      "{} output tokens, {}, times {} (n): the worst case, since nothing says "
      "how many are likely",
      limit, whose, output.choices);
}

std::vector<Note<Assumption>> ExtraAssumptions(const Subject& subject,
                                               const Pricer& pricer) {
  std::vector<Note<Assumption>> assumptions;
  if (pricer.WebSearches() > 0) {
    assumptions.push_back(
        {Assumption::kWebSearch,
         fmt::format(
             "the web is searched {} at the least, and once for each "
             "choice otherwise; each search more costs ${}",
             pricer.LeastWebSearches() > 0 ? "once" : "not at all",
             FactOn(subject.card->web_search_usd_per_call, subject.as_of)
                 ->value)});
  }
  if (pricer.PredictedTokens() > 0) {
    assumptions.push_back(
        {Assumption::kPrediction,
         fmt::format("at the most, {} tokens of the prediction are rejected "
                     "and billed as output",
                     pricer.PredictedTokens())});
  }
  if (pricer.EchoedTokens() > 0) {
    assumptions.push_back(
        {Assumption::kEcho,
         fmt::format("at the most, {} tokens of the prompts are billed as "
                     "output, too, since the reply repeats them (echo)",
                     pricer.EchoedTokens())});
  }
  return assumptions;
}

Note<Assumption> CostLowAssumption(const Subject& subject,
                                   const PromptCache& cache) {
  const bool writes = subject.output.limit != 0;
  if (cache.keeps_nothing()) {
    return {Assumption::kCostLow,
            writes ? "the least cost is that of empty replies"
                   : "the least cost is that of the least input"};
  }
  return {Assumption::kCostLow,
          fmt::format("the least cost is that of an empty reply, with as much "
                      "of the input read from the cache as can be: {}",
                      Readable(cache))};
}

Note<Assumption> CostHighAssumption(const Subject& subject,
                                    const Counts& counts,
                                    const PromptCache& cache,
                                    int64_t output_limit) {
  if (cache.keeps_nothing()) {
    return {Assumption::kCostHigh,
            subject.output.limit == 0
                ? "the most is that of the most input"
                : fmt::format("the most is that of {} output tokens times {}",
                              output_limit, subject.output.choices)};
  }
  const auto high = static_cast<uint64_t>(counts.input.high);
  return {Assumption::kCostHigh,
          fmt::format("the most is that of {} output tokens times {} (n), with "
                      "nothing read from the cache{}",
                      output_limit, subject.output.choices,
                      cache.MostWritten(high) > 0
                          ? " and the whole input written to it"
                          : "")};
}

// Requires a cost that is known.
std::vector<Note<Assumption>> AssumptionsOf(
    const Subject& subject, const Counts& counts, const CheckOptions& options,
    const Pricer& pricer, const CacheUse& use, const ExpectedOutput& expected,
    int64_t output_limit) {
  const PromptCache cache = pricer.Cache(subject.tier.rates);
  std::vector<Note<Assumption>> all;
  if (pricer.Tiers().size() > 1) {
    all.push_back({Assumption::kServedTier,
                   fmt::format("a request for the {} tier may be served, and "
                               "is then billed, at the standard tier: the "
                               "least and the most cost cover both",
                               ServiceTierName(subject.tier.rates))});
  }
  all.push_back(CostLowAssumption(subject, cache));
  all.push_back(CostHighAssumption(subject, counts, cache, output_limit));
  all.push_back(
      {Assumption::kCachedTokens, CacheAssumption(options, cache, use)});
  all.push_back({Assumption::kOutputTokens,
                 OutputAssumption(expected, subject.output, output_limit)});
  std::ranges::move(ExtraAssumptions(subject, pricer), std::back_inserter(all));
  return all;
}

// With rates for the tier and a limit of the output.
absl::StatusOr<Costs> PriceAll(const Subject& subject, const Counts& counts,
                               const CheckOptions& options,
                               const ExpectedOutput& expected,
                               int64_t output_limit, CostsFor purpose,
                               Pricer pricer, Costs costs) {
  const auto most_output = static_cast<uint64_t>(output_limit);
  CostRange range;
  range.low = pricer.Least();
  range.high = pricer.Most(most_output);
  range.expected =
      pricer.Expected(costs.cache, expected.tokens.value_or(most_output));
  range.expected_basis = expected.basis;
  if (absl::IsFailedPrecondition(pricer.status())) {
    costs.known = CostKnown::kNoPrice;
    costs.reasons = {{Reason::kPriceUnknown, MessageOf(pricer.status())}};
    return costs;
  }
  if (!pricer.status().ok()) return pricer.status();
  if (subject.tier.bought_ahead) range.low = Money::Zero();
  costs.range = range;
  if (purpose == CostsFor::kComparison) return costs;
  costs.notes = pricer.notes();
  costs.assumptions = AssumptionsOf(subject, counts, options, pricer,
                                    costs.cache, expected, output_limit);
  return costs;
}

}  // namespace

absl::StatusOr<Costs> FindCosts(const Conversation& request,
                                const Subject& subject, const Counts& counts,
                                const CheckOptions& options, CostsFor purpose) {
  if (request.training.has_value()) {
    return FindTrainingCosts(subject, counts, options);
  }
  const std::optional<int64_t> output_limit = OutputLimit(subject, counts);
  absl::Status agree = CheckOptionsAgree(options, counts, output_limit);
  if (!agree.ok()) return agree;
  const ExpectedOutput expected =
      FindExpectedOutput(options, subject, output_limit);
  Costs costs;
  costs.expected_output = expected.tokens;
  costs.cache.shared_prefix_tokens = counts.shared_prefix;
  RatesFound rates = FindRates(subject);
  if (rates.known != CostKnown::kYes) {
    costs.known = rates.known;
    costs.reasons = std::move(rates.reasons);
    return costs;
  }
  Pricer pricer(request, subject, counts, options.regional);
  costs.cache =
      ExpectedCacheUse(options, pricer.Cache(subject.tier.rates), counts);
  if (!output_limit.has_value()) {
    costs.known = CostKnown::kNoLimit;
    costs.reasons = {
        {Reason::kLimitUnknown,
         fmt::format("no source states the output limit of {}: the cost "
                     "is unknown; state max_completion_tokens",
                     subject.asked)}};
    return costs;
  }
  return PriceAll(subject, counts, options, expected, *output_limit, purpose,
                  std::move(pricer), std::move(costs));
}

std::optional<Money> HighestCost(const Conversation& request,
                                 const Subject& subject, const Counts& counts,
                                 const CheckOptions& options, int64_t output) {
  Pricer pricer(request, subject, counts, options.regional);
  const Money cost = pricer.Most(static_cast<uint64_t>(output));
  if (!pricer.status().ok()) return std::nullopt;
  return cost;
}

}  // namespace tokenfare::internal
