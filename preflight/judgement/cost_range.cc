#include "tokenfare/preflight/judgement/cost_range.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/judgement/prompt_cache.h"

namespace tokenfare::internal {
namespace {

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

// Prices what one request may use. Requires rates for the tier on the day. The
// first error stays.
class Pricer {
 public:
  Pricer(const ModelCard& card, const ChatRequest& request,
         const CheckOptions& options, const Verdict& verdict)
      : card_(card), request_(request), options_(options), verdict_(verdict) {}

  // Every tier that may serve the request, that asked for first.
  std::vector<ServiceTier> Tiers() const {
    const ServiceTier asked = verdict_.service_tier;
    std::vector<ServiceTier> tiers = {asked};
    const bool may_change =
        asked == ServiceTier::kPriority || asked == ServiceTier::kFlex;
    if (may_change && Card().tiers.contains(ServiceTier::kStandard)) {
      tiers.push_back(ServiceTier::kStandard);
    }
    return tiers;
  }

  PromptCache Cache(ServiceTier tier) const {
    return {card_, Card().tiers.at(tier).rates, request_};
  }

  uint64_t choices() const {
    return static_cast<uint64_t>(verdict_.output_tokens.choices);
  }

  // Searches of the web that are likely, and that cannot be left out.
  uint64_t WebSearches() const {
    return request_.searches_web || SearchesAlways(card_) ? choices() : 0;
  }
  uint64_t LeastWebSearches() const { return SearchesAlways(card_) ? 1 : 0; }

  // Tokens of a prediction, which are billed as output where it is rejected.
  uint64_t PredictedTokens() const {
    uint64_t tokens = 0;
    for (const PartTokens& part : verdict_.parts) {
      if (part.path == "$.prediction") {
        tokens += static_cast<uint64_t>(part.high);
      }
    }
    return tokens;
  }

  Money Least() {
    std::optional<Money> least;
    for (const ServiceTier tier : Tiers()) {
      const Money cost = LeastAt(tier);
      least = std::min(least.value_or(cost), cost);
    }
    return *least;
  }

  Money Expected(const CacheUse& cache, uint64_t output) {
    return Price(
        {.input_tokens = static_cast<uint64_t>(verdict_.input_tokens.expected),
         .cached_input_tokens = static_cast<uint64_t>(cache.cached_tokens),
         .cache_write_tokens = static_cast<uint64_t>(cache.cache_write_tokens),
         .output_tokens = output * choices(),
         .web_search_calls = WebSearches()},
        verdict_.service_tier);
  }

  Money Most(uint64_t output) {
    const auto input = static_cast<uint64_t>(verdict_.input_tokens.high);
    Money most;
    for (const ServiceTier tier : Tiers()) {
      for (Usage usage : CacheExtremes(Cache(tier), input)) {
        usage.output_tokens = (output + PredictedTokens()) * choices();
        usage.web_search_calls = WebSearches();
        most = std::max(most, Price(usage, tier));
      }
    }
    return most;
  }

  const absl::Status& status() const { return status_; }
  // Of the last usage that was priced.
  const std::vector<CostNote>& notes() const { return notes_; }

 private:
  const RateCard& Card() const { return *RateCardOn(card_, verdict_.as_of); }

  Money Price(const Usage& usage, ServiceTier tier) {
    absl::StatusOr<CostBreakdown> cost = Cost(
        usage, card_, tier, verdict_.as_of, {.regional = options_.regional});
    if (!cost.ok()) {
      if (status_.ok()) status_ = cost.status();
      return Money();
    }
    notes_ = std::move(cost->notes);
    return cost->total;
  }

  // What the cache may do with `input` tokens, taken to the ends: read nothing
  // and write nothing, read all that it can, write all that it can. The cost is
  // linear between them, so one of them is the least and one the most; which,
  // the rates decide.
  static std::array<Usage, 3> CacheExtremes(const PromptCache& cache,
                                            uint64_t input) {
    std::array<Usage, 3> usages;
    for (Usage& usage : usages) usage.input_tokens = input;
    usages[1].cached_input_tokens = cache.MostRead(input);
    usages[2].cache_write_tokens = cache.MostWritten(input);
    return usages;
  }

  // The least over all inputs of the range. More input may cost less: it may
  // reach the next step of the cache.
  Money LeastAt(ServiceTier tier) {
    const PromptCache cache = Cache(tier);
    const auto low = static_cast<uint64_t>(verdict_.input_tokens.low);
    const uint64_t next = cache.NextReadable(low);
    std::optional<Money> least;
    for (const uint64_t input : {low, next}) {
      if (std::cmp_greater(input, verdict_.input_tokens.high)) continue;
      for (Usage usage : CacheExtremes(cache, input)) {
        usage.web_search_calls = LeastWebSearches();
        const Money cost = Price(usage, tier);
        least = std::min(least.value_or(cost), cost);
      }
    }
    return *least;
  }

