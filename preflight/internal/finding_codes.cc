// One table of texts for each kind of code, in the order of its values.

#include "tokenfare/preflight/internal/finding_codes.h"

#include <array>
#include <cstddef>

namespace tokenfare::internal {
namespace {

constexpr std::array kReasonCodes = {
    reason::kInputLimitExceeded,   reason::kContextWindowExceeded,
    reason::kOutputLimitExceeded,  reason::kMayNotFit,
    reason::kTierUnavailable,      reason::kEndpointUnsupported,
    reason::kModalityUnsupported,  reason::kImageAddressUnsupported,
    reason::kToolsUnsupported,     reason::kStructuredOutputsUnsupported,
    reason::kMaxTokensUnsupported, reason::kModelRetired,
    reason::kPriceUnknown,         reason::kLimitUnknown,
    reason::kOverMaxCost,          reason::kOverMaxInputTokens,
    reason::kTooManyInputs,        reason::kCountStopped,
};
static_assert(kReasonCodes.size() ==
              static_cast<size_t>(Reason::kCountStopped) + 1);

constexpr std::array kWarningCodes = {
    warning::kModelDeprecated,       warning::kModelRetiresSoon,
    warning::kModelUnreleased,       warning::kImageDetailUnsupported,
    warning::kCountStopped,          warning::kEncodingAssumed,
    warning::kEncodingReconstructed, warning::kRulesUncertain,
    warning::kPreviousModel,         warning::kEvidenceOld,
};
static_assert(kWarningCodes.size() ==
              static_cast<size_t>(Warning::kEvidenceOld) + 1);

constexpr std::array kAssumptionCodes = {
    assumption::kFineTuned, assumption::kServiceTier,  assumption::kCostLow,
    assumption::kCostHigh,  assumption::kCachedTokens, assumption::kServedTier,
    assumption::kWebSearch, assumption::kPrediction,   assumption::kEcho,
    assumption::kEpochs,    assumption::kOutputTokens,
};
static_assert(kAssumptionCodes.size() ==
              static_cast<size_t>(Assumption::kOutputTokens) + 1);

}  // namespace

std::string_view CodeOf(Reason code) {
  return kReasonCodes[static_cast<size_t>(code)];
}

std::string_view CodeOf(Warning code) {
  return kWarningCodes[static_cast<size_t>(code)];
}

std::string_view CodeOf(Assumption code) {
  return kAssumptionCodes[static_cast<size_t>(code)];
}

std::span<const std::string_view> ReasonCodes() { return kReasonCodes; }
std::span<const std::string_view> WarningCodes() { return kWarningCodes; }
std::span<const std::string_view> AssumptionCodes() { return kAssumptionCodes; }

}  // namespace tokenfare::internal
