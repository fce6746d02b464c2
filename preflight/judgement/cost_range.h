// The least, the expected and the most that a request costs.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/finding_codes.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/money.h"

namespace tokenfare::internal {

// What is known of the cost.
enum class CostKnown {
  kYes,
  kNoTier,   // the model is not served at the tier
  kNoPrice,  // no source states the price
  kNoLimit,  // no source limits the output
};

struct Costs {
  CostKnown known = CostKnown::kYes;
  // Where it is known.
  std::optional<CostRange> range;
  // As in OutputTokens::expected; whether the cost is known or not.
  std::optional<int64_t> expected_output;
  CacheUse cache;
  // Why it is not known.
  std::vector<Note<Reason>> reasons;
  // What to know of the prices.
  std::vector<CostNote> notes;
  // What the figures take for granted.
  std::vector<Note<Assumption>> assumptions;
};

// What the costs are for.
enum class CostsFor : uint8_t {
  kVerdict,
  // To be compared with others: what they take for granted is not written.
  kComparison
};

// The cost of the tokens of `counts`:
//   low       low input, all of it that can be read from the cache; no output
//   expected  at the tier asked for; options.cached_tokens, or the prefix that
//             is shared with the previous request, read from the cache, and
//             the rest written to it where that has a price;
//             options.expected_output_tokens, or else the model's median of
//             options.median_output_tokens, or else the output limit, times n;
//             `expected_basis` says which
//   high      high input, nothing read from the cache, all written to it where
//             that has a price; the output limit times n, and a prediction that
//             is rejected
// A request for priority or flex may be served at the standard tier, and is
// billed by the tier that served it: low and high cover both. A request that
// searches the web is expected to do so once per choice, and need not, unless
// the model always does (SearchesAlways). InvalidArgument where the options
// contradict the request or each other; OutOfRange beyond Money.
absl::StatusOr<Costs> FindCosts(const Conversation& request,
                                const Subject& subject, const Counts& counts,
                                const CheckOptions& options, CostsFor purpose);

// The highest cost, as above, with an output limit of `output` tokens; nothing
// where it is unknown.
std::optional<Money> HighestCost(const Conversation& request,
                                 const Subject& subject, const Counts& counts,
                                 const CheckOptions& options, int64_t output);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_COST_RANGE_H_
