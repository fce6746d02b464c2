// Why a figure is not exact: a value of an enum, with a table of codes and
// texts, and what a text names.
//
// Estimates carry values only. A text is put together where a verdict is, for
// the parts that are not exact.

#ifndef TOKENFARE_PREFLIGHT_RULES_DOUBT_H_
#define TOKENFARE_PREFLIGHT_RULES_DOUBT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

enum class Feature : uint8_t;

// The table (doubt.cc) has the text of each.
enum class Doubt : uint8_t {
  kNone,
  // What recordings do not show (evidence.h).
  kModelNotRecorded,
  kModelRecordedLater,
  kHostNotRecorded,
  kFeatureNotRecorded,
  kFeatureContradicted,
  kFeatureOfOneSource,
  kFeatureRarelyRecorded,
  // What holds for a whole request, or ends its counting.
  kNotKnownExactly,
  kEncodingAssumed,
  kEncodingReconstructed,
  kRulesNotLoaded,
  kRulesOfOverlay,
  kRequestReconstructed,
  kOverMaxInputTokens,
  kOverMaxWork,
  kOverDeadline,
  kOverMaxMemory,
  kCancelled,
  kNotReached,
  // Of the data, which may state it in words of their own: rules that are not
  // known, and bounds by their names (rule_settings.cc).
  kRulesOfMessages,
  kRulesOfTools,
  kCalls,
  kCallNamed,
  kImageBesideSection,
  kSampledCall,
  kMcpAlone,
  kAddedTools,
  kOrphanResult,
  kSummary,
  kProMode,
  kCustomTool,
  kHostedTool,
  kHostedToolContent,
  kOtherChoice,
  kCustomCall,
  kPhase,
  kOddPart,
  kRefusal,
  kUnusualArguments,
  kSeveralResults,
  kMissingResults,
  kReorderedResults,
  kResultsForm,
  kLegacyCall,
  kLegacyResult,
  kSearchingMessage,
  kSpokenReply,
  kImageOfTool,
  kFileById,
  kImageRuleDoubted,
  // Texts.
  kSpecialToken,
  kUnknownFields,
  kUnknownFieldOfMessage,
  kUnknownFieldOfItem,
  kUnknownItem,
  kUnknownPart,
  kUnknownData,
  kUnknownResponseFormat,
  kStored,
  kReasoning,
  kPrediction,
  kSpokenAnswer,
  kHiddenMessage,
  kPromptLeftOut,
  kSuffix,
  kTrainingTokens,
  kPreferenceInput,
  // Tools, calls and schemas.
  kSchemaTooLong,
  kKeywordsNotRecorded,
  kFormNotRecorded,
  kOneOf,
  kTypeLines,
  kSchemaKeywords,
  kSchemaNumbers,
  kSchemaNameBesideImage,
  kSchemaName,
  kToolTwice,
  kDeferredTools,
  kChoiceOfHostedTools,
  kArgumentsNotJson,
  kArgumentsForm,
  kResultForm,
  // Images, speech and files.
  kImageRuleUnknown,
  kImageRuleChanged,
  kImageSize,
  kImageDetail,
  kImageScaling,
  kImagePatches,
  kImageTileEdge,
  kSpeech,
  kSpeechLength,
  kPdfText,
  kFilePages,
};
inline constexpr size_t kDoubts = static_cast<size_t>(Doubt::kFilePages) + 1;

// Its stable name, for programs: "model_not_recorded". Empty for kNone.
std::string_view CodeOf(Doubt doubt);
// Its text, with the names of details in braces; empty for kNone.
std::string_view PatternOf(Doubt doubt);

// A doubt, and what its text names. What `name` views must live until the text
// is made.
struct Why {
  constexpr Why() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): most texts name nothing.
  constexpr Why(Doubt of) : doubt(of) {}
  constexpr Why(Doubt of, std::string_view what) : doubt(of), name(what) {}
  constexpr Why(Doubt of, std::string_view what, std::array<int64_t, 2> figures)
      : doubt(of), name(what), numbers(figures) {}
  constexpr Why(Doubt of, std::string_view what, std::array<int64_t, 2> figures,
                Feature about)
      : doubt(of), feature(about), name(what), numbers(figures) {}

  friend bool operator==(const Why&, const Why&) = default;

  bool empty() const { return doubt == Doubt::kNone; }
  std::string_view code() const { return CodeOf(doubt); }
  // In words: the table's, or those that the data have for it. Empty where
  // there is no doubt. Linear in the text.
  std::string Text() const;

  Doubt doubt = Doubt::kNone;
  Feature feature = {};
  // {name}, {quoted}; or all of the text, where the data state it.
  std::string_view name = {};
  // {first} and {second}, or {first_day} and {second_day}.
  std::array<int64_t, 2> numbers = {};
};

// A day as a number of Why; no day where it is not known.
int64_t NumberOfDay(const std::optional<Date>& day);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_DOUBT_H_
