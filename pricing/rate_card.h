// What a model's tokens cost: rates by service tier, and since when.

#ifndef TOKENFARE_PRICING_RATE_CARD_H_
#define TOKENFARE_PRICING_RATE_CARD_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"

namespace [[gnu::visibility("default")]] tokenfare {

// How a request is served, which decides its rates.
enum class ServiceTier { kStandard, kBatch, kFlex, kPriority };

// "standard", "batch", "flex" or "priority".
std::string_view ServiceTierName(ServiceTier tier);

// The tier of that name. "default" is what requests and responses call
// standard; "fast" is priority's name since 2026-07-30. NotFound for any other,
// with the near ones; "auto" is one of those, because it names no tier until
// the response does: the caller decides what to assume.
absl::StatusOr<ServiceTier> ParseServiceTier(std::string_view name);
// A tier of requests and responses that has no rates: capacity that is bought
// ahead, for what is beyond it the standard rates.
inline constexpr std::string_view kScaleTier = "scale";

// Rates of one kind of request.
struct Rates {
  Rate input;
  // Absent where the source lists none; Bill (cost.h) then takes the input
  // rate.
  std::optional<Rate> cached_input;
  // The whole price of a token written to the cache, not a surcharge.
  std::optional<Rate> cache_write;
  Rate output;

  // Each of them times `factor`, exactly; nothing where Rate::Times has none.
  std::optional<Rates> Times(Factor factor) const;
};

// Rates that replace the others for the *whole* request once it is long.
struct LongContextRates {
  // They apply to requests of more input tokens than this.
  uint64_t above_input_tokens = 0;
  Rates rates;
};

struct TierRates {
  Rates rates;
  std::optional<LongContextRates> long_context;
  // Whose statement the rates are: a key of Catalogue::sources().
  std::string source;
};

// The rates of a model over a span of time.
struct RateCard {
  // The first day on which these rates are known to have held; nothing where
  // the sources do not say: see FirstPricedDay (catalogue/model_card.h).
  std::optional<Date> valid_from;
  // The latest day on which the source is known to have listed these rates.
  Date verified;
  // The last day for which the provider has promised them, where it has: that
  // of a promotion, say. What holds later is not known.
  std::optional<Date> assured_until;
  std::map<ServiceTier, TierRates> tiers;
};

// Whether `date` is after the last day for which the rates are assured, and no
// source has listed them on a later day either.
bool NoLongerAssured(const RateCard& card, Date date);

// Prices that were verified longer ago than this are warned of. A choice:
// prices also change within it.
inline constexpr std::chrono::days kPricesStaleAfter{120};
// Whether `rates` may have changed by `date`: they were last verified more than
// kPricesStaleAfter before it, or were assured until an earlier day only.
bool PricesStale(const RateCard& rates, Date date);

// "standard, batch, priority": the tiers that the card has, for messages.
std::string TierNames(const RateCard& card);

}  // namespace tokenfare

#endif  // TOKENFARE_PRICING_RATE_CARD_H_
