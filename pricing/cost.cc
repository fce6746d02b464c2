// What stands in a rate card, multiplied and added exactly. Which card holds on
// a day, and what a provider adds to it, is the catalogue's to say.
#include "tokenfare/pricing/cost.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

// The input above which some tier of the card reprices the request, if any.
std::optional<uint64_t> LongContextThreshold(const RateCard& card) {
  for (const auto& [tier, rates] : card.tiers) {
    if (rates.long_context) return rates.long_context->above_input_tokens;
  }
  return std::nullopt;
}

absl::Status CheckLongContextPriced(const Usage& usage, const RateCard& card,
                                    ServiceTier tier, std::string_view name) {
  const std::optional<uint64_t> threshold = LongContextThreshold(card);
  if (!threshold || usage.input_tokens <= *threshold) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "the price of {} at tier {} is unknown above {} input tokens: other "
      "tiers are repriced there, this one has no such rates",
      name, ServiceTierName(tier), *threshold));
}

void NoteMissingRates(const Usage& usage, const Rates& rates,
                      CostBreakdown& cost) {
  const auto note = [&cost](std::string_view code, std::string_view kind) {
    cost.notes.push_back(
        {std::string(code),
         fmt::format("no {} rate is listed; billed at the input rate", kind)});
  };
  if (usage.cached_input_tokens > 0 && !rates.cached_input) {
    note("cached_rate_unknown", "cached input");
  }
  if (usage.cache_write_tokens > 0 && !rates.cache_write) {
    note("cache_write_rate_unknown", "cache write");
  }
}

}  // namespace

absl::Status CheckUsage(const Usage& usage) {
  // Compared by subtraction: the sum of two huge parts could wrap.
  if (usage.cached_input_tokens <= usage.input_tokens &&
      usage.cache_write_tokens <=
          usage.input_tokens - usage.cached_input_tokens) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(fmt::format(
      "{} cached and {} cache-write tokens are more than the {} input tokens "
      "that they are part of; give all of the input, cached tokens included",
      usage.cached_input_tokens, usage.cache_write_tokens, usage.input_tokens));
}

absl::StatusOr<RequestRates> RatesOf(const Usage& usage, const RateCard& card,
                                     ServiceTier tier, std::string_view name) {
  const auto found = card.tiers.find(tier);
  if (found == card.tiers.end()) {
    return absl::NotFoundError(
        fmt::format("{} has no service tier \"{}\"; it has {}", name,
                    ServiceTierName(tier), TierNames(card)));
  }
  const auto& [rates, long_context, source] = found->second;
  if (!long_context) {
    const absl::Status priced = CheckLongContextPriced(usage, card, tier, name);
    if (!priced.ok()) return priced;
    return RequestRates{.rates = rates};
  }
  if (usage.input_tokens <= long_context->above_input_tokens) {
    return RequestRates{.rates = rates};
  }
  return RequestRates{
      .rates = long_context->rates,
      .long_context = true,
      .notes = {{"long_context",
                 fmt::format("over {} input tokens: the whole request is "
                             "billed at the long-context rates",
                             long_context->above_input_tokens)}}};
}

std::optional<CostBreakdown> Bill(const Usage& usage, const Rates& rates,
                                  const std::optional<Money>& web_search) {
  if (!CheckUsage(usage).ok()) return std::nullopt;
  const uint64_t uncached =
      usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens;
  const std::array<std::optional<Money>, 5> parts = {
      rates.input.For(uncached),
      rates.cached_input.value_or(rates.input).For(usage.cached_input_tokens),
      rates.cache_write.value_or(rates.input).For(usage.cache_write_tokens),
      rates.output.For(usage.output_tokens), web_search};
  std::optional<Money> total = Money::Zero();
  for (const std::optional<Money>& part : parts) {
    if (part && total) total = total->Plus(*part);
    if (!part || !total) return std::nullopt;
  }
  CostBreakdown cost;
  cost.uncached_input = *parts[0];
  cost.cached_input = *parts[1];
  cost.cache_write = *parts[2];
  cost.output = *parts[3];
  cost.web_search = *parts[4];
  cost.total = *total;
  NoteMissingRates(usage, rates, cost);
  return cost;
}

}  // namespace tokenfare
