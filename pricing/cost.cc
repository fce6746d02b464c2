#include "tokenfare/pricing/cost.h"

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/pricing/catalogue.h"

namespace tokenfare {
namespace {

// "10% uplift for eligible models released on or after 2026-03-05": OpenAI's
// pricing page.
constexpr Date kFirstUplifted =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::March / 5);

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
            : fmt::format("the price of {} is unknown before {}, and the day "
                          "is {}",
                          NameOf(card), FormatDate(*FirstPricedDay(card)),
                          FormatDate(date)));
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

void Note(std::string_view code, std::string message, CostBreakdown& cost) {
  cost.notes.push_back({std::string(code), std::move(message)});
}

// The rates that the whole request is billed at; notes a long context.
absl::StatusOr<Rates> RatesFor(const Usage& usage, const ModelCard& card,
                               ServiceTier tier, Date date,
                               CostBreakdown& cost) {
  const absl::StatusOr<const TierRates*> found = TierRatesOn(card, tier, date);
  if (!found.ok()) return found.status();
  const std::optional<LongContextRates>& long_context = (*found)->long_context;
  if (!long_context) {
    const absl::Status priced = CheckLongContextPriced(usage, card, tier, date);
    if (!priced.ok()) return priced;
    return (*found)->rates;
  }
  if (usage.input_tokens <= long_context->above_input_tokens) {
    return (*found)->rates;
  }
  cost.long_context = true;
  Note("long_context",
       fmt::format("over {} input tokens: the whole request is billed at the "
                   "long-context rates",
                   long_context->above_input_tokens),
       cost);
  return long_context->rates;
}

// The first day of the uplift at regional endpoints, where it is known.
std::optional<Date> FirstDayOfUplift(const ModelCard& card) {
  if (card.regional_uplift.empty()) return std::nullopt;
  const std::optional<Date> first = card.regional_uplift.front().valid_from;
  if (first || card.provider != Catalogue::kDefaultProvider) return first;
  return kFirstUplifted;
}

// The factor on the rates at regional endpoints, with a note.
absl::StatusOr<Factor> RegionalUplift(const ModelCard& card, Date date,
                                      CostBreakdown& cost) {
  const std::optional<Date> first = FirstDayOfUplift(card);
  if (first && date < *first) {
    Note("no_regional_uplift",
         fmt::format("regional endpoint: there is an uplift from {} on, so the "
                     "rates are the same there on {}",
                     FormatDate(*first), FormatDate(date)),
         cost);
    return Factor();
  }
  if (const DatedFact* uplift = FactOn(card.regional_uplift, date)) {
    absl::StatusOr<Factor> factor = Factor::Parse(uplift->value);
    if (factor.ok()) {
      Note("regional_uplift",
           fmt::format("regional endpoint: the rates are those listed times {}",
                       uplift->value),
           cost);
    }
    return factor;
  }
  if (card.provider == Catalogue::kDefaultProvider && card.release_date &&
      card.release_date->value < kFirstUplifted) {
    Note("no_regional_uplift",
         fmt::format("regional endpoint: {} was released before {}, so its "
                     "rates are the same there",
                     card.id, FormatDate(kFirstUplifted)),
         cost);
    return Factor();
  }
  return absl::FailedPreconditionError(
      fmt::format("the price of {} at regional endpoints is unknown: no source "
                  "states the uplift",
                  NameOf(card)));
}

absl::StatusOr<Rates> Uplifted(const Rates& rates, const ModelCard& card,
                               Date date, CostBreakdown& cost) {
  const absl::StatusOr<Factor> factor = RegionalUplift(card, date, cost);
  if (!factor.ok()) return factor.status();
  bool exact = true;
  const auto times = [&](const Rate& rate) {
    const std::optional<Rate> product = rate.Times(*factor);
    exact = exact && product.has_value();
    return product.value_or(rate);
  };
  Rates uplifted = rates;
  uplifted.input = times(rates.input);
  uplifted.output = times(rates.output);
  if (rates.cached_input) uplifted.cached_input = times(*rates.cached_input);
  if (rates.cache_write) uplifted.cache_write = times(*rates.cache_write);
  if (exact) return uplifted;
  return absl::OutOfRangeError(fmt::format(
      "the rates of {} times the regional uplift have too many decimals",
      NameOf(card)));
}

