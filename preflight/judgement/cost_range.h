// The least, the expected and the most that a request costs.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Sets `cost_usd` and `cache` from the tokens and limits in `verdict`, and adds
// what it takes for granted, what is unknown and what is unavailable.
//   low       low input, all of it that can be read from the cache; no output
//   expected  at the tier asked for; options.cached_tokens, or the prefix that
//             is shared with the previous request, read from the cache, and
//             the rest written to it where that has a price;
//             options.expected_output_tokens, or else the output limit, times n
//   high      high input, nothing read from the cache, all written to it where
//             that has a price; the output limit times n, and a prediction that
//             is rejected
// A request for priority or flex may be served at the standard tier, and is
// billed by the tier that served it: low and
// high cover both. A request that searches the web is expected to do so once
// per choice, and need not, unless the model always does (SearchesAlways).
// InvalidArgument where the options contradict the request or each other;
// OutOfRange beyond Money.
absl::Status AddCost(const ModelCard& card, const ChatRequest& request,
                     const CheckOptions& options, Verdict& verdict);

// The highest cost, as above, with an output limit of `output` tokens; nothing
// where it is unknown.
std::optional<Money> HighestCost(const ModelCard& card,
                                 const ChatRequest& request,
                                 const CheckOptions& options,
                                 const Verdict& verdict, int64_t output);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_
