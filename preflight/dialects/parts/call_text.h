// How a prompt writes calls.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CALL_TEXT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CALL_TEXT_H_

#include <string>

#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// "functions.get_weather".
std::string RecipientOf(const Call& call);

// Adds the arguments of one call: as compact JSON where they are JSON,
// otherwise as they are. Linear.
// The arguments as they were sent, whatever they are.
void RenderArgumentsAsSent(const Call& call, PromptPart& part);
void RenderArguments(const Call& call, Prompt& prompt, PromptPart& part);
// The same behind the recipient.
void RenderCall(const Call& call, Prompt& prompt, PromptPart& part);

// Adds the calls of the turn as one JSON text that holds all. Linear.
void RenderJoinedCalls(const RenderInput& input, const Turn& turn,
                       Prompt& prompt, PromptPart& part);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CALL_TEXT_H_