// Nothing where the fees are beyond Money.
absl::StatusOr<std::optional<Money>> WebSearchFees(const Usage& usage,
                                                   const ModelCard& card,
                                                   Date date,
                                                   CostBreakdown& cost) {
  const uint64_t calls = WebSearchesOf(usage, card);
  if (calls == 0) return Money::Zero();
  const std::vector<DatedFact>& fees = card.web_search_usd_per_call;
  const DatedFact* fee = FactOn(fees, date);
  if (fee == nullptr) {
    return absl::FailedPreconditionError(fmt::format(
        "the fee of a web search with {} is unknown{}", NameOf(card),
        fees.empty() ? std::string(": no source states it")
                     : fmt::format(" before {}, and the day is {}",
                                   FormatDate(*fees.front().valid_from),
                                   FormatDate(date))));
  }
  const absl::StatusOr<Money> usd = Money::ParseUsd(fee->value);
  if (!usd.ok()) return usd.status();
  if (!usage.web_search_calls) {
    Note("web_search_included",
         fmt::format("{} searches the web for each request: one search, of "
                     "${}, is included",
                     card.id, fee->value),
         cost);
  }
  return usd->Times(calls);
}

// Bills at `rates` and adds the fees; false on overflow.
bool Bill(const Usage& usage, const Rates& rates,
          const std::optional<Money>& web_search, CostBreakdown& cost) {
  const uint64_t uncached =
      usage.input_tokens - usage.cached_input_tokens - usage.cache_write_tokens;
  const std::array<std::optional<Money>, 5> parts = {
      rates.input.For(uncached),
      rates.cached_input.value_or(rates.input).For(usage.cached_input_tokens),
      rates.cache_write.value_or(rates.input).For(usage.cache_write_tokens),
      rates.output.For(usage.output_tokens), web_search};
  std::optional<Money> total = Money::Zero();
  for (const std::optional<Money>& part : parts) {
    if (!part || !total) return false;
    total = total->Plus(*part);
  }
  if (!total) return false;
  cost.uncached_input = *parts[0];
  cost.cached_input = *parts[1];
  cost.cache_write = *parts[2];
  cost.output = *parts[3];
  cost.web_search = *parts[4];
  cost.total = *total;
  return true;
}

void NoteMissingRates(const Usage& usage, const Rates& rates,
                      CostBreakdown& cost) {
  constexpr std::string_view kMessage =
      "no {} rate is listed; billed at the input rate";
  if (usage.cached_input_tokens > 0 && !rates.cached_input) {
    Note("cached_rate_unknown", fmt::format(kMessage, "cached input"), cost);
  }
  if (usage.cache_write_tokens > 0 && !rates.cache_write) {
    Note("cache_write_rate_unknown", fmt::format(kMessage, "cache write"),
         cost);
  }
}

// `card` has rates on `date`.
void NoteStaleRates(const ModelCard& card, Date date, CostBreakdown& cost) {
  const RateCard& rates = *RateCardOn(card, date);
  if (!PricesStale(rates, date)) return;
  if (NoLongerAssured(rates, date)) {
    Note("price_stale",
         fmt::format("the prices of {} were assured until {} only and last "
                     "verified on {}; on {} they may be others: compare them "
                     "with the provider's price list",
                     NameOf(card), FormatDate(*rates.assured_until),
                     FormatDate(rates.verified), FormatDate(date)),
         cost);
    return;
  }
  Note("price_stale",
       fmt::format("the prices of {} were last verified on {}, {} days before "
                   "{}; compare them with the provider's price list",
                   NameOf(card), FormatDate(rates.verified),
                   (date - rates.verified).count(), FormatDate(date)),
       cost);
}

}  // namespace

uint64_t WebSearchesOf(const Usage& usage, const ModelCard& card) {
  return usage.web_search_calls.value_or(SearchesAlways(card) ? 1 : 0);
}

absl::StatusOr<CostBreakdown> Cost(const Usage& usage, const ModelCard& card,
                                   ServiceTier tier, Date date,
                                   const CostOptions& options) {
  if (absl::Status status = CheckUsage(usage); !status.ok()) return status;
  CostBreakdown cost;
  absl::StatusOr<Rates> rates = RatesFor(usage, card, tier, date, cost);
  if (rates.ok() && options.regional) {
    rates = Uplifted(*rates, card, date, cost);
  }
  if (!rates.ok()) return rates.status();
  const absl::StatusOr<std::optional<Money>> web_search =
      WebSearchFees(usage, card, date, cost);
  if (!web_search.ok()) return web_search.status();
  if (!Bill(usage, *rates, *web_search, cost)) {
    return absl::OutOfRangeError(
        fmt::format("the cost at {} is beyond 10^20 dollars; check the token "
                    "counts",
                    NameOf(card)));
  }
  NoteMissingRates(usage, *rates, cost);
  NoteStaleRates(card, date, cost);
  return cost;
}

}  // namespace tokenfare
