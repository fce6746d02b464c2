// Calls in an assistant's turn.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_CALL_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_CALL_RENDERER_H_

#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// Adds the calls of the turn to its part.
void RenderToolCalls(const RenderInput& input, const Turn& turn, Prompt& prompt,
                     PromptPart& part);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_CALL_RENDERER_H_
