// Codes of findings, typed: what a stage of a check finds, later stages may
// decide by. The verdict holds their texts (verdict.h).

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_FINDING_CODES_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_FINDING_CODES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Each is that of the same name in the namespaces of verdict.h.
enum class Reason : uint8_t {
  kInputLimitExceeded,
  kContextWindowExceeded,
  kOutputLimitExceeded,
  kMayNotFit,
  kTierUnavailable,
  kEndpointUnsupported,
  kModalityUnsupported,
  kImageAddressUnsupported,
  kToolsUnsupported,
  kStructuredOutputsUnsupported,
  kMaxTokensUnsupported,
  kModelRetired,
  kPriceUnknown,
  kLimitUnknown,
  kOverMaxCost,
  kOverMaxInputTokens,
  kTooManyInputs,
  kCountStopped,
};

// Those of reading the request are texts from the start (conversation.h), and
// so are refusals and notes of a price, whose tables have the codes.
enum class Warning : uint8_t {
  kModelDeprecated,
  kModelRetiresSoon,
  kModelUnreleased,
  kImageDetailUnsupported,
  kCountStopped,
  kEncodingAssumed,
  kEncodingReconstructed,
  kRulesUncertain,
  kPreviousModel,
  kEvidenceOld,
};

enum class Assumption : uint8_t {
  kFineTuned,
  kServiceTier,
  kCostLow,
  kCostHigh,
  kCachedTokens,
  kServedTier,
  kWebSearch,
  kPrediction,
  kEcho,
  kEpochs,
  kOutputTokens,
};

std::string_view CodeOf(Reason code);
std::string_view CodeOf(Warning code);
std::string_view CodeOf(Assumption code);

// The texts of all codes, in their order.
std::span<const std::string_view> ReasonCodes();
std::span<const std::string_view> WarningCodes();
std::span<const std::string_view> AssumptionCodes();

// A finding of a stage.
template <typename Code>
struct Note {
  Code code;
  std::string message;
};

template <typename Code>
Finding FindingOf(Note<Code> note) {
  return {std::string(CodeOf(note.code)), std::move(note.message)};
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_FINDING_CODES_H_
