// The constants of the rules by which a request becomes a prompt, by family of
// models, model and day. Evidence: requests recorded with the `usage` that the
// API billed (DESIGN.md, "Rules of the prompt").

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_

#include <cstdint>
#include <string_view>

#include "tokenfare/preflight/internal/prompt.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::internal {

struct PromptRules {
  // Around each message: its start, the line after the role, its end.
  int64_t per_message = 3;
  // The start of the reply, without and with tools.
  int64_t priming = 3;
  int64_t priming_with_tools = 2;
  // More for each assistant message of text.
  int64_t per_assistant_text = 0;
  // More for each message with calls, and for each message of results.
  int64_t per_calls = 0;
  int64_t per_results = 0;
  // Around the section of tools, where no system message takes it up: its own
  // message, or the constant of the reasoning models.
  int64_t tools_message = 4;
  // Around the section of tools in any case.
  int64_t tools_extra = 0;
  // tool_choice costs something.
  bool counts_tool_choice = true;
  // A schema's name costs something in each reply.
  bool counts_reply_format = true;
  // The prompt that the model's format adds by itself.
  TokenBounds preamble;
  // Tokens by which each message may differ from the rules.
  TokenBounds message_deviation;
  // The model bills the last message only.
  bool hides_system_messages = false;
  // Why even plain messages are not exact; empty where they are.
  std::string_view why_uncertain;
};

// `model` is the name asked for, which may be a dated snapshot of the card's
// model. The rules known today hold for every day; `as_of` is for those that
// will change.
PromptRules RulesFor(const ModelCard& card, std::string_view model, Date as_of);

// What one image costs at `detail` ("low", "high", "auto", "" or another),
// its size unknown.
TokenBounds ImageBounds(std::string_view model, std::string_view detail);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_
