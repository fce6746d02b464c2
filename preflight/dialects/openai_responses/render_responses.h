// The prompt of a request to /v1/responses: instructions, tools and the schema
// are messages of their own, and so is each item.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_RESPONSES_RENDER_RESPONSES_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_RESPONSES_RENDER_RESPONSES_H_

#include <cstddef>
#include <vector>

#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

void RenderResponses(const RenderInput& input, Prompt& prompt);

// Its parts.
//
// Functions, tools of MCP servers, and tools of the provider.
void RenderResponsesTools(const RenderInput& input, Prompt& prompt);
void RenderResponsesToolChoice(const RenderInput& input, Prompt& prompt);
// Tools that are made known in the middle of the conversation.
void RenderAddedTools(const RenderInput& input, const Turn& turn,
                      Prompt& prompt);
// The last summary stands for all turns before it.
size_t FirstTurnLeft(const std::vector<Turn>& turns);
// A part for each turn, in order.
void RenderResponsesTurns(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_RESPONSES_RENDER_RESPONSES_H_
