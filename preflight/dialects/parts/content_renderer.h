// The content of a turn, whatever the turn is.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CONTENT_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CONTENT_RENDERER_H_

#include <string_view>

#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// All texts and refusals of the turn, joined.
std::string_view TextOf(const Turn& turn, Prompt& prompt);

// The rest of its content, into the turn's part.
void RenderOtherContent(const RenderInput& input, const Turn& turn,
                        Prompt& prompt, PromptPart& part);

// Adds that the text just added may lack its refusals, which stand as parts of
// their own.
void AllowNoRefusal(const RenderInput& input, const Turn& turn, Prompt& prompt,
                    PromptPart& part);

// A refusal beside the content, and an earlier answer in speech.
void RenderPastAnswers(const RenderInput& input, const Turn& turn,
                       PromptPart& part);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_CONTENT_RENDERER_H_
