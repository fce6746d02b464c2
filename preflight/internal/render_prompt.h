// Turns a typed request into its prompt. One renderer a kind of part; each adds
// its parts to the prompt, in the order of the prompt.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_RENDER_PROMPT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_RENDER_PROMPT_H_

#include <string_view>

#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/internal/prompt.h"
#include "tokenfare/preflight/internal/prompt_rules.h"

namespace tokenfare::internal {

// What the renderers read. All of it must outlive the prompt.
struct RenderInput {
  const ChatRequest& request;
  const PromptRules& rules;
  // Whose rules about images hold on `as_of`.
  const ModelCard& card;
  Date as_of;
  // The model's name as asked for, which may be a dated snapshot of the card's.
  std::string_view model;
};

Prompt RenderPrompt(const RenderInput& input);

// A part for each message, in order. Text messages by the rule
// per_message + n(role) + n(content) + n(":" + name).
void RenderMessages(const RenderInput& input, Prompt& prompt);

// The calls of an assistant's message, into that message's part.
void RenderToolCalls(const RenderInput& input, const Message& message,
                     Prompt& prompt, PromptPart& part);

// What stands for a part of content that is not text, into the message's part.
void RenderMedia(const RenderInput& input, const ContentPart& content,
                 Prompt& prompt, PromptPart& part);

// The definitions of tools, and tool_choice.
void RenderTools(const RenderInput& input, Prompt& prompt);

// A JSON schema that the reply must follow.
void RenderResponseFormat(const RenderInput& input, Prompt& prompt);

// The start of the reply, and what the model's format adds by itself.
void RenderPriming(const RenderInput& input, Prompt& prompt);

// Options that may change the prompt in ways no recording shows.
void RenderOptions(const RenderInput& input, Prompt& prompt);

// True where a message takes up the sections of tools and schemas.
bool HasSystemMessage(const ChatRequest& request);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_RENDER_PROMPT_H_
