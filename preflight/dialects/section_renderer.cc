// The sections of tools and of the schema, one behind the other.

#include "tokenfare/preflight/dialects/section_renderer.h"

#include <algorithm>

#include "tokenfare/preflight/dialects/response_format_renderer.h"
#include "tokenfare/preflight/dialects/tool_renderer.h"

namespace tokenfare::internal {

bool HasSections(const Conversation& conversation) {
  return conversation.output.kind == OutputContract::Kind::kJsonSchema ||
         std::ranges::any_of(conversation.tools, [](const Tool& tool) {
           return tool.kind == Tool::Kind::kFunction;
         });
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
