// How much of its beginning a prompt shares with that of the request before: an
// upper bound of what that one has left in the provider's cache.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_SHARED_PREFIX_H_
#define TOKENFARE_PREFLIGHT_PROMPT_SHARED_PREFIX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/support/allowance.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {

struct SharedPrefix {
  // The parts that both prompts begin with.
  size_t parts = 0;
  // Tokens of the texts with which the next part begins in both. Its tokens
  // that no text explains are left out, since their places among the texts are
  // not known: so the prefix may be too short by a few tokens, never too long.
  int64_t tokens_of_next = 0;
  // The model of the previous request, where that is another one: caches of
  // models have nothing in common.
  std::string other_model;

  // The tokens, given those of the parts of the prompt, in order.
  int64_t Tokens(std::span<const PartTokens> parts_of_prompt) const;
  // The same where counting stopped, whose last part stands for several.
  int64_t LeastTokens(std::span<const PartTokens> parts_of_prompt) const;
};

// What two prompts share at their beginning. Linear in the texts; one pair of
// texts is encoded, the first that differs. Nothing, or only whole parts, where
// the allowance ended.
SharedPrefix ComparePrompts(const Prompt& previous, const Prompt& prompt,
                            const Encoding& encoding,
                            Allowance& allowance = Allowance::Unlimited());

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_SHARED_PREFIX_H_
