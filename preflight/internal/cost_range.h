// The least, the expected and the most that a request costs.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_COST_RANGE_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_COST_RANGE_H_

#include "absl/status/status.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::internal {

// Sets `cost_usd` from the tokens and limits in `verdict`, and adds what it
// takes for granted, what is unknown and what is unavailable. `writes_cache`:
// the request asks for its prefix to be kept, which some models bill.
//   low       low input, all of it that can be read from the cache; no output
//   expected  options.cached_tokens read from the cache;
//             options.expected_output_tokens, or else the output limit, times n
//   high      high input, nothing cached; the output limit times n
// InvalidArgument where the options contradict the request; OutOfRange beyond
// Money.
absl::Status AddCost(const ModelCard& card, const CheckOptions& options,
                     bool writes_cache, Verdict& verdict);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_COST_RANGE_H_
