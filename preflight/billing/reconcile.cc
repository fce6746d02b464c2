#include "tokenfare/preflight/reconcile.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/billing/pair_read.h"
#include "tokenfare/preflight/billing/reconstruction.h"
#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/billing/records/read_record.h"
#include "tokenfare/preflight/billing/served.h"
#include "tokenfare/preflight/billing/usage/error_place.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/assemble.h"
#include "tokenfare/preflight/judgement/assess.h"
#include "tokenfare/support/status_message.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::At;
using internal::Conversation;
using internal::PairRead;
using internal::RecordedBill;
using internal::UsageRecord;
using internal::WarningOf;

constexpr int64_t kMillion = 1'000'000;

// A bill beside the prediction.
struct Comparison {
  Agreement agreement = Agreement::kMatch;
  int64_t outside = 0;
  bool within_tolerance = true;
};

Comparison Compare(int64_t billed, const TokenRange& predicted,
                   const Tolerance& tolerance) {
  Comparison found;
  if (billed > predicted.high) {
    found.outside = billed - predicted.high;
  } else if (billed < predicted.low) {
    found.outside = billed - predicted.low;
  }
  found.agreement = found.outside != 0             ? Agreement::kDrift
                    : billed == predicted.expected ? Agreement::kMatch
                                                   : Agreement::kInsideBounds;
  // No overflow: token counts are at most kMaxTokenLimit, so even 100% of one
  // is under 2^50.
  const int64_t share = std::clamp<int64_t>(tolerance.per_million, 0, kMillion);
  const int64_t distance = std::abs(found.outside);
  found.within_tolerance =
      distance <= tolerance.tokens || distance * kMillion <= billed * share;
  return found;
}

Usage BillOf(const BilledUsage& usage) {
  const auto tokens = [](const std::optional<int64_t>& part) {
    return static_cast<uint64_t>(part.value_or(0));
  };
  return {.input_tokens = static_cast<uint64_t>(usage.prompt_tokens),
          .cached_input_tokens = tokens(usage.prompt.cached),
          .cache_write_tokens = tokens(usage.prompt.cache_write),
          .output_tokens = static_cast<uint64_t>(usage.completion_tokens)};
}

// The same use with a prompt of `input` tokens, from which at most all is
// cached.
Usage WithInput(Usage usage, int64_t input) {
  usage.input_tokens = static_cast<uint64_t>(input);
  usage.cached_input_tokens =
      std::min(usage.cached_input_tokens, usage.input_tokens);
  usage.cache_write_tokens = std::min(
      usage.cache_write_tokens, usage.input_tokens - usage.cached_input_tokens);
  return usage;
}

// What was billed and what was predicted, in money.
struct Priced {
  std::optional<ReconciledCost> cost;
  std::vector<Finding> warnings;
};

Priced Unpriced(std::string why) {
  return {.cost = std::nullopt,
          .warnings = {
              WarningOf(reconcile_warning::kPriceUnknown, std::move(why))}};
}

absl::StatusOr<Priced> PriceBoth(const BilledUsage& billed_usage,
                                 int64_t predicted_input,
                                 const internal::Subject& subject,
                                 bool regional) {
  if (billed_usage.prompt.audio.value_or(0) > 0 ||
      billed_usage.completion.audio.value_or(0) > 0) {
    return Unpriced(
        "audio tokens are billed at rates of their own, which the catalogue "
        "does not have");
  }
  const Usage usage = BillOf(billed_usage);
  const auto price = [&](const Usage& used) {
    return Cost(used, *subject.card, subject.tier.rates, subject.as_of,
                {.regional = regional});
  };
  absl::StatusOr<CostBreakdown> billed = price(usage);
  const absl::StatusOr<CostBreakdown> predicted =
      price(WithInput(usage, predicted_input));
  for (const absl::Status& status : {billed.status(), predicted.status()}) {
    if (status.ok()) continue;
    if (absl::IsOutOfRange(status)) return status;
    return Unpriced(internal::MessageOf(status));
  }
  const std::optional<Money> difference = billed->total.Minus(predicted->total);
  if (!difference.has_value()) {
    return absl::OutOfRangeError("the cost is beyond 10^20 dollars");
  }
  Priced priced;
  for (const CostNote& note : billed->notes) {
    priced.warnings.push_back({note.code, note.message});
  }
  priced.cost = {*std::move(billed), predicted->total, *difference};
  return priced;
}

