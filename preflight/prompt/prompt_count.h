// Counts the texts of a prompt.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_PROMPT_COUNT_H_
#define TOKENFARE_PREFLIGHT_PROMPT_PROMPT_COUNT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/support/allowance.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {

struct CountOptions {
  // Each part is to hold its texts.
  bool explain = false;
  // Once the parts are sure to have more tokens than this, the texts that
  // follow are not counted, but bounded by their bytes.
  std::optional<int64_t> enough;
  // What it rests on that the encoding is the model's; kText where it is
  // proven.
  Basis encoding = Basis::kText;
  // Where it ends, what follows is bounded by its bytes, too: all parts that
  // follow as one.
  Allowance* allowance = &Allowance::Unlimited();
};

struct PromptCount {
  // The tokens of each part, in order. A part is exact where it has no reason
  // not to be.
  std::vector<PartTokens> parts;
  // Some text was not counted, since the sum of the low bounds is over
  // CountOptions::enough or the allowance ended: `why` of its part says so.
  bool stopped = false;
  // Which of the parts is, or holds, a prediction (PromptPart::is_prediction).
  std::optional<size_t> prediction;
};

// Linear in the prompt: a text that several parts share is counted once
// (text_counter.h).
PromptCount CountPrompt(Prompt prompt, const Encoding& encoding,
                        const CountOptions& options);

// The sums of all parts; exact where each of them is.
TokenRange Total(const std::vector<PartTokens>& parts);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_PROMPT_COUNT_H_
