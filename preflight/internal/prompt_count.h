// Counts the texts of a prompt.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_COUNT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_COUNT_H_

#include <vector>

#include "tokenfare/preflight/internal/prompt.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {

// The tokens of each part, in order. A part is exact where it has no reason not
// to be. Linear in the prompt: a text that several parts share is counted once.
// With `explain`, each part holds its texts.
std::vector<PartTokens> CountPrompt(Prompt prompt, const Encoding& encoding,
                                    bool explain);

// The sums of all parts; exact where each of them is.
TokenRange Total(const std::vector<PartTokens>& parts);

// Doubles and halves the bounds of each part: the encoding is only assumed to
// be the model's.
void WidenForAssumedEncoding(std::vector<PartTokens>& parts);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_COUNT_H_
