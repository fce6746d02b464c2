// The prompt of a request to /v1/chat/completions.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RENDER_CHAT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RENDER_CHAT_H_

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

void RenderChat(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RENDER_CHAT_H_
