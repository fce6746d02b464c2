// What Check finds: a plain record, and the same as JSON.
//
// Every figure that is not exact comes as [low, high] around what is expected:
// low <= expected <= high, and the three are equal where it is exact.

#ifndef TOKENFARE_PREFLIGHT_VERDICT_H_
#define TOKENFARE_PREFLIGHT_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"
#include "tokenfare/pricing/rate_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Why a request does not fit, or may not, or why that cannot be known.
namespace reason {
// Even the low input, or one of the inputs of a request that has several, is
// over the model's input limit.
inline constexpr std::string_view kInputLimitExceeded = "input_limit_exceeded";
// Low input plus the stated output limit (or 1) is over the context window.
inline constexpr std::string_view kContextWindowExceeded =
    "context_window_exceeded";
// The stated output limit is over the model's.
inline constexpr std::string_view kOutputLimitExceeded =
    "output_limit_exceeded";
// The low input would fit, the high input would not.
inline constexpr std::string_view kMayNotFit = "may_not_fit";
// The model is not served at the tier asked for.
inline constexpr std::string_view kTierUnavailable = "tier_unavailable";
// The model is not served at the endpoint of the request.
inline constexpr std::string_view kEndpointUnsupported = "endpoint_unsupported";
// The model does not take, or give, an image, audio or a file.
inline constexpr std::string_view kModalityUnsupported = "modality_unsupported";
// The address of an image is none that the API takes, or holds no image.
inline constexpr std::string_view kImageAddressUnsupported =
    "image_address_unsupported";
inline constexpr std::string_view kToolsUnsupported = "tools_unsupported";
// The model does not take a json_schema as response_format.
inline constexpr std::string_view kStructuredOutputsUnsupported =
    "structured_outputs_unsupported";
// The request states max_tokens, and the model takes max_completion_tokens
// only.
inline constexpr std::string_view kMaxTokensUnsupported =
    "max_tokens_unsupported";
// The model no longer answers on the day.
inline constexpr std::string_view kModelRetired = "model_retired";
// The catalogue has no rates for the model on the day: cost_usd is null.
inline constexpr std::string_view kPriceUnknown = "price_unknown";
// A limit that the verdict needs is in no source.
inline constexpr std::string_view kLimitUnknown = "limit_unknown";
// The most that the request may cost is over CheckOptions::max_cost.
inline constexpr std::string_view kOverMaxCost = "over_max_cost";
// Even the low input is over CheckOptions::max_input_tokens.
inline constexpr std::string_view kOverMaxInputTokens = "over_max_input_tokens";
// A request for embeddings has more inputs than the model takes at once.
inline constexpr std::string_view kTooManyInputs = "too_many_inputs";
// Counting stopped at CheckOptions::deadline or max_work, before it was known
// whether the request fits.
inline constexpr std::string_view kCountStopped = "count_stopped";
}  // namespace reason

// What a user should know although the request may fit.
namespace warning {
inline constexpr std::string_view kUnknownField = "unknown_field";
inline constexpr std::string_view kUnknownContentPart = "unknown_content_part";
// An item of the input, or a tool, has a type that the reference does not have.
inline constexpr std::string_view kUnknownType = "unknown_type";
inline constexpr std::string_view kBothOutputLimits = "both_output_limits";
inline constexpr std::string_view kManyChoices = "many_choices";
// Two tools have one name.
inline constexpr std::string_view kToolNameRepeated = "tool_name_repeated";
inline constexpr std::string_view kModelDeprecated = "model_deprecated";
// It shuts down within kRetiresSoonWithin (catalogue/model_card.h).
inline constexpr std::string_view kModelRetiresSoon = "model_retires_soon";
inline constexpr std::string_view kModelUnreleased = "model_unreleased";
// The detail asked of an image is none that the model supports.
inline constexpr std::string_view kImageDetailUnsupported =
    "image_detail_unsupported";
// Texts were not counted: the input is over CheckOptions::max_input_tokens
// without them, or it was at the deadline or max_work.
inline constexpr std::string_view kCountStopped = "count_stopped";
inline constexpr std::string_view kEncodingAssumed = "encoding_assumed";
// The vocabulary was rebuilt from outside.
inline constexpr std::string_view kEncodingReconstructed =
    "encoding_reconstructed";
// An exact figure rests on recordings of which the newest is over 180 days
// older than the day of the check.
inline constexpr std::string_view kEvidenceOld = "evidence_old";
inline constexpr std::string_view kRulesUncertain = "rules_uncertain";
inline constexpr std::string_view kPreviousModel = "previous_model";
// Also the codes of CostNote (pricing/cost.h): "long_context", ...
}  // namespace warning

