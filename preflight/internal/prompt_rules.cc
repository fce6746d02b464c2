#include "tokenfare/preflight/internal/prompt_rules.h"

#include <array>
#include <optional>

namespace tokenfare::internal {
namespace {

// The rules of some models from some day on. When the API changes, a row with
// the day of the change is added; earlier rows keep answering for earlier days.
struct RuleRow {
  RuleFamily family;
  // Of those models of the family whose name begins so.
  std::string_view model_prefix;
  // Nothing: from the models' release on.
  std::optional<Date> valid_from;
  PromptRules rules;
  // Whose evidence.
  std::string_view source;
};

constexpr std::string_view kRecordings =
    "requests recorded with their billed usage, 2023 to 2026";

constexpr PromptRules kChat = {};

constexpr PromptRules kChatThatEscapes = {.escapes_results = Known::kYes};

constexpr PromptRules kChatThatKeeps = {.escapes_results = Known::kNo};

// Functions of the -0613 snapshots: titles and comments of items are left out,
// and calls lack the three tokens around the kind of content. Four recordings.
constexpr PromptRules kJune2023 = {
    .around_calls = 4,
    .typescript = {.titles = false, .array_comments = false},
    .why_tools_uncertain =
        "the snapshots of June 2023 are known from four requests with tools"};

constexpr PromptRules kReasoning = {.priming = 2,
                                    .reply_constraint = Known::kUnknown};

constexpr PromptRules kGpt5 = {.priming = 2,
                               .per_assistant_text = 2,
                               .around_calls = 9,
                               .per_results = 4,
                               .tools_message = 0,
                               .with_tools = 84,
                               // Observed in each recording, unexplained.
                               .with_inline_object = 1,
                               .counts_tool_choice = false,
                               .reply_constraint = Known::kUnknown};

// "hello" alone is 68 tokens: 61 + 3 + 1 + 1 + 2.
constexpr PromptRules kHarmony = {
    .priming = 2,
    .reply_constraint = Known::kUnknown,
    .why_tools_uncertain = "no request with tools is known for gpt-oss",
    .preamble = {61, 50, 90},
    .message_deviation = {0, -1, 12},
    .why_uncertain = "the gpt-oss prompt is known from one request only"};

constexpr PromptRules kAssumed = {
    .reply_constraint = Known::kUnknown,
    .why_tools_uncertain = "the model's rules for tools are not known",
    .preamble = {0, -3, 100},
    .message_deviation = {0, -3, 12},
    .why_uncertain =
        "the model's rules are not known; those of gpt-4o are assumed"};

// OpenAI's cookbook ("How to count tokens", tokens_per_message = 4) and a
// recording of four messages agree; a recording of one message does not.
constexpr PromptRules kMarch2023 = {
    .around_calls = 4,
    .typescript = {.titles = false, .array_comments = false},
    .why_tools_uncertain = "gpt-3.5-turbo-0301 takes no functions",
    .message_deviation = {1, 0, 1},
    .why_uncertain =
        "gpt-3.5-turbo-0301 takes one token more for each message by OpenAI's "
        "cookbook, which not every recording shows"};

// One message was billed 1 more, two were billed 8 more.
constexpr PromptRules kO1Mini = {
    .priming = 2,
    .reply_constraint = Known::kUnknown,
    .why_tools_uncertain = "o1-mini takes no tools",
    .message_deviation = {4, 0, 8},
    .why_uncertain =
        "o1-mini was billed 1 to 8 tokens more than the rules of the o-series "
        "say, unexplained"};

// The last row that fits is in force.
constexpr std::array<RuleRow, 18> kRows = {{
    {RuleFamily::kChatCl100k, "", {}, kChat, kRecordings},
    {RuleFamily::kChatCl100k, "gpt-3.5-turbo-0613", {}, kJune2023, kRecordings},
    // "gpt-4" is served by gpt-4-0613; later snapshots have other names.
    {RuleFamily::kChatCl100k, "gpt-4", {}, kJune2023, kRecordings},
    {RuleFamily::kChatCl100k, "gpt-4-0125", {}, kChat, kRecordings},
    {RuleFamily::kChatCl100k, "gpt-4-1106", {}, kChat, kRecordings},
    {RuleFamily::kChatCl100k, "gpt-4-turbo", {}, kChat, kRecordings},
    {RuleFamily::kChatCl100k, "gpt-4-vision", {}, kChat, kRecordings},
    {RuleFamily::kChatO200k, "", {}, kChat, kRecordings},
    {RuleFamily::kChatO200k, "gpt-4o", {}, kChatThatKeeps, kRecordings},
    {RuleFamily::kChatO200k, "chatgpt-4o", {}, kChatThatKeeps, kRecordings},
    {RuleFamily::kChatO200k, "gpt-4o-mini", {}, kChatThatEscapes, kRecordings},
    {RuleFamily::kOSeries, "", {}, kReasoning, kRecordings},
    {RuleFamily::kGpt5, "", {}, kGpt5, kRecordings},
    {RuleFamily::kHarmony, "", {}, kHarmony, kRecordings},
    {RuleFamily::kNone, "", {}, kAssumed, "assumed"},
    {RuleFamily::kUnknown, "", {}, kAssumed, "assumed"},
    {RuleFamily::kUnknown, "gpt-3.5-turbo-0301", {}, kMarch2023, "cookbook"},
    {RuleFamily::kUnknown, "o1-mini", {}, kO1Mini, kRecordings},
}};

bool Fits(const RuleRow& row, const ModelCard& card, std::string_view model,
          Date as_of) {
  return row.family == card.rule_family &&
         model.starts_with(row.model_prefix) &&
         (!row.valid_from.has_value() || *row.valid_from <= as_of);
}

}  // namespace

PromptRules RulesFor(const ModelCard& card, std::string_view model,
                     Date as_of) {
  PromptRules rules = kAssumed;
  for (const RuleRow& row : kRows) {
    if (Fits(row, card, model, as_of)) rules = row.rules;
  }
  rules.hides_messages = model.find("-search-") != std::string_view::npos;
  return rules;
}

}  // namespace tokenfare::internal
