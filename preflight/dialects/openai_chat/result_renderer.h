// Results of calls.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESULT_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESULT_RENDERER_H_

#include "tokenfare/preflight/conversation/call_book.h"
#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// All results of parallel calls, as one message.
void RenderParallelResults(const RenderInput& input, const CallGroup& group,
                           Prompt& prompt, PromptPart& part);

// A result alone.
void RenderResult(const RenderInput& input, const KnownCall& call,
                  const Turn& turn, Prompt& prompt, PromptPart& part);

// Of a function, as it was before there were tools.
void RenderFunctionResult(const RenderInput& input, const Turn& turn,
                          Prompt& prompt, PromptPart& part);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESULT_RENDERER_H_
