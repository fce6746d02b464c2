// Turns a typed request into its prompt. One renderer a kind of part; each adds
// its parts to the prompt, in the order of the prompt.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_

#include <string_view>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/formats/chat_request.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/preflight/rules/prompt_rules.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// What the renderers read. All of it must outlive the prompt.
struct RenderInput {
  const ChatRequest& request;
  const PromptRules& rules;
  // Whose rules about images hold on `as_of`.
  const ModelCard& card;
  Date as_of;
  // The model's name in the catalogue, which may be a dated snapshot of the
  // card's; of a fine-tune, that of its base.
  std::string_view model;
  // The same as it was asked for.
  std::string_view asked = model;
};

Prompt RenderPrompt(const RenderInput& input);

// A part for each message, in order, but one for all results of parallel calls.
// The sections of tools and schemas follow the message that takes them up.
void RenderMessages(const RenderInput& input, Prompt& prompt);

// Where the sections of tools and schemas stand.
struct SectionPlace {
  enum class Kind {
    kBehindSystem,  // the first message, of the system, takes them up
    kAlone,         // no system message: they are a message of their own
    kLate,          // the same, or as the rules say (PromptRules::appends_late)
    kBehindTools,   // a schema behind the section of tools
  };
  Kind kind = Kind::kBehindSystem;
  // The text that takes them up.
  std::string_view before = {};

  bool own_message = false;
};

// The sections that tell the model of its tools and of the schema that its
// reply must follow, where the request has any.
void RenderSections(const RenderInput& input, const SectionPlace& place,
                    Prompt& prompt);

// The definitions of tools. Returns the text of the section.
std::string_view RenderTools(const RenderInput& input,
                             const SectionPlace& place, Prompt& prompt);

// A JSON schema that the reply must follow.
void RenderResponseFormat(const RenderInput& input, const SectionPlace& place,
                          Prompt& prompt);

// The schema's name before a reply: an earlier one of the assistant, or the one
// to come.
void RenderReplyConstraint(const RenderInput& input, bool earlier,
                           PromptPart& part);

// The calls of an assistant's message, into that message's part.
void RenderToolCalls(const RenderInput& input, const Message& message,
                     Prompt& prompt, PromptPart& part);

// What stands for a part of content that is not text, into the message's part.
void RenderMedia(const RenderInput& input, const ContentPart& content,
                 Prompt& prompt, PromptPart& part);

// A field that the reference does not have, and whose value the prompt may
// hold.
void RenderUnknownField(const RenderInput& input, const JsonValue& json,
                        std::string_view why, Prompt& prompt, PromptPart& part);

// The choice of a tool.
void RenderToolChoice(const RenderInput& input, Prompt& prompt);

// The start of the reply, and what the model's format adds by itself.
void RenderPriming(const RenderInput& input, Prompt& prompt);

// Options that may change the prompt in ways no recording shows.
void RenderOptions(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_RENDER_PROMPT_H_
