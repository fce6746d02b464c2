// The rates of an entry of LiteLLM's price map.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_LITELLM_RATES_H_
#define TOKENFARE_CATALOGUE_INTERNAL_LITELLM_RATES_H_

#include <map>
#include <string>
#include <vector>

#include "tokenfare/catalogue/internal/litellm_reader.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::internal {

// What an entry states of prices.
struct LitellmTiers {
  // Those that it states whole.
  std::map<ServiceTier, TierRates> tiers;
  // Why a rate or a tier was left out: a price that is no exact decimal, a tier
  // without input or output, several thresholds of long context, a price of 0,
  // which stands for an unknown one as often as for a free model, other rates
  // of audio, images or reasoning among the output.
  std::vector<std::string> problems;
  // The fields that were read for one or the other.
  std::vector<std::string> fields;
};

// The tiers of `entry`, each with `source`.
LitellmTiers LitellmRates(const LitellmEntry& entry, const std::string& source);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_LITELLM_RATES_H_
