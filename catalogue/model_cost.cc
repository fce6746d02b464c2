// The policy around a bill: which rates of a card hold on a day, and what its
// provider adds to them: the uplift of regional endpoints, fees of searches.
#include "tokenfare/catalogue/model_cost.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "tokenfare/catalogue/catalogue.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using CostNotes = std::vector<CostNote>;

// "10% uplift for eligible models released on or after 2026-03-05": OpenAI's
// pricing page.
constexpr Date kFirstUplifted =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::March / 5);

std::string NameOf(const ModelCard& card) {
  return absl::StrCat(card.id, " of ", card.provider);
}

void Note(std::string_view code, std::string message, CostNotes& notes) {
  notes.push_back({std::string(code), std::move(message)});
}

absl::StatusOr<const RateCard*> PricedOn(const ModelCard& card, Date date) {
  const RateCard* rates = RateCardOn(card, date);
  if (rates != nullptr) return rates;
  return absl::FailedPreconditionError(
      card.rate_cards.empty()
          ? fmt::format("the price of {} is unknown: no source states it",
                        NameOf(card))
          : fmt::format("the price of {} is unknown before {}, and the day "
                        "is {}",
                        NameOf(card), FormatDate(*FirstPricedDay(card)),
                        FormatDate(date)));
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
                                      CostNotes& notes) {
  const std::optional<Date> first = FirstDayOfUplift(card);
  if (first && date < *first) {
    Note("no_regional_uplift",
         fmt::format("regional endpoint: there is an uplift from {} on, so the "
                     "rates are the same there on {}",
                     FormatDate(*first), FormatDate(date)),
         notes);
    return Factor();
  }
  if (const DatedFact* uplift = FactOn(card.regional_uplift, date)) {
    absl::StatusOr<Factor> factor = Factor::Parse(uplift->value);
    if (factor.ok()) {
      Note("regional_uplift",
           fmt::format("regional endpoint: the rates are those listed times {}",
                       uplift->value),
           notes);
    }
    return factor;
  }
  if (card.provider == Catalogue::kDefaultProvider && card.release_date &&
      card.release_date->value < kFirstUplifted) {
    Note("no_regional_uplift",
         fmt::format("regional endpoint: {} was released before {}, so its "
                     "rates are the same there",
                     card.id, FormatDate(kFirstUplifted)),
         notes);
    return Factor();
  }
  return absl::FailedPreconditionError(
      fmt::format("the price of {} at regional endpoints is unknown: no source "
                  "states the uplift",
                  NameOf(card)));
}

absl::StatusOr<Rates> Uplifted(const Rates& rates, const ModelCard& card,
                               Date date, CostNotes& notes) {
  const absl::StatusOr<Factor> factor = RegionalUplift(card, date, notes);
  if (!factor.ok()) return factor.status();
  const std::optional<Rates> uplifted = rates.Times(*factor);
  if (uplifted) return *uplifted;
  return absl::OutOfRangeError(fmt::format(
      "the rates of {} times the regional uplift have too many decimals",
      NameOf(card)));
}

// Nothing where the fees are beyond Money.
absl::StatusOr<std::optional<Money>> WebSearchFees(const Usage& usage,
                                                   const ModelCard& card,
                                                   Date date,
                                                   CostNotes& notes) {
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
         notes);
  }
  return usd->Times(calls);
}

void NoteStaleRates(const ModelCard& card, const RateCard& rates, Date date,
                    CostNotes& notes) {
  if (!PricesStale(rates, date)) return;
  if (NoLongerAssured(rates, date)) {
    Note("price_stale",
         fmt::format("the prices of {} were assured until {} only and last "
                     "verified on {}; on {} they may be others: compare them "
                     "with the provider's price list",
                     NameOf(card), FormatDate(*rates.assured_until),
                     FormatDate(rates.verified), FormatDate(date)),
         notes);
    return;
  }
  Note("price_stale",
       fmt::format("the prices of {} were last verified on {}, {} days before "
                   "{}; compare them with the provider's price list",
                   NameOf(card), FormatDate(rates.verified),
                   (date - rates.verified).count(), FormatDate(date)),
       notes);
}

}  // namespace

uint64_t WebSearchesOf(const Usage& usage, const ModelCard& card) {
  return usage.web_search_calls.value_or(SearchesAlways(card) ? 1 : 0);
}

absl::StatusOr<CostBreakdown> Cost(const Usage& usage, const ModelCard& card,
                                   ServiceTier tier, Date date,
                                   const CostOptions& options) {
  if (absl::Status status = CheckUsage(usage); !status.ok()) return status;
  const absl::StatusOr<const RateCard*> rate_card = PricedOn(card, date);
  if (!rate_card.ok()) return rate_card.status();
  absl::StatusOr<RequestRates> found =
      RatesOf(usage, **rate_card, tier, NameOf(card));
  if (!found.ok()) return found.status();
  CostNotes notes = std::move(found->notes);
  if (options.regional) {
    absl::StatusOr<Rates> uplifted = Uplifted(found->rates, card, date, notes);
    if (!uplifted.ok()) return uplifted.status();
    found->rates = *uplifted;
  }
  const absl::StatusOr<std::optional<Money>> web_search =
      WebSearchFees(usage, card, date, notes);
  if (!web_search.ok()) return web_search.status();
  std::optional<CostBreakdown> cost = Bill(usage, found->rates, *web_search);
  if (!cost) {
    return absl::OutOfRangeError(
        fmt::format("the cost at {} is beyond 10^20 dollars; check the token "
                    "counts",
                    NameOf(card)));
  }
  cost->long_context = found->long_context;
  notes.insert(notes.end(), cost->notes.begin(), cost->notes.end());
  NoteStaleRates(card, **rate_card, date, notes);
  cost->notes = std::move(notes);
  return *std::move(cost);
}

}  // namespace tokenfare
