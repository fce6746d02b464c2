// The tokens of a bill, by the names that an endpoint has for them.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_FIELDS_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_FIELDS_H_

#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::internal {

// Reads the object `usage` of a response into `record`: `prompt_tokens` and
// `completion_tokens`, or `input_tokens` and `output_tokens`, with their
// details. Embeddings have no output: there the total is the prompt. Errors are
// InvalidArgument and begin with the path.
absl::Status ReadUsage(const JsonValue& usage, std::string_view path,
                       UsageRecord& record);

// The same where the totals and the details are fields of one object, which has
// others beside them.
absl::Status ReadFlatUsage(const JsonValue& object, std::string_view path,
                           BilledUsage& usage);

// Whether the parts are at most their whole. The error begins with `path`.
absl::Status CheckUsage(const BilledUsage& usage, std::string_view path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_FIELDS_H_
