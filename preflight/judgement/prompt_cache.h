// What the provider's prompt cache may do with a request. For OpenAI by its
// guide "Prompt caching":
//   Models before gpt-5.6 keep prefixes by themselves, from 1,024 tokens on and
//   in steps of 128. Writing is free.
//   From gpt-5.6 on (the models with a rate for cache writes) a prefix of 1,024
//   tokens or more is kept exactly up to a breakpoint. One is set by itself at
//   the end of the newest message, unless `prompt_cache_options.mode` is
//   "explicit". What is written is billed.
// Requests that are no conversation are not kept: the guide is about prompts of
// gpt-4o and later, and no embedding model has a rate for it.
// Other providers have rules of their own, which this does not know: any part
// of the input may be read.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_PROMPT_CACHE_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_PROMPT_CACHE_H_

#include <cstdint>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::internal {

inline constexpr uint64_t kLeastCached = 1024;
inline constexpr uint64_t kCacheStep = 128;

// The longest prefix of `tokens` that is kept in steps: 0 under kLeastCached.
uint64_t FloorToCacheStep(uint64_t tokens);

class PromptCache {
 public:
  // `rates` are those of the tier that serves the request.
  PromptCache(const ModelCard& card, const Rates& rates,
              const Conversation& request);

  // Whether nothing is ever kept.
  bool keeps_nothing() const { return keeps_nothing_; }
  // Whether prefixes are kept by OpenAI's rules.
  bool has_known_rules() const { return has_known_rules_; }

  // Whether tokens written to the cache have a price of their own.
  bool bills_writes() const { return bills_writes_; }

  // The most of `input` tokens that can be read from the cache: also what can
  // be of the first `input` tokens of a longer one.
  uint64_t MostRead(uint64_t input) const;
  // The least input not under `input` that can be read as a whole.
  uint64_t NextReadable(uint64_t input) const;
  // The most of `input` tokens that is written and billed as such.
  uint64_t MostWritten(uint64_t input) const;

 private:
  bool keeps_nothing_;
  bool has_known_rules_;
  bool bills_writes_;
  // False where only breakpoints are kept and the request has none.
  bool keeps_prefix_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_PROMPT_CACHE_H_
