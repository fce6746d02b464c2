// Definitions of tools, and their choice.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_RENDERER_H_

#include <string_view>

#include "tokenfare/preflight/dialects/openai_chat/section_renderer.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// The definitions. Returns the text of the section of functions.
std::string_view RenderTools(const RenderInput& input,
                             const SectionPlace& place, Prompt& prompt);

void RenderToolChoice(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_TOOL_RENDERER_H_