std::vector<Finding> SearchWarnings(const Conversation& request,
                                    const ModelCard& card) {
  if (!request.searches_web || SearchesAlways(card)) return {};
  return {WarningOf(
      reconcile_warning::kSearchFeesLeftOut,
      "usage does not count searches of the web: their fees are left out")};
}

std::vector<Finding> Joined(std::initializer_list<std::vector<Finding>> lists) {
  std::vector<Finding> all;
  for (const std::vector<Finding>& list : lists) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

BillSource SourceOf(const RecordedBill& bill) {
  BillSource source;
  source.record = bill.kind;
  source.is_stream = bill.billed.is_stream;
  source.is_reconstructed = bill.is_reconstructed;
  source.not_recorded = bill.not_recorded;
  if (!bill.billed.endpoint.empty()) source.endpoint = bill.billed.endpoint;
  if (!bill.stated_cost.empty()) source.stated_cost_usd = bill.stated_cost;
  return source;
}

CheckOptions PlainOptions(Date as_of, const ReconcileOptions& options) {
  CheckOptions plain;
  plain.as_of = as_of;
  plain.catalogue = options.catalogue;
  return plain;
}

absl::StatusOr<Reconciliation> ReconcileRead(PairRead pair,
                                             const ReconcileOptions& options) {
  const Conversation& request = pair.request;
  const RecordedBill& bill = pair.bill;
  const UsageRecord& record = bill.billed;
  const internal::Served& served = pair.served;
  absl::StatusOr<internal::Assessment> found =
      internal::Assess(request, nullptr, std::move(pair.subject),
                       PlainOptions(served.as_of, options));
  if (!found.ok()) return At(pair.places.request, found.status());
  internal::WeakenPrediction(bill, found->subject, found->counts);
  const TokenRange& predicted = found->counts.input;
  const absl::StatusOr<Priced> priced = PriceBoth(
      record.usage, predicted.expected, found->subject, options.regional);
  if (!priced.ok()) return At(pair.places.response, priced.status());
  const Comparison compared =
      Compare(record.usage.prompt_tokens, predicted, options.tolerance);
  return Reconciliation{
      .as_of = served.as_of,
      .model = served.model,
      .requested_model = std::string(request.model),
      .provider = options.provider,
      .service_tier = served.tier,
      .source = SourceOf(bill),
      .predicted = predicted,
      .usage = record.usage,
      .agreement = compared.agreement,
      .outside = compared.outside,
      .within_tolerance = compared.within_tolerance,
      .cost_usd = priced->cost,
      .parts = std::move(found->counts.parts),
      .warnings = Joined({internal::WarningsOfBill(bill), served.warnings,
                          internal::WarningsOf(request, *found),
                          SearchWarnings(request, *found->subject.card),
                          priced->warnings})};
}

}  // namespace

std::string_view RecordKindName(RecordKind kind) {
  switch (kind) {
    case RecordKind::kPair:
      return "pair";
    case RecordKind::kLiteLlm:
      return "litellm";
    case RecordKind::kLangfuse:
      return "langfuse";
    case RecordKind::kOpenTelemetry:
      return "open_telemetry";
  }
  return "unknown";
}

std::string_view AgreementName(Agreement agreement) {
  switch (agreement) {
    case Agreement::kMatch:
      return "match";
    case Agreement::kInsideBounds:
      return "inside_bounds";
    case Agreement::kDrift:
      return "drift";
  }
  return "unknown";
}

absl::StatusOr<Reconciliation> Reconcile(std::string_view request_body,
                                         std::string_view response_body,
                                         const ReconcileOptions& options) {
  absl::StatusOr<PairRead> pair =
      internal::ReadPair(request_body, response_body, options);
  if (!pair.ok()) return pair.status();
  return ReconcileRead(*std::move(pair), options);
}

absl::StatusOr<Reconciliation> ReconcileRecord(
    std::string_view record, const ReconcileOptions& options) {
  absl::StatusOr<PairRead> pair = internal::ReadPair(record, options);
  if (!pair.ok()) return pair.status();
  const RecordKind kind = pair->bill.kind;
  absl::StatusOr<Reconciliation> found =
      ReconcileRead(*std::move(pair), options);
  if (found.ok() || !OptionAtFault(found.status()).empty()) return found;
  return internal::InRecord(kind, found.status());
}

}  // namespace tokenfare
