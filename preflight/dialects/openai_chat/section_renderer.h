// The sections that tell the model of its tools and of the schema that its
// reply must follow.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_SECTION_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_SECTION_RENDERER_H_

#include <string_view>

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// Where the sections stand.
struct SectionPlace {
  enum class Kind {
    kBehindSystem,  // the first turn, of the system, takes them up
    kAlone,         // no system turn: they are a message of their own
    kLate,          // the same, or as the rules say (PromptRules::appends_late)
    kBehindTools,   // a schema behind the section of tools
  };
  Kind kind = Kind::kBehindSystem;
  // The text that takes them up.
  std::string_view before = {};

  bool own_message = false;
};

// Whether the request has any.
bool HasSections(const Conversation& conversation);

void RenderSections(const RenderInput& input, const SectionPlace& place,
                    Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_OPENAI_CHAT_SECTION_RENDERER_H_
