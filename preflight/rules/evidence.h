// What recorded requests show, and so what may be called exact.
//
// A request rests on features: a message of text, a call, a union in a schema.
// A figure is exact where at least three recordings of at least two independent
// sources (repositories) that use the feature were billed as the rules say, all
// of them at the same host and to models of the same family (the rules that a
// model has, rule_set.h), unless more than a tenth was billed otherwise; and
// where any request to the model itself was, and not after the day asked about
// where the model's name moves from snapshot to snapshot. Otherwise it carries
// the bounds of the feature. What changed on some day is for the rules to say.
//
// The counts are data, a file per endpoint (data/rules/*.evidence.json), which
// `./dev evidence` writes from the recordings.

#ifndef TOKENFARE_PREFLIGHT_RULES_EVIDENCE_H_
#define TOKENFARE_PREFLIGHT_RULES_EVIDENCE_H_

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/rules/doubt.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// What a rule of the prompt is about. The names (FeatureName) are those of the
// table.
enum class Feature : uint8_t {
  // How a model frames messages, calls, tools and schemas: evidence is about a
  // family of models.
  kModel,               // any request
  kText,                // a message of text
  kDeveloper,           // the role developer
  kSystem,              // either role, where both are one rule
  kAnswer,              // a text of the assistant
  kTextParts,           // content of several texts
  kEmptyText,           // content without a character
  kName,                // `name`
  kNameOfCalls,         // `name` of a message with calls only
  kTools,               // tools behind a system message, which is the first
  kToolsAlone,          // tools without a system message
  kToolsLate,           // tools, and a system message that is not the first
  kToolsAfterEmpty,     // tools behind a system message without text
  kNoDescription,       // a function without a description
  kNoDescriptions,      // the same among several functions
  kFunctions,           // tools given as `functions`
  kChoiceNone,          // tool_choice
  kChoiceRequired,      //
  kChoiceRequiredOne,   // required, with a single tool
  kChoiceNamed,         //
  kChoiceAllowed,       // some of the tools
  kCallNamed,           // function_call that names a function
  kCall,                // one call
  kCallBesideText,      // a call, or several, and text in one message
  kCalls,               // parallel calls
  kCallStored,          // a call with the id that the API issued
  kCallSampled,         // a call that counts as the model made it
  kCallsSampled,        // parallel ones, joined
  kNoParallelCalls,     // tools that may not be called in parallel
  kResult,              // the result of one call
  kResults,             // those of parallel calls
  kResultsSampled,      // those of joined calls
  kSchema,              // a schema behind a system message, which is the first
  kSchemaAlone,         // a schema without a system message
  kSchemaLate,          // a schema, and a system message that is not the first
  kSchemaAfterEmpty,    // a schema behind a system message without text
  kSchemaWithTools,     // a schema beside tools
  kSchemaAndAnswer,     // a schema, and an earlier text of the assistant
  kSchemaAndImage,      // a schema, and an image
  kJsonObject,          // response_format json_object
  kImage,               // an image billed by tiles
  kImageBesideSection,  // an image, and tools or a schema
  kImagesAlone,         // a message of images only
  kInstructions,        // instructions that are not a message
  kContinued,           // a turn that the request does not hold
  kHostedTool,          // a tool of the provider
  // How texts are written, whatever the model: evidence is about all models
  // with the same form of types.
  kTitle,                 // in parameters of a function
  kDefault,               //
  kFormat,                //
  kLimits,                // minimum, maximum
  kReference,             // $ref
  kEnumOfOthers,          // an enum of other values than strings
  kConst,                 //
  kTypeList,              // a list of types on one line
  kTypeLines,             // on lines of their own
  kUnion,                 // anyOf on one line
  kUnionLines,            // on lines of its own
  kUnionOfEmpty,          // anyOf with an object that has no properties
  kNestedObject,          //
  kArrayOfTitled,         // Array<// Title ...
  kArrayOfDescribed,      // Array<, items with a description only
  kArrayOfCommented,      // Array<, items with comments inside only
  kArrayOfUnion,          //
  kSchemaStrict,          // `strict` inside a schema
  kSchemaBeyondAscii,     // characters beyond ASCII in a schema
  kArgumentsNotJson,      // arguments of one call that are not JSON
  kArgumentsBeyondAscii,  // of one call
  kResultsEscaped,        // beyond ASCII, among those of parallel calls
  kResultsKept,           // the same after the change
  kReasoningDropped,      // thoughts that are not in the prompt
};
inline constexpr size_t kFeatures =
    static_cast<size_t>(Feature::kReasoningDropped) + 1;

// By Feature.
using FeatureSet = std::bitset<kFeatures>;

