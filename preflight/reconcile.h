// What a response was billed, against what Check predicts for its request: so a
// user notices that the API has changed.
//
//   absl::StatusOr<tokenfare::Reconciliation> pair =
//       tokenfare::Reconcile(request_body, response_body, {});
//   if (pair.ok() && !pair->within_tolerance) Report(*pair);
//
// drift_report.h finds the rule that most likely broke among many pairs.

#ifndef TOKENFARE_PREFLIGHT_RECONCILE_H_
#define TOKENFARE_PREFLIGHT_RECONCILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/money.h"
#include "tokenfare/pricing/rate_card.h"

namespace [[gnu::visibility("default")]] tokenfare {

class Rules;

// Parts of the prompt's tokens. `cached` and `cache_write` do not overlap, nor
// do `audio`, `image` and `text`. Nothing where the response does not say.
struct PromptDetails {
  std::optional<int64_t> audio;
  std::optional<int64_t> cached;
  std::optional<int64_t> cache_write;
  std::optional<int64_t> image;
  std::optional<int64_t> text;
};

// Parts of the completion's tokens. The two predictions do not overlap, nor do
// `audio` and `text`.
struct CompletionDetails {
  std::optional<int64_t> accepted_prediction;
  std::optional<int64_t> rejected_prediction;
  std::optional<int64_t> audio;
  std::optional<int64_t> reasoning;
  std::optional<int64_t> text;
};

// The `usage` of a response, whatever its endpoint calls the fields:
// `input_tokens` of /v1/responses are `prompt_tokens` here. No part is more
// than its whole.
struct BilledUsage {
  int64_t prompt_tokens = 0;
  int64_t completion_tokens = 0;
  PromptDetails prompt;
  CompletionDetails completion;
};

enum class Agreement {
  kMatch,         // the bill is the expected figure
  kInsideBounds,  // it is not, but within the bounds
  kDrift,         // it is outside of them
};

// "match", "inside_bounds", "drift".
std::string_view AgreementName(Agreement agreement);

// How far outside of the bounds a bill may lie: by the larger of the two.
struct Tolerance {
  int64_t tokens = 0;
  // Of the billed prompt tokens: 10'000 is 1%.
  int64_t per_million = 0;
};

struct ReconcileOptions {
  // The day whose prices and rules apply, instead of that of the response's
  // `created`.
  std::optional<Date> as_of;
  // The day of responses without `created`; without it they are errors.
  std::optional<Date> undated_as_of;
  std::string provider{Catalogue::kDefaultProvider};
  // Instead of those that the response names as having served it.
  std::optional<std::string> model;
  std::optional<std::string> service_tier;
  // Served at a regional endpoint, with its uplift; no response says so.
  bool regional = false;
  Tolerance tolerance;
  // Null means Catalogue::BuiltIn(). Must outlive the call.
  const Catalogue* catalogue = nullptr;
  // Rules of the caller's own over the embedded ones (rules.h); null means
  // none. Must outlive the call.
  const Rules* rules = nullptr;
};

struct ReconciledCost {
  // The bill: all of `usage` at the rates of the served tier.
  CostBreakdown billed;
  // The same, had the prompt the predicted size.
  Money predicted;
  // billed.total - predicted.
  Money difference;
};

// How the record of a log writes a request and its bill.
enum class RecordKind {
  kPair,           // the request itself and its response, or the usage of that
  kLiteLlm,        // LiteLLM's standard logging payload, or its spend logs
  kLangfuse,       // an observation of Langfuse
  kOpenTelemetry,  // a span with attributes gen_ai.*
};

// "pair", "litellm", "langfuse", "open_telemetry".
std::string_view RecordKindName(RecordKind kind);

// Where a bill was found, and what is known of its request.
struct BillSource {
  RecordKind record = RecordKind::kPair;
  // Whose response it is, as "/v1/responses"; nothing where it does not say.
  std::optional<std::string> endpoint;
  // The response is a stream of events.
  bool is_stream = false;
  // The record does not hold the body of the request: it was put together from
  // other fields, and may differ from what was sent. No prediction is exact.
  bool is_reconstructed = false;
  // What of a reconstructed request the record does not hold, although there
  // may have been some: "tools", "response_format". Then the upper bound of the
  // prediction is the most that the model takes.
  std::vector<std::string> not_recorded;
  // The cost in US dollars that the record states, as it is written there.
  std::optional<std::string> stated_cost_usd;
};

struct Reconciliation {
  static constexpr int kSchemaVersion = 1;