// What the figures take for granted.
namespace assumption {
inline constexpr std::string_view kFineTuned = "fine_tuned";
inline constexpr std::string_view kServiceTier = "service_tier";
inline constexpr std::string_view kCostLow = "cost_low";
inline constexpr std::string_view kCostHigh = "cost_high";
inline constexpr std::string_view kCachedTokens = "cached_tokens";
inline constexpr std::string_view kServedTier = "served_tier";
inline constexpr std::string_view kWebSearch = "web_search";
inline constexpr std::string_view kPrediction = "prediction";
inline constexpr std::string_view kEcho = "echo";
inline constexpr std::string_view kEpochs = "epochs";
inline constexpr std::string_view kOutputTokens = "output_tokens";
}  // namespace assumption

struct Finding {
  std::string code;
  std::string message;
};

// What a figure rests on, the strongest first. A sum has the basis of its
// weakest part.
enum class Basis {
  kText,           // text, counted by the model's vocabulary
  kRecorded,       // a rule that recorded bills show
  kInferred,       // a feature, model, host or day that no recording shows, or
                   // what is known within bounds only
  kReconstructed,  // a vocabulary that was rebuilt from outside
  kAssumed,        // an encoding that no source states
};

// "text", "recorded", "inferred", "reconstructed", "assumed".
std::string_view BasisName(Basis basis);

struct TokenRange {
  int64_t expected = 0;
  int64_t low = 0;
  int64_t high = 0;
  // low = high, on the basis of text or recordings.
  bool exact = true;
  Basis basis = Basis::kText;

  // The sum: exact where both are.
  TokenRange& operator+=(const TokenRange& other) {
    expected += other.expected;
    low += other.low;
    high += other.high;
    exact = exact && other.exact;
    basis = basis < other.basis ? other.basis : basis;
    return *this;
  }
};

struct InputTokens : TokenRange {
  // The model's limit on the input alone; nothing where no source states one.
  std::optional<int64_t> limit;
  // Counting stopped at CheckOptions::max_input_tokens, and `low` is above it,
  // or at the deadline or max_work. `high` takes each byte that was not counted
  // for a token, and `expected` is a guess.
  bool stopped = false;
  // Of a request whose inputs the model reads apart from each other: its limit
  // on each of them; `limit` is then that of all together.
  std::optional<int64_t> each_limit;
};

struct OutputTokens {
  // What bounds each choice: the request's own limit or else the endpoint's or
  // the model's; nothing where none is known. Embeddings have no output: 0.
  std::optional<int64_t> limit;
  // True where the request states it.
  bool stated = false;
  // The model's.
  std::optional<int64_t> model_limit;
  // Choices asked for (`n`), for each prompt where there are several: each may
  // take `limit` tokens.
  int64_t choices = 1;
  // What is expected of each choice, at most `limit`; nothing where no more is
  // known than the limit.
  std::optional<int64_t> expected;
};

// What the provider's prompt cache is expected to do.
struct CacheUse {
  // What the prompt shares at its beginning with that of
  // CheckOptions::previous; nothing where there is none.
  std::optional<int64_t> shared_prefix_tokens;
  // Of the expected input: read from the cache, and written to it at a price of
  // its own.
  int64_t cached_tokens = 0;
  int64_t cache_write_tokens = 0;
};

// What the output that the expected cost assumes rests on, the strongest first.
// A sum has the basis of its weakest part.
enum class ExpectedBasis {
  kStated,      // CheckOptions::expected_output_tokens, or no output at all
  kCalibrated,  // the median of the caller's own log for the model,
                // CheckOptions::median_output_tokens
  kLimit,  // the limit of the output: the worst case, and not what is likely
};

