// Records that hold the request itself.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECORDS_PAIR_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECORDS_PAIR_H_

#include "tokenfare/preflight/billing/records/billing_record.h"

namespace tokenfare::internal {

// `request`, the body, and `response` or its usage (ReconcileRecord).
extern const RecordFormat kPairRecord;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECORDS_PAIR_H_
