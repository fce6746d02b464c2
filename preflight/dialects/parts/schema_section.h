// A JSON Schema that the reply must follow, as a prompt holds it.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_SCHEMA_SECTION_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_SCHEMA_SECTION_H_

#include <string_view>

#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// The schema itself behind `heading`, which continues `before`: into `part`.
void RenderSchema(const OutputContract& contract, std::string_view heading,
                  std::string_view before, Prompt& prompt, PromptPart& part);

// A contract of a kind that no rule knows, as a part of its own.
void RenderUnknownContract(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_SCHEMA_SECTION_H_