  const ModelCard& card_;
  const ChatRequest& request_;
  const CheckOptions& options_;
  const Verdict& verdict_;
  absl::Status status_;
  std::vector<CostNote> notes_;
};

void ExpectCacheUse(const CheckOptions& options, const PromptCache& cache,
                    Verdict& verdict) {
  const auto input = static_cast<uint64_t>(verdict.input_tokens.expected);
  // What is given but cannot be is not: bounds are of what can be.
  uint64_t cached = cache.MostRead(options.cached_tokens.value_or(0));
  if (verdict.cache.shared_prefix_tokens.has_value()) {
    cached = std::min(cache.MostRead(input),
                      FloorToCacheStep(static_cast<uint64_t>(
                          *verdict.cache.shared_prefix_tokens)));
  }
  const uint64_t written = cache.MostWritten(input);
  verdict.cache.cached_tokens = static_cast<int64_t>(cached);
  verdict.cache.cache_write_tokens =
      written > cached ? static_cast<int64_t>(written - cached) : 0;
}

void AssumeTier(const Pricer& pricer, Verdict& verdict) {
  if (pricer.Tiers().size() == 1) return;
  Assume(verdict, assumption::kServedTier,
         fmt::format("a request for the {} tier may be served, and is then "
                     "billed, at the standard tier: the least and the most "
                     "cost cover both",
                     ServiceTierName(verdict.service_tier)));
}

// What of an input can be read, for messages.
std::string Readable(const PromptCache& cache) {
  if (!cache.has_known_rules()) return "any of it";
  if (cache.MostRead(kLeastCached) == 0) {
    return "none, since it asks for explicit breakpoints and sets none";
  }
  return fmt::format(
      "from {} tokens on{}", kLeastCached,
      cache.bills_writes() ? "" : fmt::format(", in steps of {}", kCacheStep));
}

void AssumeCacheUse(const CheckOptions& options, const PromptCache& cache,
                    Verdict& verdict) {
  const CacheUse& use = verdict.cache;
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
  Assume(verdict, assumption::kCachedTokens, std::move(text));
}

void AssumeOutput(const CheckOptions& options, int64_t output_limit,
                  Verdict& verdict) {
  const int64_t choices = verdict.output_tokens.choices;
  if (options.expected_output_tokens.has_value()) {
    Assume(verdict, assumption::kOutputTokens,
           fmt::format("{} output tokens, as given, times {} (n)",
                       *options.expected_output_tokens, choices));
    return;
  }
  const std::string_view whose =
      verdict.output_tokens.stated        ? "the request's limit"
      : verdict.output_tokens.model_limit ? "the model's limit"
                                          : "what the window leaves";
  Assume(verdict, assumption::kOutputTokens,
         fmt::format("{} output tokens, {}, times {} (n)", output_limit, whose,
                     choices));
}

void AssumeExtras(const ModelCard& card, const Pricer& pricer,
                  Verdict& verdict) {
  if (pricer.WebSearches() > 0) {
    Assume(verdict, assumption::kWebSearch,
           fmt::format(
               "the web is searched {} at the least, and once for each "
               "choice otherwise; each search more costs ${}",
               pricer.LeastWebSearches() > 0 ? "once" : "not at all",
               FactOn(card.web_search_usd_per_call, verdict.as_of)->value));
  }
  if (pricer.PredictedTokens() > 0) {
    Assume(verdict, assumption::kPrediction,
           fmt::format("at the most, {} tokens of the prediction are rejected "
                       "and billed as output",
                       pricer.PredictedTokens()));
  }
}

// Requires a cost that is known.
void StateAssumptions(const ModelCard& card, const CheckOptions& options,
                      int64_t output_limit, const Pricer& pricer,
                      Verdict& verdict) {
  const PromptCache cache = pricer.Cache(verdict.service_tier);
  AssumeTier(pricer, verdict);
  Assume(
      verdict, assumption::kCostLow,
      fmt::format("the least cost is that of an empty reply, with as much of "
                  "the input read from the cache as can be: {}",
                  Readable(cache)));
  const auto high = static_cast<uint64_t>(verdict.input_tokens.high);
  Assume(verdict, assumption::kCostHigh,
         fmt::format("the most is that of {} output tokens times {} (n), with "
                     "nothing read from the cache{}",
                     output_limit, verdict.output_tokens.choices,
                     cache.MostWritten(high) > 0
                         ? " and the whole input written to it"
                         : ""));
  AssumeCacheUse(options, cache, verdict);
  AssumeOutput(options, output_limit, verdict);
  AssumeExtras(card, pricer, verdict);
}

}  // namespace

absl::Status AddCost(const ModelCard& card, const ChatRequest& request,
                     const CheckOptions& options, Verdict& verdict) {
  const std::optional<int64_t> output_limit = OutputLimit(verdict);
  absl::Status agree = CheckOptionsAgree(options, verdict, output_limit);
  if (!agree.ok()) return agree;
  if (!HasRates(card, verdict)) return absl::OkStatus();
  Pricer pricer(card, request, options, verdict);
  ExpectCacheUse(options, pricer.Cache(verdict.service_tier), verdict);
  if (!output_limit.has_value()) {
    GiveReason(verdict, reason::kLimitUnknown,
               fmt::format("no source states the output limit of {}: the cost "
                           "is unknown; state max_completion_tokens",
                           verdict.model));
    return absl::OkStatus();
  }
  const auto most_output = static_cast<uint64_t>(*output_limit);
  CostRange range;
  range.low = pricer.Least();
  range.high = pricer.Most(most_output);
  range.expected = pricer.Expected(
      verdict.cache, options.expected_output_tokens.value_or(most_output));
  if (absl::IsFailedPrecondition(pricer.status())) {
    GiveReason(verdict, reason::kPriceUnknown,
               std::string(pricer.status().message()));
    return absl::OkStatus();
  }
  if (!pricer.status().ok()) return pricer.status();
  for (const CostNote& note : pricer.notes()) {
    verdict.warnings.push_back({note.code, note.message});
  }
  StateAssumptions(card, options, *output_limit, pricer, verdict);
  verdict.cost_usd = range;
  return absl::OkStatus();
}

std::optional<Money> HighestCost(const ModelCard& card,
                                 const ChatRequest& request,
                                 const CheckOptions& options,
                                 const Verdict& verdict, int64_t output) {
  Pricer pricer(card, request, options, verdict);
  const Money cost = pricer.Most(static_cast<uint64_t>(output));
  if (!pricer.status().ok()) return std::nullopt;
  return cost;
}

}  // namespace tokenfare::internal