struct FeatureUse {
  Feature feature;
  int64_t times;
};

// Whose API most recordings are of, and those that do not tell are taken to be.
inline constexpr std::string_view kUsualHost = "openai";

// Recorded requests with the feature that were billed as the rules say: those
// to one model, or to all of a family, at one host.
struct EvidenceRow {
  // "any" where the feature is about all models.
  std::string family;
  // Without its day; empty for the whole family.
  std::string model;
  Feature feature;
  // Who answered: kUsualHost, or what providers are named by, as in the rules
  // ("azure"). Empty where the feature is about all models.
  std::string host;
  int64_t recordings = 0;
  int64_t repositories = 0;
  // Requests of text with the feature, and nothing doubtful in them, that were
  // billed otherwise.
  int64_t contradicted = 0;
  // The first and last day, where a recording has one.
  std::optional<Date> first;
  std::optional<Date> last;
};

// The rows of a file of evidence, which has those of models; those of families
// are their sums. InvalidArgument with the place. `ignored` as ReadJson:
// features that this program does not know, and what says more of a row, are
// passed over.
absl::StatusOr<std::vector<EvidenceRow>> ReadEvidence(
    std::string_view json, std::string_view name,
    std::vector<std::string>* ignored = nullptr);

// A recording that is older than that on the day of a check may be out of date.
inline constexpr std::chrono::days kEvidenceAges{180};

// As many recordings and sources show a feature.
inline constexpr int64_t kRecordingsNeeded = 3;
inline constexpr int64_t kSourcesNeeded = 2;

// The family that features of all models have.
inline constexpr std::string_view kAnyFamily = "any";

std::string_view FeatureName(Feature feature);
// What it is, in a sentence: "an earlier text of the assistant".
std::string_view FeatureInWords(Feature feature);
// Whether it is about how texts are written, which all models share: its rows
// are those of "any".
bool IsOfAnyModel(Feature feature);

// How far a feature that is not shown may be from its rule, for each use.
struct Deviation {
  int64_t low = 0;
  int64_t high = 0;
};
// By Feature; data/rules has the figures of each endpoint.
using Deviations = std::array<Deviation, kFeatures>;
// As far as anything was seen to be: the 24 tokens that hidden prompts of new
// models began with, a call of another form.
inline constexpr Deviations kUnshownByDefault = [] {
  Deviations all;
  all.fill({-8, 24});
  return all;
}();

// Who asks: the family of a model, and the model without its day
// (EvidenceSubjectOf, rule_set.h).
struct EvidenceSubject {
  std::string_view family;
  std::string_view model;
  // Whether the name asked for moves from snapshot to snapshot
  // (PromptRules::name_moves), and the day. Before the first recorded day such
  // a name may have stood for a snapshot with other rules.
  bool name_moves = false;
  Date day = {};
  // Who answers, as EvidenceTable::HostOf has it.
  std::string_view host = kUsualHost;
};

// The model that `id` is a snapshot of: without a day at its end
// ("gpt-4o-2024-08-06", "gpt-4o").
std::string_view WithoutDay(std::string_view id);

// What the recordings of one endpoint show. Immutable.
class EvidenceTable {
 public:
  // The embedded table of the endpoint, as "/v1/chat/completions"; without rows
  // for one that has none, or whose file does not load, which a test excludes.
  // Lives until the program ends.
  static const EvidenceTable& BuiltIn(std::string_view endpoint);

  EvidenceTable() = default;
  // `rows` as ReadEvidence has them.
  explicit EvidenceTable(std::vector<EvidenceRow> rows);

  // The host whose rows speak for cards of the provider: kUsualHost for that
  // provider only, another that the provider's name holds, or else the provider
  // itself, which has no rows. A view of `provider` or of the table.
  std::string_view HostOf(std::string_view provider) const;

  // Ordered by family, model, feature and host.
  std::span<const EvidenceRow> rows() const { return rows_; }
  // The row, or null. O(log rows).
  const EvidenceRow* Find(std::string_view family, std::string_view model,
                          Feature feature, std::string_view host) const;

  // Why the feature is not exact; empty where it is shown. A view of `subject`.
  // O(log rows).
  Why WhyNotShown(Feature feature, const EvidenceSubject& subject) const;

  // What speaks for the feature: the row of the family, or of all models. Null
  // where nothing does. O(log rows).
  const EvidenceRow* RowFor(Feature feature,
                            const EvidenceSubject& subject) const;

 private:
  Why WhyModelNotShown(const EvidenceSubject& subject) const;

  std::vector<EvidenceRow> rows_;
  // Other than kUsualHost, each once.
  std::vector<std::string> other_hosts_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_EVIDENCE_H_
