// Texts that the model reads as they are: nothing stands around them.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PLAIN_TEXT_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PLAIN_TEXT_RENDERER_H_

#include <cstddef>

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// So many inputs are parts of their own, in their order. Those that follow are
// one part: no model takes as many, and a body must not grow to many times its
// size.
inline constexpr size_t kMostPlainParts = 4096;

// The inputs of a request that is no conversation. A text has the tokens of its
// vocabulary, and token ids are as many as are given: OpenAI's guide and
// reference show both without anything around them ("Requests are billed based
// on the number of tokens in the input").
void RenderPlainInputs(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PLAIN_TEXT_RENDERER_H_
