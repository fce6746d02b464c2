#include "tokenfare/pricing/rate_card.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/support/near_match.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

struct TierName {
  std::string_view name;
  ServiceTier tier;
};

// The first name of a tier is the one that is printed.
constexpr std::array<TierName, 6> kTierNames = {{
    {"standard", ServiceTier::kStandard},
    {"batch", ServiceTier::kBatch},
    {"flex", ServiceTier::kFlex},
    {"priority", ServiceTier::kPriority},
    {"default", ServiceTier::kStandard},
    {"fast", ServiceTier::kPriority},
}};

}  // namespace

std::string_view ServiceTierName(ServiceTier tier) {
  for (const TierName& entry : kTierNames) {
    if (entry.tier == tier) return entry.name;
  }
  return "";
}

absl::StatusOr<ServiceTier> ParseServiceTier(std::string_view name) {
  std::vector<std::string_view> known;
  for (const TierName& entry : kTierNames) {
    if (entry.name == name) return entry.tier;
    known.push_back(entry.name);
  }
  return absl::NotFoundError(fmt::format(
      "unknown service tier \"{}\"{}; there are standard (default), batch, "
      "flex and priority (fast)",
      name.substr(0, 60), internal::DidYouMean(name, known)));
}

std::optional<Rates> Rates::Times(Factor factor) const {
  bool exact = true;
  const auto times = [&](const Rate& rate) {
    const std::optional<Rate> product = rate.Times(factor);
    exact = exact && product.has_value();
    return product.value_or(rate);
  };
  Rates product = *this;
  product.input = times(input);
  product.output = times(output);
  if (cached_input) product.cached_input = times(*cached_input);
  if (cache_write) product.cache_write = times(*cache_write);
  if (!exact) return std::nullopt;
  return product;
}

bool NoLongerAssured(const RateCard& card, Date date) {
  return card.assured_until &&
         date > std::max(*card.assured_until, card.verified);
}

bool PricesStale(const RateCard& rates, Date date) {
  return date - rates.verified > kPricesStaleAfter ||
         NoLongerAssured(rates, date);
}

std::string TierNames(const RateCard& card) {
  std::string names;
  for (const auto& [tier, rates] : card.tiers) {
    if (!names.empty()) names += ", ";
    names += ServiceTierName(tier);
  }
  return names;
}

}  // namespace tokenfare
