// Observations that Langfuse exports.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_H_

#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// Observations of the type GENERATION, as the API and its exports have them
// (`input`, `modelParameters`, `usageDetails`, or with underscores), and the
// events that create them.
extern const RecordFormat kLangfuseRecord;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_LANGFUSE_H_
