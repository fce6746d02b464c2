// One table of codes and texts, in the order of the values.

#include "tokenfare/preflight/rules/doubt.h"

#include <limits>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/rules/evidence.h"

namespace tokenfare::internal {
namespace {

struct DoubtInfo {
  Doubt doubt;
  std::string_view code;
  std::string_view text;
  // The data have words for it, which then stand in place of the text.
  bool of_data = false;
};

constexpr std::array<DoubtInfo, kDoubts> kDoubtInfos = {{
    {Doubt::kNone, "", ""},
    {Doubt::kModelNotRecorded, "model_not_recorded",
     "no recorded request to {name} shows any request"},
    {Doubt::kModelRecordedLater, "model_recorded_later",
     "the first recorded request to {name} is of {first_day}"},
    {Doubt::kHostNotRecorded, "host_not_recorded",
     "fewer than three recorded requests of two sources show {feature} at the "
     "host {name}"},
    {Doubt::kFeatureNotRecorded, "feature_not_recorded",
     "no recorded request to {name} shows {feature}"},
    {Doubt::kFeatureContradicted, "feature_contradicted",
     "{first} of {second} recorded requests with {feature} to {name} were "
     "billed otherwise"},
    {Doubt::kFeatureOfOneSource, "feature_of_one_source",
     "recorded requests of one source only show {feature} to {name}: {first} "
     "of them"},
    {Doubt::kFeatureRarelyRecorded, "feature_rarely_recorded",
     "only {first} recorded requests show {feature} to {name}"},
    {Doubt::kNotKnownExactly, "not_known_exactly", "not known exactly"},
    {Doubt::kEncodingAssumed, "encoding_assumed",
     "the model's encoding is assumed"},
    {Doubt::kEncodingReconstructed, "encoding_reconstructed",
     "the model's vocabulary was rebuilt from outside"},
    {Doubt::kRulesNotLoaded, "rules_not_loaded", "the rules did not load"},
    {Doubt::kRulesOfOverlay, "rules_of_overlay",
     "it rests on rules of {name}, which no recording that comes with the "
     "program shows"},
    {Doubt::kRequestReconstructed, "request_reconstructed",
     "the request is reconstructed from a record"},
    {Doubt::kOverMaxInputTokens, "over_max_input_tokens",
     "not counted to its end: the input is over max_input_tokens without it"},
    {Doubt::kOverMaxWork, "over_max_work",
     "not counted to its end: it is more work than max_work"},
    {Doubt::kOverDeadline, "over_deadline",
     "not counted to its end: the deadline had come"},
    {Doubt::kOverMaxMemory, "over_max_memory",
     "not counted to its end: it has no place to be cut at, and would take "
     "more than max_memory"},
    {Doubt::kCancelled, "cancelled",
     "not counted to its end: the check was cancelled"},
    {Doubt::kNotReached, "not_reached",
     "not reached within max_work, max_memory or the deadline"},
    {Doubt::kRulesOfMessages, "rules_of_messages",
     "the model's rules are not known; those of gpt-4o are assumed", true},
    {Doubt::kRulesOfTools, "rules_of_tools",
     "the model's rules for tools are not known", true},
    {Doubt::kCalls, "calls", "calls took more at one host than at another",
     true},
    {Doubt::kCallNamed, "call_named",
     "a function_call that names a function was billed 1 token, and 4 in 2026",
     true},
    {Doubt::kImageBesideSection, "image_beside_section",
     "images beside tools or a schema took less until some day", true},
    {Doubt::kSampledCall, "sampled_call",
     "a call that the API issued takes 3 tokens less where it was forced or "
     "made in parallel, which the request does not tell",
     true},
    {Doubt::kMcpAlone, "mcp_alone",
     "tools of an MCP server alone took more, which no text explains", true},
    {Doubt::kAddedTools, "added_tools",
     "tools that are added in the middle took more, which no text explains",
     true},
    {Doubt::kOrphanResult, "orphan_result",
     "the call that the result answers is not in the request", true},
    {Doubt::kSummary, "summary", "a compaction stands for the turns before it",
     true},
    {Doubt::kProMode, "pro_mode", "reasoning in mode pro takes several passes",
     true},
    {Doubt::kCustomTool, "custom_tool",
     "no recorded request shows a custom "
     "tool",
     true},
    {Doubt::kHostedTool, "hosted_tool",
     "what the provider adds for a tool of its own is not known", true},
    {Doubt::kHostedToolContent, "hosted_tool_content",
     "what the provider adds depends on what the tool finds", true},
    {Doubt::kOtherChoice, "other_choice",
     "no recorded request shows such a choice of tools", true},
    {Doubt::kCustomCall, "custom_call",
     "no recorded request shows a call of a custom tool", true},
    {Doubt::kPhase, "phase",
     "no recorded request shows what the phase of an answer counts", true},
    {Doubt::kOddPart, "odd_part",
     "a content part has a form that the API's reference does not have", true},
    {Doubt::kRefusal, "refusal", "no recorded request shows a refusal", true},
    {Doubt::kUnusualArguments, "unusual_arguments",
     "no recorded request shows parallel calls whose arguments are not JSON, "
     "or have characters beyond ASCII or unusual numbers",
     true},
    {Doubt::kSeveralResults, "several_results", "the call has several results",
     true},
    {Doubt::kMissingResults, "missing_results",
     "some of the parallel calls have no result, or several, which no recorded "
     "request shows",
     true},
    {Doubt::kReorderedResults, "reordered_results",
     "results of parallel calls in another order than the calls, or with "
     "messages between them, are not recorded",
     true},
    {Doubt::kResultsForm, "results_form",
     "whether results of parallel calls have characters beyond ASCII escaped, "
     "and how unusual numbers, changed about the day",
     true},
    {Doubt::kLegacyCall, "legacy_call",
     "no recorded request shows a legacy call of a function", true},
    {Doubt::kLegacyResult, "legacy_result",
     "no recorded request shows the result of a legacy function", true},
    {Doubt::kSearchingMessage, "searching_message",
     "few requests with web search are known", true},
    {Doubt::kSpokenReply, "spoken_reply",
     "one request for a spoken reply is known only", true},
    {Doubt::kImageOfTool, "image_of_tool",
     "images in results of tools were billed less than the rule gives", true},
    {Doubt::kFileById, "file_by_id", "a file given by id may have any length",
     true},
    {Doubt::kImageRuleDoubted, "image_rule_doubted",
     "something speaks against the rule by which images are billed", true},
    {Doubt::kSpecialToken, "special_token",
     "no recorded request shows how text that looks like a special token is "
     "billed"},
    {Doubt::kUnknownFields, "unknown_fields",
     "the request has fields that are not known (see the warnings), and may be "
     "counted"},
    {Doubt::kUnknownFieldOfMessage, "unknown_field_of_message",
     "a message has a field that is not known, and may be counted"},
    {Doubt::kUnknownFieldOfItem, "unknown_field_of_item",
     "an item has a field that is not known, and may be counted"},
    {Doubt::kUnknownItem, "unknown_item",
     "no rule says what such an item counts"},
    {Doubt::kUnknownPart, "unknown_part",
     "a content part of unknown type is bounded by its text"},
    {Doubt::kUnknownData, "unknown_data",
     "data of an unknown kind is bounded by its size"},
    {Doubt::kUnknownResponseFormat, "unknown_response_format",
     "a response format of unknown type is bounded by its text"},
    {Doubt::kStored, "stored",
     "the request does not hold {name}, which the provider has stored"},
    {Doubt::kReasoning, "reasoning",
     "thoughts count as the output tokens that they took, which the request "
     "does not tell"},
    {Doubt::kPrediction, "prediction",
     "a prediction is billed as output where it is rejected; whether it counts "
     "as input is not known"},
    {Doubt::kSpokenAnswer, "spoken_answer",
     "the length of an earlier spoken answer is not known"},
    {Doubt::kHiddenMessage, "hidden_message",
     "models that search the web were billed for the last message only"},
    {Doubt::kPromptLeftOut, "prompt_left_out",
     "no recorded request shows what is billed where the prompt is left out"},
    {Doubt::kSuffix, "suffix",
     "no recorded request shows how a suffix is billed"},
    {Doubt::kTrainingTokens, "training_tokens",
     "no recorded job shows how the tokens of training are counted"},
    {Doubt::kPreferenceInput, "preference_input",
     "no recorded job shows whether the input of a preference is counted with "
     "each of both answers"},
    {Doubt::kSchemaTooLong, "schema_too_long",
     "its schema refers to itself or leads nowhere, or is too long when "
     "written out, or for max_work, max_memory or the deadline"},
    {Doubt::kKeywordsNotRecorded, "keywords_not_recorded",
     "no recorded request shows how a prompt has {name}: left out, or as a "
     "comment"},
    {Doubt::kFormNotRecorded, "form_not_recorded",
     "no recorded request shows {name}"},
    {Doubt::kOneOf, "one_of",
     "no recorded request shows how a prompt has oneOf: as anyOf, or left "
     "out"},
    {Doubt::kTypeLines, "type_lines",
     "whether a list of types has a line for each type changed about the day"},
    {Doubt::kSchemaKeywords, "schema_keywords",
     "the schema has keywords of which no recorded request shows whether the "
     "prompt holds them"},
    {Doubt::kSchemaNumbers, "schema_numbers",
     "no recorded request shows how a prompt writes unusual numbers"},
    {Doubt::kSchemaNameBesideImage, "schema_name_beside_image",
     "before earlier answers the schema's name was not billed where the "
     "request has an image; one source shows it"},
    {Doubt::kSchemaName, "schema_name",
     "whether the schema's name is billed before replies of the model is not "
     "known"},
    {Doubt::kToolTwice, "tool_twice",
     "no recorded request has such a tool twice"},
    {Doubt::kDeferredTools, "deferred_tools",
     "no recorded request has tools that are loaded later, and no search for "
     "them"},
    {Doubt::kChoiceOfHostedTools, "choice_of_hosted_tools",
     "no recorded request chooses none of the provider's own tools"},
    {Doubt::kArgumentsNotJson, "arguments_not_json",
     "no recorded request shows such arguments, which are not JSON"},
    {Doubt::kArgumentsForm, "arguments_form",
     "no recorded request shows arguments with characters beyond ASCII or with "
     "unusual numbers"},
    {Doubt::kResultForm, "result_form",
     "no recorded request shows in which form such text is"},
    {Doubt::kImageRuleUnknown, "image_rule_unknown",
     "no source states what an image costs {name}"},
    {Doubt::kImageRuleChanged, "image_rule_changed",
     "what images cost {name} changed after {first_day}, by {second_day} at "
     "the latest"},
    {Doubt::kImageSize, "image_size",
     "the image {name}: its tokens are bounded by what the model's rule can "
     "give"},
    {Doubt::kImageDetail, "image_detail",
     "an image's detail is low, high, auto or original, not {quoted}"},
    {Doubt::kImageScaling, "image_scaling",
     "no source states how the model scales images of detail {name}"},
    {Doubt::kImagePatches, "image_patches",
     "images billed by patches were billed 1 or 2 tokens more than the "
     "documented formula gives"},
    {Doubt::kImageTileEdge, "image_tile_edge",
     "the scaled image ends beside the edge of a tile, where it matters how "
     "its sides are rounded, which is not documented"},
    {Doubt::kSpeech, "speech",
     "the rule for speech, 10 tokens a second, is known from few requests"},
    {Doubt::kSpeechLength, "speech_length",
     "the length of an audio input is not readable: its tokens are bounded by "
     "its size"},
    {Doubt::kPdfText, "pdf_text",
     "a PDF is bounded by its pages and the size of its text, which is not "
     "decompressed"},
    {Doubt::kFilePages, "file_pages",
     "the pages of a file are not readable: its tokens are bounded by its "
     "size"},
}};

// A row in a place not its own would give all others its neighbours' texts.
static_assert([] {
  for (size_t i = 0; i < kDoubts; ++i) {
    if (kDoubtInfos[i].doubt != static_cast<Doubt>(i)) return false;
  }
  return true;
}());

const DoubtInfo& DoubtRow(Doubt doubt) {
  return kDoubtInfos[static_cast<size_t>(doubt)];
}

constexpr int64_t kNoDay = std::numeric_limits<int64_t>::min();

std::string NumberedDay(int64_t number) {
  return number == kNoDay ? "an unknown day"
                          : FormatDate(Date{std::chrono::days{number}});
}

// What stands in a text for `detail`, the name between its braces.
std::string DetailText(std::string_view detail, const Why& why) {
  if (detail == "name") return std::string(why.name);
  if (detail == "quoted") return Quoted(why.name);
  if (detail == "feature") return std::string(FeatureInWords(why.feature));
  if (detail == "first") return fmt::format("{}", why.numbers[0]);
  if (detail == "second") return fmt::format("{}", why.numbers[1]);
  return NumberedDay(why.numbers[detail == "first_day" ? 0 : 1]);
}

}  // namespace

std::string_view CodeOf(Doubt doubt) { return DoubtRow(doubt).code; }
std::string_view PatternOf(Doubt doubt) { return DoubtRow(doubt).text; }

std::string Why::Text() const {
  const DoubtInfo& info = DoubtRow(doubt);
  if (info.of_data && !name.empty()) return std::string(name);
  std::string text;
  std::string_view rest = info.text;
  for (size_t open = rest.find('{'); open != std::string_view::npos;
       open = rest.find('{')) {
    const size_t close = rest.find('}', open);
    text += rest.substr(0, open);
    text += DetailText(rest.substr(open + 1, close - open - 1), *this);
    rest.remove_prefix(close + 1);
  }
  text += rest;
  return text;
}

int64_t NumberOfDay(const std::optional<Date>& day) {
  return day.has_value() ? day->time_since_epoch().count() : kNoDay;
}

}  // namespace tokenfare::internal
