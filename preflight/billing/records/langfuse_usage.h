// The usage of Langfuse's observations.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_USAGE_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_USAGE_H_

#include "absl/status/status.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// `usageDetails` or `usage_details`, else `usage`, else `promptTokens` and
// `completionTokens`: a provider's own usage, or Langfuse's tokens by type.
//
// Some integrations let `input` include what other types count, such as
// `input_cached_tokens`, and some do not. `total` tells; where it does not,
// that is an error.
absl::Status ReadLangfuseUsage(const JsonValue& observation,
                               RecordedBill& bill);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_USAGE_H_
