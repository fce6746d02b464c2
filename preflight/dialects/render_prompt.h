// Turns a conversation into its prompt, by the renderers beside.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

Prompt RenderPrompt(const RenderInput& input);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_
