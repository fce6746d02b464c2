// A line of a batch's output or error file: the answer to one of its requests.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_BATCH_ANSWER_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_BATCH_ANSWER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"

namespace tokenfare::internal {

// In the document that it was read from.
struct BatchAnswer {
  std::string_view custom_id;
  // Null where the request failed.
  const JsonValue* body = nullptr;
  // Why it failed: "status 400: ..."; empty where it did not.
  std::string failure;
};

// Whether it is one, as far as its members tell; a line of the input file is
// none.
bool IsBatchAnswer(const JsonValue& root);

// Errors begin with the path: a missing id, a response without status or body.
absl::StatusOr<BatchAnswer> ReadBatchAnswer(const JsonValue& root);

// The bill of an answer; that of a request that failed is an error, since
// nothing was billed. Its tier is "batch", whatever the body says.
absl::StatusOr<UsageRecord> ReadBatchBill(const JsonValue& root,
                                          std::string_view path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_BATCH_ANSWER_H_
