// What a request to a model costs.
//
//   absl::StatusOr<tokenfare::CostBreakdown> cost = tokenfare::Cost(
//       {.input_tokens = 10'000, .cached_input_tokens = 2'048,
//        .output_tokens = 500},
//       *card, tokenfare::ServiceTier::kStandard, date);
//   cost->total.ToString();  // gpt-4.1-mini: "$0.0041856"

#ifndef TOKENFARE_CATALOGUE_MODEL_COST_H_
#define TOKENFARE_CATALOGUE_MODEL_COST_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/cost.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/rate_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The searches that `usage` says or means.
uint64_t WebSearchesOf(const Usage& usage, const ModelCard& card);

struct CostOptions {
  // Served at a regional endpoint: every rate of tokens is multiplied by the
  // card's regional_uplift on the day. Fees of tools are not.
  bool regional = false;
};

// The exact cost of `usage` at the rates of `card` for `tier` on `date`. A rate
// that the card does not list for cached or written input is the input rate,
// with a note: no discount for reading that is not listed, and no fee for
// writing. At a regional endpoint a model of the default provider released
// before 2026-03-05 costs what it costs elsewhere (OpenAI's pricing page), and
// so does any on a day before that or before the first day of its uplift, with
// a note. Errors:
//   InvalidArgument     cached and written tokens are more than the input
//   FailedPrecondition  the price is unknown: the card has no rates, none yet
//                       on `date`, none for so long an input at this tier, no
//                       regional uplift or, on `date`, no fee of a web search
//                       that is asked for
//   NotFound            the card lacks the tier; names those that it has
//   OutOfRange          the cost is beyond Money, or an uplifted rate has over
//                       12 decimals
// Whether the model answers on `date` is LifecycleOn's matter: a retired model
// has a cost.
absl::StatusOr<CostBreakdown> Cost(const Usage& usage, const ModelCard& card,
                                   ServiceTier tier, Date date,
                                   const CostOptions& options = {});

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_MODEL_COST_H_
