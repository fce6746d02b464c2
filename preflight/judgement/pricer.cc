#include "tokenfare/preflight/judgement/pricer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace tokenfare::internal {
namespace {

// What the cache may do with `input` tokens, taken to the ends: read nothing
// and write nothing, read all that it can, write all that it can, where it can
// any. The cost is linear between them, so one of them is the least and one the
// most; which, the rates decide.
absl::InlinedVector<Usage, 3> CacheExtremes(const PromptCache& cache,
                                            uint64_t input) {
  absl::InlinedVector<Usage, 3> usages = {{.input_tokens = input}};
  if (const uint64_t read = cache.MostRead(input); read > 0) {
    usages.push_back({.input_tokens = input, .cached_input_tokens = read});
  }
  if (const uint64_t written = cache.MostWritten(input); written > 0) {
    usages.push_back({.input_tokens = input, .cache_write_tokens = written});
  }
  return usages;
}

}  // namespace

Pricer::Pricer(const Conversation& request, const Subject& subject,
               const Counts& counts, bool regional)
    : request_(request),
      subject_(subject),
      counts_(counts),
      regional_(regional) {}

std::vector<ServiceTier> Pricer::Tiers() const {
  const ServiceTier asked = subject_.tier.rates;
  std::vector<ServiceTier> tiers = {asked};
  const bool may_change =
      asked == ServiceTier::kPriority || asked == ServiceTier::kFlex;
  if (may_change && Card().tiers.contains(ServiceTier::kStandard)) {
    tiers.push_back(ServiceTier::kStandard);
  }
  return tiers;
}

PromptCache Pricer::Cache(ServiceTier tier) const {
  return {*subject_.card, Card().tiers.at(tier).rates, request_};
}

uint64_t Pricer::choices() const {
  return static_cast<uint64_t>(subject_.output.choices);
}

uint64_t Pricer::WebSearches() const {
  const bool searches = request_.searches_web || SearchesAlways(*subject_.card);
  return searches ? choices() : 0;
}

uint64_t Pricer::LeastWebSearches() const {
  return SearchesAlways(*subject_.card) ? 1 : 0;
}

uint64_t Pricer::PredictedTokens() const {
  return static_cast<uint64_t>(counts_.most_predicted);
}

uint64_t Pricer::EchoedTokens() const {
  if (!request_.plain.echoes) return 0;
  return static_cast<uint64_t>(counts_.input.high) *
         static_cast<uint64_t>(request_.plain.best_of);
}

Money Pricer::Least() {
  std::optional<Money> least;
  for (const ServiceTier tier : Tiers()) {
    const Money cost = LeastAt(tier);
    least = std::min(least.value_or(cost), cost);
  }
  return *least;
}

Money Pricer::Expected(const CacheUse& cache, uint64_t output) {
  return Price(
      {.input_tokens = static_cast<uint64_t>(counts_.input.expected),
       .cached_input_tokens = static_cast<uint64_t>(cache.cached_tokens),
       .cache_write_tokens = static_cast<uint64_t>(cache.cache_write_tokens),
       .output_tokens = output * choices(),
       .web_search_calls = WebSearches()},
      subject_.tier.rates);
}

Money Pricer::Most(uint64_t output) {
  const auto input = static_cast<uint64_t>(counts_.input.high);
  Money most;
  for (const ServiceTier tier : Tiers()) {
    for (Usage usage : CacheExtremes(Cache(tier), input)) {
      usage.output_tokens =
          (output + PredictedTokens()) * choices() + EchoedTokens();
      usage.web_search_calls = WebSearches();
      most = std::max(most, Price(usage, tier));
    }
  }
  return most;
}

const RateCard& Pricer::Card() const {
  return *RateCardOn(*subject_.card, subject_.as_of);
}

Money Pricer::Price(const Usage& usage, ServiceTier tier) {
  absl::StatusOr<CostBreakdown> cost = Cost(
      usage, *subject_.card, tier, subject_.as_of, {.regional = regional_});
  if (!cost.ok()) {
    if (status_.ok()) status_ = cost.status();
    return Money();
  }
  notes_ = std::move(cost->notes);
  return cost->total;
}

// The least over all inputs of the range. More input may cost less: it may
// reach the next step of the cache.
Money Pricer::LeastAt(ServiceTier tier) {
  const PromptCache cache = Cache(tier);
  const auto low = static_cast<uint64_t>(counts_.input.low);
  const uint64_t next = cache.NextReadable(low);
  const Money least = LeastOf(low, cache, tier);
  if (next == low || std::cmp_greater(next, counts_.input.high)) return least;
  return std::min(least, LeastOf(next, cache, tier));
}

Money Pricer::LeastOf(uint64_t input, const PromptCache& cache,
                      ServiceTier tier) {
  std::optional<Money> least;
  for (Usage usage : CacheExtremes(cache, input)) {
    usage.web_search_calls = LeastWebSearches();
    const Money cost = Price(usage, tier);
    least = std::min(least.value_or(cost), cost);
  }
  return *least;
}

}  // namespace tokenfare::internal
