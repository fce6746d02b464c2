// The sections of tools and of the schema, one behind the other.

#include "tokenfare/preflight/dialects/openai_chat/section_renderer.h"

#include "tokenfare/preflight/dialects/openai_chat/response_format_renderer.h"
#include "tokenfare/preflight/dialects/openai_chat/tool_renderer.h"
#include "tokenfare/preflight/dialects/parts/function_section.h"

namespace tokenfare::internal {

bool HasSections(const Conversation& conversation) {
  return conversation.output.kind == OutputContract::Kind::kJsonSchema ||
         HasDeclared(conversation.tools);
}

void RenderSections(const RenderInput& input, const SectionPlace& place,
                    Prompt& prompt) {
  const std::string_view tools = RenderTools(input, place, prompt);
  if (tools.empty()) {
    RenderResponseFormat(input, place, prompt);
    return;
  }
  RenderResponseFormat(
      input, {.kind = SectionPlace::Kind::kBehindTools, .before = tools},
      prompt);
}

}  // namespace tokenfare::internal
