// What a request costs at given rates.
//
//   absl::StatusOr<tokenfare::RequestRates> found = tokenfare::RatesOf(
//       usage, rate_card, tokenfare::ServiceTier::kStandard, "my model");
//   tokenfare::Bill(usage, found->rates, tokenfare::Money::Zero())->total;
//
// catalogue/model_cost.h bills by a model's card: its rates on a day, with what
// its provider adds to them.

#ifndef TOKENFARE_PRICING_COST_H_
#define TOKENFARE_PRICING_COST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
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

// The rates that a whole request is billed at.
struct RequestRates {
  Rates rates;
  // They are the tier's long-context rates.
  bool long_context = false;
  // "long_context", or none.
  std::vector<CostNote> notes = {};
};

// InvalidArgument where cached and written tokens are more than the input.
absl::Status CheckUsage(const Usage& usage);

// The rates of `card` for a request of `usage` at `tier`; `name` is whose card
// it is, for errors:
//   NotFound            the card lacks the tier; names those that it has
//   FailedPrecondition  the tier has no rates for so long an input, and others
//                       are repriced there
absl::StatusOr<RequestRates> RatesOf(const Usage& usage, const RateCard& card,
                                     ServiceTier tier, std::string_view name);

// The exact cost of `usage` and of `web_search`, the fees of its searches. A
// rate of cached or written input that is not listed is the input rate, with a
// note: no discount for reading, and no fee for writing. Nothing where
// CheckUsage refuses the usage, or an amount is beyond Money.
std::optional<CostBreakdown> Bill(const Usage& usage, const Rates& rates,
                                  const std::optional<Money>& web_search);

}  // namespace tokenfare

#endif  // TOKENFARE_PRICING_COST_H_
