// The section of a prompt that declares functions: TypeScript, in a namespace.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_PARTS_FUNCTION_SECTION_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_PARTS_FUNCTION_SECTION_H_

#include <span>
#include <string_view>

#include "tokenfare/preflight/conversation/tools.h"
#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// Whether it is declared in a section of functions; a custom tool is only
// where the dialect declares those (SectionFrame::customs).
bool IsDeclared(const Tool& tool, bool customs = false);
bool HasDeclared(std::span<const Tool> tools, bool customs = false);

// What stands around the declarations.
struct SectionFrame {
  // The first and the last text: "namespace functions {" with whatever heads
  // it, and "\n\n} // namespace functions".
  std::string_view head;
  std::string_view end;
  // The text that the section continues.
  std::string_view before = {};
  // Custom tools are declared, too.
  bool customs = false;
};

// Adds `head`, to which the frame's head is added, a part for each declared
// tool, and one for the end. Returns the text of the section, which is
// tokenized as one.
//
// Linear in the tools, apart from schemas that refer to their own parts, which
// are bounded.
std::string_view RenderFunctionSection(const RenderInput& input,
                                       const SectionFrame& frame,
                                       std::span<const Tool> tools,
                                       PromptPart head, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_PARTS_FUNCTION_SECTION_H_