  Date as_of{};
  // The model that answered, by the response; the request's where the response
  // names none.
  std::string model;
  // As the request asked; empty where it names none.
  std::string requested_model;
  std::string provider;
  // The tier that served the request.
  ServiceTier service_tier = ServiceTier::kStandard;
  BillSource source;
  TokenRange predicted;
  BilledUsage usage;
  Agreement agreement = Agreement::kMatch;
  // The tokens by which the bill is above the upper bound, or, negative, below
  // the lower one; 0 within.
  int64_t outside = 0;
  bool within_tolerance = true;
  // Nothing where a price is unknown; a warning says which.
  std::optional<ReconciledCost> cost_usd;
  // Of the prediction (verdict.h).
  std::vector<PartTokens> parts;
  // Those of Check, and reconcile_warning's.
  std::vector<Finding> warnings;

  // Billed less expected prompt tokens.
  int64_t Difference() const {
    return usage.prompt_tokens - predicted.expected;
  }
};

namespace reconcile_warning {
// `usage` has a member that is not known: the API may have changed.
inline constexpr std::string_view kUnknownUsageField = "unknown_usage_field";
// Served by another tier than the request asks for.
inline constexpr std::string_view kTierChanged = "tier_changed";
// The response does not name its tier: the request's, or standard, is assumed.
inline constexpr std::string_view kTierAssumed = "tier_assumed";
// The response does not say when it was created.
inline constexpr std::string_view kUndated = "undated";
// The request lets the model search the web, which costs a fee for each search;
// `usage` does not count them, and cost_usd is without. Of a model that always
// searches it has the fee of one ("web_search_included").
inline constexpr std::string_view kSearchFeesLeftOut = "search_fees_left_out";
// The request is put together from a record (BillSource::is_reconstructed).
inline constexpr std::string_view kRequestReconstructed =
    "request_reconstructed";
// The record may lack a part of the prompt (BillSource::not_recorded).
inline constexpr std::string_view kRequestIncomplete = "request_incomplete";
// Whoever wrote the record may have counted the tokens, not the provider.
inline constexpr std::string_view kUsageMayBeCounted = "usage_may_be_counted";
// The record has tokens by type, which were summed as its total says.
inline constexpr std::string_view kUsageCombined = "usage_combined";
// cost_usd is null.
inline constexpr std::string_view kPriceUnknown = "price_unknown";
}  // namespace reconcile_warning

// Compares the `usage` of `response_body` with the prediction for
// `request_body`. The response is that of the request's endpoint: its JSON, its
// stream of server-sent events as it was received, or the last chunk of the
// stream of /v1/chat/completions. The two may be lines of a batch's input and
// of its output file (batch_pairs.h finds which belong together), and are then
// billed at the batch tier, whatever they say. Any bytes may be given; cost and
// limits are those of Check (preflight.h) for each of the two. May be called
// from any number of threads.
//
// Errors are those of Check, and likewise of the response: a missing or wrong
// field, a part that is more than its whole, a stream that was cut off before
// its usage, a response of another endpoint or custom_id, a request of a batch
// that failed, an unknown model (NotFound, with
// near matches) or tier. Messages begin with the document and the JSON path, in
// a stream after the line of the event:
// `response: $.usage.prompt_tokens: missing; ...`.
absl::StatusOr<Reconciliation> Reconcile(std::string_view request_body,
                                         std::string_view response_body,
                                         const ReconcileOptions& options);

// The same for one record of a log, an object with `request`, the body, and
// `response`, an object or its text, which may be a stream. Where there is no
// `response`, the record itself has the response's `model`, `created`,
// `service_tier` and `usage`, or in the place of `usage` `prompt_tokens`,
// `completion_tokens` (or `input_tokens`, `output_tokens`), `cached_tokens`,
// `reasoning_tokens` and so on, and `response_model` in that of `model`.
//
// Records that LiteLLM, Langfuse and OpenTelemetry write are known by their
// fields (RecordKind). They do not hold the body that was sent, and the
// prediction is for the one that they show: never exact, and without an upper
// bound of its own where they may lack a part of it. A record of another
// provider than ReconcileOptions::provider is an error, unless
// ReconcileOptions::model is given.
//
// Messages begin with the path in the record, and end with its kind where that
// is none of request and response: `$.response.usage: ...`.
absl::StatusOr<Reconciliation> ReconcileRecord(std::string_view record,
                                               const ReconcileOptions& options);

// As JSON, indented, ending in a newline: the document that
// preflight/reconciliation.schema.json describes.
std::string ReconciliationToJson(const Reconciliation& reconciliation);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_RECONCILE_H_
