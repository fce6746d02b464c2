// Turns: messages of text, and what stands beside it.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_MESSAGE_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_MESSAGE_RENDERER_H_

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// A part for each turn, in order, but one for all results of parallel calls.
// The sections of tools and schemas follow the turn that takes them up.
void RenderTurns(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_MESSAGE_RENDERER_H_