// "stated", "calibrated", "limit".
std::string_view ExpectedBasisName(ExpectedBasis basis);

struct CostRange {
  // Where `expected_basis` is kLimit, nothing is known of what is likely: this
  // is then the cost of the expected input and of all output that the limit
  // allows.
  Money expected;
  Money low;
  Money high;
  ExpectedBasis expected_basis = ExpectedBasis::kLimit;
};

// A text that one part of the request puts into the prompt, and its tokens
// there: a text that continues another is tokenized together with it, and has
// the tokens that it adds.
struct PromptText {
  std::string text;
  TokenRange tokens;
};

// The increase of the input that one part of the request causes, in the order
// of the prompt. The `expected` of all parts sum to that of the input, and so
// do `low` and `high`.
struct PartTokens : TokenRange {
  // "messages[0] (system)", "tools", "reply priming".
  std::string label;
  // Where it stands in the request: "$.messages[0]"; "$" for what no field
  // causes.
  std::string path;
  // The rule that gave the figure: "text-message". DESIGN.md lists them.
  std::string rule;
  // Why it is not exact, in words; empty where it is. And the same for
  // programs, "model_not_recorded": preflight/verdict.schema.json lists them.
  std::string why;
  std::string why_code;
  // The texts of the part, in the order of the prompt, and the tokens around
  // them that no text explains. Only where CheckOptions::explain asks for them;
  // then the tokens of all texts and `framing` sum to those of the part, unless
  // its bounds were cut at 0. A long text that many parts share is cut to its
  // beginning once its repetitions come to a megabyte; its tokens are not.
  std::vector<PromptText> texts;
  TokenRange framing;
};

// Another model of the provider that takes the request as it is.
struct Suggestion {
  std::string model;
  // The input by the model's own encoding and rules.
  TokenRange input_tokens;
  CostRange cost_usd;
  // It is expected to cost less than the model asked for; where for either no
  // more is known of the output than the limit, and for the other there is, the
  // most that it costs is less.
  bool cheaper = false;
  // Its context window is larger.
  bool larger = false;
};

struct Verdict {
  static constexpr int kSchemaVersion = 1;

  Date as_of{};
  // As asked for; the catalogue may know it as an alias.
  std::string model;
  std::string provider;
  // The format of the request, as detected or asked for: one of RequestFormats
  // (check.h).
  std::string format;
  // Where it would be sent, "/v1/chat/completions"; empty where it is no
  // request to an endpoint.
  std::string endpoint;
  // Of a line of a batch; otherwise empty.
  std::string custom_id;
  std::string encoding;
  InputTokens input_tokens;
  OutputTokens output_tokens;
  std::optional<int64_t> context_window;
  // Nothing where it cannot be known; see reason::kLimitUnknown.
  std::optional<bool> fits;
  std::vector<Finding> reasons;
  std::vector<Finding> warnings;
  // Codes of what the API answers with status 400, whether the request fits or
  // not; a warning with the same code says what and by which source. The table
  // is in preflight/refusals/refusals.cc.
  std::vector<std::string> refused;
  // Nothing where the price or the output limit is unknown, or the tier is
  // unavailable.
  std::optional<CostRange> cost_usd;
  CacheUse cache;
  std::vector<Finding> assumptions;
  std::vector<PartTokens> parts;
  // Where CheckOptions::suggest asks for them, cheapest first.
  std::optional<std::vector<Suggestion>> suggestions;
  // The parts hold their texts.
  bool explained = false;
  ServiceTier service_tier = ServiceTier::kStandard;
  // Of the data that it came from, "2026.11.29.1": of the bundle whose rules
  // the check was given (data_bundle.h), or else those of the library. Files of
  // the caller's own over them change nothing of it.
  std::string data_version;
};

// The verdict as JSON, indented, ending in a newline: the document that
// preflight/verdict.schema.json describes. Amounts are decimal strings, exact.
// Ill-formed UTF-8 in it (a model's name given as an option) becomes U+FFFD.
std::string VerdictToJson(const Verdict& verdict);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_VERDICT_H_
