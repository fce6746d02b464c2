// Day, model and tier: the caller's word before the response's, and that before
// the request's.

#include "tokenfare/preflight/billing/served.h"

#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/preflight/billing/usage/error_place.h"
#include "tokenfare/preflight/internal/option_error.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::internal {
namespace {

absl::StatusOr<Date> FindDay(const UsageRecord& record,
                             const ReconcileOptions& options,
                             std::vector<Finding>& warnings) {
  if (options.as_of.has_value()) return *options.as_of;
  if (record.created.has_value()) return *record.created;
  if (!options.undated_as_of.has_value()) {
    return BadField("$.created", "missing; give it, or the day to assume");
  }
  warnings.push_back(
      WarningOf(reconcile_warning::kUndated,
                fmt::format("the response does not say when it was created: "
                            "prices and rules are those of {}",
                            FormatDate(*options.undated_as_of))));
  return *options.undated_as_of;
}

// "auto" names no tier.
std::string_view TierOrEmpty(std::string_view name) {
  return name == "auto" ? std::string_view() : name;
}

// What the request and its response say, each empty where it names no tier. A
// line of a batch is billed as such, whatever its body and its response say.
struct TierNames {
  std::string_view asked;
  std::string_view answered;
};

TierNames TierNamesOf(const UsageRecord& record, const Conversation& request) {
  constexpr std::string_view kBatch = "batch";
  if (!record.custom_id.empty() || !request.custom_id.empty()) {
    return {kBatch, kBatch};
  }
  const auto name = [](const auto& tier) {
    return TierOrEmpty(tier.has_value() ? std::string_view(*tier)
                                        : std::string_view());
  };
  return {name(request.service_tier), name(record.service_tier)};
}

// The tier of the bill. The caller's word goes before the names.
absl::StatusOr<ServiceTier> FindServedTier(const TierNames& names,
                                           const ReconcileOptions& options,
                                           std::vector<Finding>& warnings) {
  const std::string_view asked = names.asked;
  const bool given = options.service_tier.has_value();
  std::string_view served =
      given ? TierOrEmpty(*options.service_tier) : names.answered;
  if (served.empty() && (!given || options.service_tier == "auto")) {
    served = asked.empty() ? ServiceTierName(ServiceTier::kStandard) : asked;
    warnings.push_back(WarningOf(
        reconcile_warning::kTierAssumed,
        fmt::format("the response names no service tier: {} is assumed",
                    served)));
  }
  if (served == kScaleTier) {
    warnings.push_back(WarningOf(
        reconcile_warning::kTierAssumed,
        "the scale tier served it: tokens within the capacity that was bought "
        "are not billed one by one; they are priced at the standard tier"));
    served = ServiceTierName(ServiceTier::kStandard);
  }
  absl::StatusOr<ServiceTier> tier = ParseServiceTier(served);
  if (!tier.ok()) {
    return given ? OptionError("service_tier", tier.status())
                 : BadField("$.service_tier", MessageOf(tier.status()));
  }
  const absl::StatusOr<ServiceTier> asked_tier = ParseServiceTier(asked);
  if (asked_tier.ok() && *asked_tier != *tier) {
    warnings.push_back(WarningOf(
        reconcile_warning::kTierChanged,
        fmt::format("the request asks for the {} tier and was served by, and "
                    "is billed as, {}",
                    ServiceTierName(*asked_tier), ServiceTierName(*tier))));
  }
  return tier;
}

const Catalogue& CatalogueOfBill(const ReconcileOptions& options) {
  return options.catalogue == nullptr ? Catalogue::BuiltIn()
                                      : *options.catalogue;
}

}  // namespace

absl::StatusOr<Served> FindServed(const UsageRecord& record,
                                  const Conversation& request,
                                  const ReconcileOptions& options) {
  Served served;
  served.model = options.model.value_or(
      record.model.empty() ? std::string(request.model) : record.model);
  if (served.model.empty() && !options.model.has_value()) {
    return BadField("$.model", "missing, and the request names none either");
  }
  absl::StatusOr<Date> day = FindDay(record, options, served.warnings);
  if (!day.ok()) return day.status();
  served.as_of = *day;
  absl::StatusOr<ServiceTier> tier =
      FindServedTier(TierNamesOf(record, request), options, served.warnings);
  if (!tier.ok()) return tier.status();
  served.tier = *tier;
  for (const std::string& path : record.unknown_fields) {
    served.warnings.push_back(WarningOf(
        reconcile_warning::kUnknownUsageField,
        fmt::format("{}: not a known field; it is left out of the bill",
                    path)));
  }
  return served;
}

absl::StatusOr<Subject> SubjectServed(const Conversation& request,
                                      const Served& served,
                                      const ReconcileOptions& options) {
  const Catalogue& catalogue = CatalogueOfBill(options);
  const absl::StatusOr<ModelMatch> model = FindModelOf(
      request.model_kind, catalogue, served.model, options.provider);
  if (!model.ok()) {
    if (!KnowsProvider(catalogue, options.provider)) {
      return OptionError("provider", model.status());
    }
    return options.model.has_value() ? OptionError("model", model.status())
                                     : At("$.model", model.status());
  }
  Asking asking;
  asking.model = served.model;
  asking.provider = options.provider;
  asking.tier.rates = served.tier;
  asking.as_of = served.as_of;
  asking.overlay = OverlayOf(options.rules);
  return SubjectOf(request, *model, std::move(asking));
}

Finding WarningOf(std::string_view code, std::string message) {
  return {std::string(code), std::move(message)};
}

}  // namespace tokenfare::internal
