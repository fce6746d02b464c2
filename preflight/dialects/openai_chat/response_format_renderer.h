// What the reply must be.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESPONSE_FORMAT_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESPONSE_FORMAT_RENDERER_H_

#include <string_view>

#include "tokenfare/preflight/dialects/openai_chat/section_renderer.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// A JSON schema that the reply must follow, or a contract that is not known.
void RenderResponseFormat(const RenderInput& input, const SectionPlace& place,
                          Prompt& prompt);

// The schema's name before a reply: an earlier one of the assistant, or the one
// to come.
void RenderReplyConstraint(const RenderInput& input, bool earlier,
                           PromptPart& part);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_RESPONSE_FORMAT_RENDERER_H_
