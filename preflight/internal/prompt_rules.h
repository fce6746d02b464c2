// The constants of the rules by which a request becomes a prompt, by family of
// models, model and day. Evidence: requests recorded with the `usage` that the
// API billed (DESIGN.md, "Rules of the prompt").

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_

#include <cstdint>
#include <string_view>

#include "tokenfare/preflight/internal/prompt.h"
#include "tokenfare/preflight/internal/typescript.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::internal {

// Whether a rule holds for a family.
enum class Known { kNo, kYes, kUnknown };

struct PromptRules {
  // Around each message: its start, the line after the role, its end.
  int64_t per_message = 3;
  // The start of the reply, without and with tools.
  int64_t priming = 3;
  int64_t priming_with_tools = 2;
  // More for each assistant message of text.
  int64_t per_assistant_text = 0;
  // Around a message of calls, without its texts.
  int64_t around_calls = 7;
  // More for each message of results.
  int64_t per_results = 0;
  // Around the section of tools where it is a message of its own.
  int64_t tools_message = 4;
  // With tools, in any case; and where an object type stands on one line.
  int64_t with_tools = 0;
  int64_t with_inline_object = 0;
  // tool_choice costs something.
  bool counts_tool_choice = true;
  // A schema's name is billed before the reply, and before earlier ones.
  Known reply_constraint = Known::kYes;
  // Results of parallel calls have characters beyond ASCII as \uXXXX.
  Known escapes_results = Known::kUnknown;
  TypeScriptForm typescript = {};
  // Why the rules of tools and calls are not exact; empty where they are.
  std::string_view why_tools_uncertain = {};
  // The prompt that the model's format adds by itself.
  TokenBounds preamble = {};
  // Tokens by which each message may differ from the rules.
  TokenBounds message_deviation = {};
  // The model bills the last message only.
  bool hides_messages = false;
  // Why even plain messages are not exact; empty where they are.
  std::string_view why_uncertain = {};
};

// The rules in force on `as_of`. `model` is the name asked for, which may be a
// dated snapshot of the card's model.
PromptRules RulesFor(const ModelCard& card, std::string_view model, Date as_of);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_PROMPT_RULES_H_
