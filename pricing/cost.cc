#include "tokenfare/pricing/cost.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace tokenfare {
namespace {

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

std::string NameOf(const ModelCard& card) {
  return fmt::format("{} of {}", card.id, card.provider);
}

absl::StatusOr<const TierRates*> TierRatesOn(const ModelCard& card,
                                             ServiceTier tier, Date date) {
  const RateCard* rates = RateCardOn(card, date);
  if (rates == nullptr) {
    return absl::FailedPreconditionError(
        card.rate_cards.empty()
            ? fmt::format("the price of {} is unknown: no source states it",
                          NameOf(card))
            : fmt::format("the price of {} is unknown on {}: its first known "
                          "rates are valid from {}",
                          NameOf(card), FormatDate(date),
                          FormatDate(*card.rate_cards.front().valid_from)));
  }
  const auto found = rates->tiers.find(tier);
  if (found == rates->tiers.end()) {
    return absl::NotFoundError(
        fmt::format("{} has no service tier \"{}\"; it has {}", NameOf(card),
                    ServiceTierName(tier), TierNames(*rates)));
  }
  return &found->second;
}

// The input above which some tier of the card reprices the request, if any.
std::optional<uint64_t> LongContextThreshold(const RateCard& card) {
  for (const auto& [tier, rates] : card.tiers) {
    if (rates.long_context) return rates.long_context->above_input_tokens;
  }
  return std::nullopt;
}

absl::Status CheckLongContextPriced(const Usage& usage, const ModelCard& card,
                                    ServiceTier tier, Date date) {
  const std::optional<uint64_t> threshold =
      LongContextThreshold(*RateCardOn(card, date));
  if (!threshold || usage.input_tokens <= *threshold) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "the price of {} at tier {} is unknown above {} input tokens: other "
      "tiers are repriced there, this one has no such rates",
      NameOf(card), ServiceTierName(tier), *threshold));
}

void NoteMissingRate(std::string_view what, std::string_view code,
                     CostBreakdown& cost) {
  cost.notes.push_back(
      {std::string(code),
       fmt::format("no {} rate is listed; billed at the input rate", what)});
}

// The exact bill at `rates`; nothing on overflow.
std::optional<CostBreakdown> Bill(const Usage& usage, const Rates& rates) {
  const uint64_t uncached =
      usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens;
  const std::optional<Money> parts[] = {
      rates.input.For(uncached),
      rates.cached_input.value_or(rates.input).For(usage.cached_input_tokens),
      rates.cache_write.value_or(rates.input).For(usage.cache_write_tokens),
      rates.output.For(usage.output_tokens)};
  std::optional<Money> total = Money::Zero();
  for (const std::optional<Money>& part : parts) {
    if (!part || !total) return std::nullopt;
    total = total->Plus(*part);
  }
  if (!total) return std::nullopt;
  CostBreakdown cost;
  cost.uncached_input = *parts[0];
  cost.cached_input = *parts[1];
  cost.cache_write = *parts[2];
  cost.output = *parts[3];
  cost.total = *total;
  return cost;
}

}  // namespace

absl::StatusOr<CostBreakdown> Cost(const Usage& usage, const ModelCard& card,
                                   ServiceTier tier, Date date) {
  if (absl::Status status = CheckUsage(usage); !status.ok()) return status;
  absl::StatusOr<const TierRates*> found = TierRatesOn(card, tier, date);
  if (!found.ok()) return found.status();
  const TierRates& tier_rates = **found;

  const Rates* rates = &tier_rates.rates;
  const bool long_context =
      tier_rates.long_context &&
      usage.input_tokens > tier_rates.long_context->above_input_tokens;
  if (long_context) {
    rates = &tier_rates.long_context->rates;
  } else if (!tier_rates.long_context) {
    if (absl::Status status = CheckLongContextPriced(usage, card, tier, date);
        !status.ok()) {
      return status;
    }
  }

  std::optional<CostBreakdown> cost = Bill(usage, *rates);
  if (!cost) {
    return absl::OutOfRangeError(
        fmt::format("the cost at {} is beyond 10^20 dollars; check the token "
                    "counts",
                    NameOf(card)));
  }
  cost->long_context = long_context;
  if (long_context) {
    cost->notes.push_back(
        {"long_context",
         fmt::format("over {} input tokens: the whole request is billed at the "
                     "long-context rates",
                     tier_rates.long_context->above_input_tokens)});
  }
  if (usage.cached_input_tokens > 0 && !rates->cached_input) {
    NoteMissingRate("cached input", "cached_rate_unknown", *cost);
  }
  if (usage.cache_write_tokens > 0 && !rates->cache_write) {
    NoteMissingRate("cache write", "cache_write_rate_unknown", *cost);
  }
  return *std::move(cost);
}

}  // namespace tokenfare
