#include "tokenfare/preflight/reconcile.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/document.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/usage_record.h"
#include "tokenfare/preflight/internal/document_kind.h"
#include "tokenfare/preflight/preflight.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::JsonDocument;
using internal::JsonKind;
using internal::JsonValue;
using internal::UsageRecord;

constexpr internal::JsonLimits kLimits = {kMaxBodyBytes, kMaxJsonDepth,
                                          kMaxJsonValues, internal::NameText};
constexpr int64_t kMillion = 1'000'000;

// `status` with `place` before its message, whose "$" it replaces where the
// place is a path itself.
absl::Status At(std::string_view place, const absl::Status& status) {
  const std::string message(status.message());
  const bool joins = place.starts_with('$') && message.starts_with('$');
  return absl::Status(status.code(),
                      joins ? fmt::format("{}{}", place, message.substr(1))
                            : fmt::format("{}: {}", place, message));
}

void Warn(Reconciliation& pair, std::string_view code, std::string message) {
  pair.warnings.push_back({std::string(code), std::move(message)});
}

absl::Status SetDay(const UsageRecord& record, const ReconcileOptions& options,
                    Reconciliation& pair) {
  if (options.as_of.has_value()) {
    pair.as_of = *options.as_of;
  } else if (record.created.has_value()) {
    pair.as_of = *record.created;
  } else if (options.undated_as_of.has_value()) {
    pair.as_of = *options.undated_as_of;
    Warn(pair, reconcile_warning::kUndated,
         fmt::format("the response does not say when it was created: prices "
                     "and rules are those of {}",
                     FormatDate(pair.as_of)));
  } else {
    return internal::BadField("$.created",
                              "missing; give it, or the day to assume");
  }
  return absl::OkStatus();
}

std::string_view TierOrEmpty(std::string_view name) {
  return name == "auto" ? std::string_view() : name;
}

// The caller's word before the response's. A view of either.
std::string_view ServedTier(const UsageRecord& record,
                            const ReconcileOptions& options) {
  const std::optional<std::string>& name = options.service_tier.has_value()
                                               ? options.service_tier
                                               : record.service_tier;
  return name.has_value() ? TierOrEmpty(*name) : std::string_view();
}

// The tier that the names say, which may be empty. `asked` is the request's.
absl::Status SetTier(const UsageRecord& record, std::string_view asked,
                     const ReconcileOptions& options, Reconciliation& pair) {
  std::string_view served = ServedTier(record, options);
  if (served.empty()) {
    served = asked.empty() ? ServiceTierName(ServiceTier::kStandard) : asked;
    Warn(pair, reconcile_warning::kTierAssumed,
         fmt::format("the response names no service tier: {} is assumed",
                     served));
  }
  if (served == kScaleTier) {
    Warn(pair, reconcile_warning::kTierAssumed,
         "the scale tier served it: tokens within the capacity that was bought "
         "are not billed one by one; they are priced at the standard tier");
    served = ServiceTierName(ServiceTier::kStandard);
  }
  absl::StatusOr<ServiceTier> tier = ParseServiceTier(served);
  if (!tier.ok()) {
    return internal::BadField("$.service_tier",
                              std::string(tier.status().message()));
  }
  pair.service_tier = *tier;
  const absl::StatusOr<ServiceTier> asked_tier = ParseServiceTier(asked);
  if (asked_tier.ok() && *asked_tier != *tier) {
    Warn(pair, reconcile_warning::kTierChanged,
         fmt::format("the request asks for the {} tier and was served by, and "
                     "is billed as, {}",
                     ServiceTierName(*asked_tier), ServiceTierName(*tier)));
  }
  return absl::OkStatus();
}

const Catalogue& CatalogueOf(const ReconcileOptions& options) {
  return options.catalogue == nullptr ? Catalogue::BuiltIn()
                                      : *options.catalogue;
}

