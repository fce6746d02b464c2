#include "tokenfare/catalogue/internal/rate_card_reader.h"

#include <optional>
#include <string>

namespace tokenfare::internal {
namespace {

Rates ReadRates(JsonObject& object) {
  Rates rates;
  rates.input = ReadRate(object.Required("input"));
  if (const std::optional<CheckedJson> rate = object.Optional("cached_input")) {
    rates.cached_input = ReadRate(*rate);
  }
  if (const std::optional<CheckedJson> rate = object.Optional("cache_write")) {
    rates.cache_write = ReadRate(*rate);
  }
  rates.output = ReadRate(object.Required("output"));
  return rates;
}

TierRates ReadTier(const CheckedJson& value, const SourceNames& sources) {
  JsonObject object(value);
  TierRates tier;
  tier.source = ReadSource(object, sources);
  tier.rates = ReadRates(object);
  if (const std::optional<CheckedJson> long_context =
          object.Optional("long_context")) {
    JsonObject long_object(*long_context);
    tier.long_context = LongContextRates{
        long_object.Required("above_input_tokens").PositiveNumber(),
        ReadRates(long_object)};
    long_object.RefuseOthers();
  }
  object.RefuseOthers();
  return tier;
}

RateCard ReadRateCard(const CheckedJson& value, const SourceNames& sources) {
  JsonObject object(value);
  RateCard card;
  if (const std::optional<CheckedJson> from = object.Optional("valid_from")) {
    card.valid_from = ReadDate(*from);
  }
  card.verified = ReadDate(object.Required("verified"));
  if (const std::optional<CheckedJson> until =
          object.Optional("assured_until")) {
    card.assured_until = ReadDate(*until);
    if (card.valid_from && *card.assured_until < *card.valid_from) {
      until->Refuse("this is before \"valid_from\"");
    }
  }
  const CheckedJson tiers = object.Required("tiers");
  JsonObject tiers_object(tiers);
  tiers_object.ForEach([&](std::string_view name, const CheckedJson& tier) {
    absl::StatusOr<ServiceTier> parsed = ParseServiceTier(name);
    if (parsed.ok() && ServiceTierName(*parsed) == name) {
      card.tiers[*parsed] = ReadTier(tier, sources);
    } else {
      tier.Refuse("there is no such tier; use standard, batch, flex, priority");
    }
  });
  if (card.tiers.empty()) tiers.Refuse("there must be at least one tier");
  object.RefuseOthers();
  return card;
}

}  // namespace

std::vector<RateCard> ReadRateCards(const CheckedJson& value,
                                    const SourceNames& sources) {
  std::vector<RateCard> cards;
  value.ForEach([&](const CheckedJson& entry) {
    cards.push_back(ReadRateCard(entry, sources));
    if (cards.size() > 1) {
      CheckOrder(entry, cards[cards.size() - 2].valid_from,
                 cards.back().valid_from);
    }
  });
  return cards;
}

}  // namespace tokenfare::internal
