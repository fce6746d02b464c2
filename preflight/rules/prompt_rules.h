// The constants of the rules by which a request becomes a prompt: what holds
// for one model on one day (rule_set.h). Evidence: requests recorded with the
// `usage` that the API billed (DESIGN.md, "Rules of the prompt").

#ifndef TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_
#define TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "tokenfare/preflight/rules/doubt.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/known.h"
#include "tokenfare/preflight/rules/token_bounds.h"
#include "tokenfare/preflight/rules/typescript_form.h"

namespace tokenfare::internal {

// Tokens that the rules know within bounds, and why not exactly (empty where
// they are exact).
struct Uncertain {
  TokenBounds tokens = {};
  Why why = {};

  friend bool operator==(const Uncertain&, const Uncertain&) = default;
};

// What the provider adds for a tool of its own.
struct HostedTool {
  std::string_view name;
  Uncertain alone;
  // With functions beside it.
  Uncertain beside_functions;
};

// A list of data/rules: the same list is equal, whatever it holds.
class HostedToolList : public std::span<const HostedTool> {
 public:
  using std::span<const HostedTool>::span;

  friend bool operator==(const HostedToolList& a, const HostedToolList& b) {
    return a.data() == b.data() && a.size() == b.size();
  }
};

struct PromptRules {
  // The models that are billed alike, whose recordings speak for each other
  // (evidence.h): the name of the entry of rules.
  std::string_view family = {};
  // The name asked for has stood for more than one snapshot.
  bool name_moves = false;
  // The file of the caller's own that states some of them; empty where none
  // does.
  std::string_view overlay = {};
  // What recordings show of them; null means the embedded evidence.
  const EvidenceTable* evidence = nullptr;
  // How far what recordings do not show may be from its rule.
  const Deviations* unshown = &kUnshownByDefault;
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
  // With tools, in any case; and where the first function has a description.
  int64_t with_tools = 0;
  int64_t first_described = 0;
  // With a schema, in any case.
  int64_t with_schema = 0;
  // A choice of no tool, and of a certain one.
  int64_t choice_none = 1;
  int64_t choice_named = 4;
  // Tools that may not be called in parallel.
  int64_t no_parallel_calls = 0;
  // Around parallel calls that are one message; and more for each of their
  // results.
  int64_t parallel_calls = 10;
  int64_t per_parallel_results = 3;
  // More for a message of images only.
  int64_t images_alone = 0;
  // A first system message that takes up a section begins with a heading,
  // "# Instructions".
  bool instructions = false;
  // A system message that is not the first takes up the sections, too.
  bool appends_late = false;
  // For a function without a description.
  int64_t undescribed = 0;
  // A section of functions begins with a heading even where it is the only one.
  bool heads_functions = false;
  // Calls count as the model made them: always, or only where the body has
  // them as the provider stored them, by their ids or also by their status.
  bool calls_as_sampled = false;
  bool sampled_by_id = false;
  // Several calls that count so are one message.
  bool joins_calls = false;
  // The thoughts of all turns are shown to the model again, not only those
  // behind the last message of the user.
  bool keeps_reasoning = false;
  // tool_choice costs something.
  bool counts_tool_choice = true;
  // A legacy function_call that names a function.
  Uncertain call_named = {{4, 1, 4}, Doubt::kCallNamed};
  // What a call as the model made it takes more than one of the user's.
  Uncertain sampled_call = {};
  // Tools of an MCP server without functions beside them.
  Uncertain mcp_alone = {};
  // Tools that are made known in the middle of a conversation.
  Uncertain added_tools = {};
  // More for the result of a call that is not in the body.
  Uncertain orphan_result = {};
  // What stands for the turns that were summed up.
  Uncertain summary = {};
  // More where several passes answer.
  Uncertain pro_mode = {};
  // Bounds of what no recording shows, or too few; data/rules has them.
  // Of a call or a result where `doubts` says that tools are not exact.
  TokenBounds doubted_call = {};
  // Between a text and the speech or file behind it; and where such a part is
  // the first.
  TokenBounds media_border = {};
  TokenBounds media_first = {};
  // Beside a schema's name before a reply, where it may be billed.
  TokenBounds schema_name = {};
  // Of a part or a contract of unknown type, beside its text.
  TokenBounds unknown_part = {};
  // Tools of the provider, one by one.
  Uncertain hosted_tool = {};
  // A choice of tools of a form that no recording shows.
  Uncertain other_choice = {};
  // More for a message with a call of a custom tool.
  Uncertain custom_call = {};
  // The phase of an answer.
  Uncertain phase = {};
  // A text, and another part, of a form that the API's reference does not have.
  Uncertain odd_text = {};
  Uncertain odd_part = {};
  // More for a refusal.
  Uncertain refusal = {};
  // Parallel calls with arguments that have several forms.
  Uncertain unusual_arguments = {};
  // One call, of which there are several results.
  Uncertain several_results = {};
  // Parallel calls that do not have one result each.
  Uncertain missing_results = {};
  // Results of parallel calls in another order, or apart.
  Uncertain reordered_results = {};
  // Those with several forms, where escapes_results is not known.
  Uncertain results_form = {};
  // Around a function_call; and more for the result of one.
  Uncertain legacy_call = {};
  Uncertain legacy_result = {};
  // The last message where the model searches the web.
  Uncertain searching_message = {};
  // Before a spoken reply; and what asks for it.
  Uncertain spoken_priming = {};
  Uncertain spoken_reply = {};
  // More for an image in the result of a tool.
  Uncertain image_of_tool = {};
  // A file that the request names only.
  Uncertain file_by_id = {};
  // Tools of the provider; the last is for all others. And those of the user
  // that are no functions.
  HostedToolList hosted_tools = {};
  Uncertain custom_tool = {};
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
  Why why_tools_uncertain = {};
  TokenBounds tools_deviation = {0, -20, 20};
  // The prompt that the model's format adds by itself.
  TokenBounds preamble = {};
  // Tokens by which each message may differ from the rules.
  TokenBounds message_deviation = {};
  // The model bills the last message only.
  bool hides_messages = false;
  // Why even plain messages are not exact; empty where they are.
  Why why_uncertain = {};

  friend bool operator==(const PromptRules&, const PromptRules&) = default;
};

// The evidence that `rules` of the endpoint came with.
inline const EvidenceTable& EvidenceOf(const PromptRules& rules,
                                       std::string_view endpoint) {
  return rules.evidence == nullptr ? EvidenceTable::BuiltIn(endpoint)
                                   : *rules.evidence;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_PROMPT_RULES_H_