// All that the response alone decides.
absl::StatusOr<const ModelCard*> SetServed(const UsageRecord& record,
                                           const JsonValue& request,
                                           const ReconcileOptions& options,
                                           Reconciliation& pair) {
  pair.provider = options.provider;
  pair.usage = record.usage;
  pair.requested_model = request.FindText("model");
  pair.model = options.model.value_or(
      record.model.empty() ? pair.requested_model : record.model);
  if (pair.model.empty()) {
    return internal::BadField("$.model",
                              "missing, and the request names none either");
  }
  absl::Status status = SetDay(record, options, pair);
  if (!status.ok()) return status;
  status = SetTier(record, TierOrEmpty(request.FindText("service_tier")),
                   options, pair);
  if (!status.ok()) return status;
  absl::StatusOr<const ModelCard*> card =
      CatalogueOf(options).Find(pair.model, options.provider);
  if (!card.ok()) return At("$.model", card.status());
  for (const std::string& path : record.unknown_fields) {
    Warn(
        pair, reconcile_warning::kUnknownUsageField,
        fmt::format("{}: not a known field; it is left out of the bill", path));
  }
  return card;
}

absl::Status Predict(std::string_view request, const ReconcileOptions& options,
                     Reconciliation& pair) {
  CheckOptions check;
  check.as_of = pair.as_of;
  check.provider = options.provider;
  check.model = pair.model;
  check.service_tier = std::string(ServiceTierName(pair.service_tier));
  check.catalogue = options.catalogue;
  absl::StatusOr<Verdict> verdict = Check(request, check);
  if (!verdict.ok()) return verdict.status();
  pair.predicted = verdict->input_tokens;
  pair.parts = std::move(verdict->parts);
  std::move(verdict->warnings.begin(), verdict->warnings.end(),
            std::back_inserter(pair.warnings));
  return absl::OkStatus();
}

