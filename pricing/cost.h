// What a request costs.
//
//   absl::StatusOr<tokenfare::CostBreakdown> cost = tokenfare::Cost(
//       {.input_tokens = 10'000, .cached_input_tokens = 2'048,
//        .output_tokens = 500},
//       *card, tokenfare::ServiceTier::kStandard, date);
//   cost->total.ToString();  // gpt-4.1-mini: "$0.0041856"

#ifndef TOKENFARE_PRICING_COST_H_
#define TOKENFARE_PRICING_COST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/model_card.h"
#include "tokenfare/pricing/money.h"
#include "tokenfare/pricing/rate_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// What one request used: tokens as the API's `usage` counts them, and calls of
// tools that are billed by the call.
struct Usage {
  // All of the input (prompt_tokens), cached and written tokens included.
  uint64_t input_tokens = 0;
  // Parts of input_tokens: read from the cache, and written to it. Together at
  // most input_tokens.
  uint64_t cached_input_tokens = 0;
  uint64_t cache_write_tokens = 0;
  // All of the output (completion_tokens) of all choices, reasoning tokens and
  // rejected predictions included.
  uint64_t output_tokens = 0;
  // Searches of the web that the model made. Where nothing is said: one of a
  // model that always searches (SearchesAlways), and none of any other.
  std::optional<uint64_t> web_search_calls = std::nullopt;
};

// The searches that `usage` says or means.
uint64_t WebSearchesOf(const Usage& usage, const ModelCard& card);

struct CostOptions {
  // Served at a regional endpoint: every rate of tokens is multiplied by the
  // card's regional_uplift on the day. Fees of tools are not.
  bool regional = false;
};

// What a reader of the figures should know.
struct CostNote {
  // "cached_rate_unknown" or "cache_write_rate_unknown": the card lists no such
  //   rate, so the input rate was billed.
  // "long_context": the whole request is billed at the long-context rates.
  // "price_stale": the rates were verified too long ago (kPricesStaleAfter), or
  //   are a promotion whose last assured day has passed.
  // "regional_uplift": the rates include it.
  // "no_regional_uplift": the model is older than the uplift, or the day is.
  // "web_search_included": one search is, since the model always searches.
  std::string code;
  std::string message;
};

struct CostBreakdown {
  // The input that was neither cached nor written.
  Money uncached_input;
  Money cached_input;
  Money cache_write;
  Money output;
  // The fees of web_search_calls.
  Money web_search;
  // The exact sum of the five.
  Money total;
  // True where input_tokens is above the tier's long-context threshold.
  bool long_context = false;
  std::vector<CostNote> notes;
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

#endif  // TOKENFARE_PRICING_COST_H_
