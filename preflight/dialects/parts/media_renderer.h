// Images, speech, files, and what no rule knows.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_MEDIA_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_MEDIA_RENDERER_H_

#include <string_view>

#include "tokenfare/preflight/conversation/turn.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// What stands for an item that is not text, into the turn's part.
void RenderMedia(const RenderInput& input, const Item& item, Prompt& prompt,
                 PromptPart& part);

// The value of a field that no rule knows, and that the prompt may hold.
void RenderUnknownField(const RenderInput& input, const Opaque& value,
                        Doubt why, PromptPart& part);

// All that stand outside of turns, as a part of their own.
void RenderUnknownFields(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_MEDIA_RENDERER_H_
