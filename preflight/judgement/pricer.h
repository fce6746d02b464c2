// Prices what a request may use, over the tiers and the cache.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_PRICER_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_PRICER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/judgement/prompt_cache.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/money.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::internal {

// Requires rates for the tier on the day. The first error stays. What it is
// made from must outlive it.
class Pricer {
 public:
  Pricer(const Conversation& request, const Subject& subject,
         const Counts& counts, bool regional);

  // Every tier that may serve the request, that asked for first.
  std::vector<ServiceTier> Tiers() const;

  PromptCache Cache(ServiceTier tier) const;

  uint64_t choices() const;

  // Searches of the web that are likely, and that cannot be left out.
  uint64_t WebSearches() const;
  uint64_t LeastWebSearches() const;

  // Tokens of a prediction, which are billed as output where it is rejected.
  uint64_t PredictedTokens() const;

  // Tokens that repeat the inputs, once for each text that is written, and may
  // be billed as output.
  uint64_t EchoedTokens() const;

  // Over all that may be.
  Money Least();
  Money Expected(const CacheUse& cache, uint64_t output);
  // With `output` tokens in each choice.
  Money Most(uint64_t output);

  const absl::Status& status() const { return status_; }
  // Of the last usage that was priced.
  const std::vector<CostNote>& notes() const { return notes_; }

 private:
  const RateCard& Card() const;
  Money Price(const Usage& usage, ServiceTier tier);
  Money LeastAt(ServiceTier tier);
  // Of exactly `input` tokens.
  Money LeastOf(uint64_t input, const PromptCache& cache, ServiceTier tier);

  const Conversation& request_;
  const Subject& subject_;
  const Counts& counts_;
  bool regional_;
  absl::Status status_;
  std::vector<CostNote> notes_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_PRICER_H_
