// The constants of the rules by which a request becomes a prompt: what holds
// for one model on one day (rule_set.h). Evidence: requests recorded with the
// `usage` that the API billed (DESIGN.md, "Rules of the prompt").

#ifndef TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_
#define TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_

#include <cstdint>
#include <string_view>

#include "tokenfare/preflight/rules/token_bounds.h"
#include "tokenfare/preflight/rules/typescript_form.h"

namespace tokenfare::internal {

// Whether a rule holds for a family.
enum class Known { kNo, kYes, kUnknown };

// Tokens that the rules know within bounds, and why not exactly (empty where
// they are exact).
struct Uncertain {
  TokenBounds tokens = {};
  std::string_view why = {};
};

struct PromptRules {
  // The models that are billed alike, whose recordings speak for each other
  // (evidence.h): the name of the entry of rules.
  std::string_view family = {};
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
  // More for each message of calls, where the host matters.
  Uncertain per_calls = {};
  // Around the section of tools or a schema where it is a message of its own.
  int64_t section_message = 4;
  // With tools, in any case.
  int64_t with_tools = 0;
  // A first system message that takes up a section begins with a heading,
  // "# Instructions".
  bool instructions = false;
  // A system message that is not the first takes up the sections, too.
  bool appends_late = false;
  // For a function without a description.
  int64_t undescribed = 0;
  // tool_choice costs something.
  bool counts_tool_choice = true;
  // A legacy function_call that names a function.
  Uncertain call_named = {
      {4, 1, 4},
      "a function_call that names a function was billed 1 token, and 4 in "
      "2026"};
  // A schema's name is billed before the reply (without tools), and before
  // earlier ones.
  Known constrains_reply = Known::kYes;
  Known constrains_answers = Known::kYes;
  // Results of parallel calls have characters beyond ASCII as \uXXXX.
  Known escapes_results = Known::kUnknown;
  // More for an image in a request with tools or a schema, once.
  Uncertain image_beside_section = {};
  // A page of a PDF, without its text.
  TokenBounds pdf_page = {};
  TypeScriptForm typescript = {};
  // Why the rules of tools and calls are not exact; empty where they are. And
  // how far tools may be off.
  std::string_view why_tools_uncertain = {};
  TokenBounds tools_deviation = {0, -20, 20};
  // The prompt that the model's format adds by itself.
  TokenBounds preamble = {};
  // Tokens by which each message may differ from the rules.
  TokenBounds message_deviation = {};
  // The model bills the last message only.
  bool hides_messages = false;
  // Why even plain messages are not exact; empty where they are.
  std::string_view why_uncertain = {};
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_
