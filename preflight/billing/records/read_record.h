// Reads a record of any kind.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_READ_RECORD_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_READ_RECORD_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// The record in `text`, by the first kind that knows it; else it is read as a
// pair of request and response, whose errors say what is missing. Linear.
// Errors begin with the path and end with the kind of record.
absl::StatusOr<BillingRecord> ReadRecord(std::string_view text);

// "langfuse" in words: "a record of Langfuse". Empty for a pair.
std::string_view RecordWords(RecordKind kind);

// `status` with the kind of record after its message.
absl::Status InRecord(RecordKind kind, const absl::Status& status);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_READ_RECORD_H_