void Compare(const Tolerance& tolerance, Reconciliation& pair) {
  const int64_t billed = pair.usage.prompt_tokens;
  if (billed > pair.predicted.high) {
    pair.outside = billed - pair.predicted.high;
  } else if (billed < pair.predicted.low) {
    pair.outside = billed - pair.predicted.low;
  }
  pair.agreement = pair.outside != 0        ? Agreement::kDrift
                   : pair.Difference() == 0 ? Agreement::kMatch
                                            : Agreement::kInsideBounds;
  // No overflow: token counts are at most kMaxTokenLimit, so even 100% of one
  // is under 2^50.
  const int64_t share = std::clamp<int64_t>(tolerance.per_million, 0, kMillion);
  const int64_t distance = std::abs(pair.outside);
  pair.within_tolerance =
      distance <= tolerance.tokens || distance * kMillion <= billed * share;
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

absl::Status AddCost(const ModelCard& card, bool regional,
                     Reconciliation& pair) {
  if (pair.usage.prompt.audio.value_or(0) > 0 ||
      pair.usage.completion.audio.value_or(0) > 0) {
    Warn(pair, reconcile_warning::kPriceUnknown,
         "audio tokens are billed at rates of their own, which the catalogue "
         "does not have");
    return absl::OkStatus();
  }
  const Usage usage = BillOf(pair.usage);
  absl::StatusOr<CostBreakdown> billed =
      Cost(usage, card, pair.service_tier, pair.as_of, {.regional = regional});
  const absl::StatusOr<CostBreakdown> predicted =
      Cost(WithInput(usage, pair.predicted.expected), card, pair.service_tier,
           pair.as_of, {.regional = regional});
  for (const absl::Status& status : {billed.status(), predicted.status()}) {
    if (status.ok()) continue;
    if (absl::IsOutOfRange(status)) return status;
    Warn(pair, reconcile_warning::kPriceUnknown, std::string(status.message()));
    return absl::OkStatus();
  }
  const std::optional<Money> difference = billed->total.Minus(predicted->total);
  if (!difference.has_value()) {
    return absl::OutOfRangeError("the cost is beyond 10^20 dollars");
  }
  for (const CostNote& note : billed->notes) {
    Warn(pair, note.code, note.message);
  }
  pair.cost_usd = {*std::move(billed), predicted->total, *difference};
  return absl::OkStatus();
}

// Where errors say that they found something.
struct Places {
  std::string_view request;
  std::string_view response;
};

absl::StatusOr<Reconciliation> ReconcileRead(const JsonValue& request,
                                             std::string_view request_text,
                                             const UsageRecord& record,
                                             const ReconcileOptions& options,
                                             const Places& places) {
  Reconciliation pair;
  absl::StatusOr<const ModelCard*> card =
      SetServed(record, request, options, pair);
  if (!card.ok()) return At(places.response, card.status());
  absl::Status status = Predict(request_text, options, pair);
  if (!status.ok()) return At(places.request, status);
  Compare(options.tolerance, pair);
  if (request.Find("web_search_options") != nullptr &&
      !SearchesAlways(**card)) {
    Warn(pair, reconcile_warning::kSearchFeesLeftOut,
         "usage does not count searches of the web: their fees are left out");
  }
  status = AddCost(**card, options.regional, pair);
  if (!status.ok()) return At(places.response, status);
  return pair;
}

// `status` of `key`, which is no object, with what to do where it is a text.
absl::Status WithCureForText(const JsonValue& record, std::string_view key,
                             const absl::Status& status) {
  if (!record.Find(key)->Is(JsonKind::kString)) return status;
  return absl::InvalidArgumentError(
      fmt::format("{}; where it holds JSON as text, `jq -c '.{} |= fromjson' "
                  "FILE` makes it an object",
                  std::string(status.message()), key));
}

absl::StatusOr<UsageRecord> ReadBilled(const JsonValue& record) {
  if (record.Find("response") != nullptr) {
    absl::StatusOr<const JsonValue*> response =
        internal::OptionalField(record, "response", JsonKind::kObject, "$");
    if (!response.ok()) {
      return WithCureForText(record, "response", response.status());
    }
    if (*response != nullptr) {
      // Some logs put it into an envelope with the status.
      const JsonValue* body = (*response)->Find("body");
      if ((*response)->Find("usage") == nullptr && body != nullptr &&
          body->Is(JsonKind::kObject)) {
        return internal::ReadResponse(*body, "$.response.body");
      }
      return internal::ReadResponse(**response, "$.response");
    }
  }
  if (record.Find("usage") != nullptr) {
    return internal::ReadResponse(record, "$");
  }
  if (record.Find("prompt_tokens") != nullptr) {
    return internal::ReadFlatRecord(record, "$");
  }
  return internal::BadField("$.response",
                            "missing; give the response, or its usage");
}

}  // namespace

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
  constexpr Places kPlaces = {"request", "response"};
  absl::StatusOr<JsonDocument> request =
      JsonDocument::Parse(request_body, kLimits);
  if (!request.ok()) return At(kPlaces.request, request.status());
  absl::StatusOr<JsonDocument> response =
      JsonDocument::Parse(response_body, kLimits);
  if (!response.ok()) return At(kPlaces.response, response.status());
  absl::StatusOr<UsageRecord> record =
      internal::ReadResponse(response->root(), "$");
  if (!record.ok()) return At(kPlaces.response, record.status());
  return ReconcileRead(request->root(), request_body, *record, options,
                       kPlaces);
}

absl::StatusOr<Reconciliation> ReconcileRecord(
    std::string_view record, const ReconcileOptions& options) {
  absl::StatusOr<JsonDocument> document = JsonDocument::Parse(record, kLimits);
  if (!document.ok()) return document.status();
  const JsonValue& root = document->root();
  if (!root.Is(JsonKind::kObject)) {
    return internal::WrongType("$", "an object", root);
  }
  absl::StatusOr<const JsonValue*> request =
      internal::OptionalField(root, "request", JsonKind::kObject, "$");
  if (!request.ok()) return WithCureForText(root, "request", request.status());
  if (*request == nullptr) {
    const std::string name = internal::NameDocument(root);
    return internal::BadField(
        "$.request",
        name.empty() ? "missing; give the request's body" : "missing: " + name);
  }
  absl::StatusOr<UsageRecord> billed = ReadBilled(root);
  if (!billed.ok()) return billed.status();
  const bool has_response = root.Find("response") != nullptr &&
                            !root.Find("response")->Is(JsonKind::kNull);
  return ReconcileRead(
      **request, internal::JsonText(**request, internal::kCompactJson), *billed,
      options, {"$.request", has_response ? "$.response" : "$"});
}

}  // namespace tokenfare
