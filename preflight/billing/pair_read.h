// A request, its bill, and whom it was for: what a prediction needs.

#ifndef TOKENFARE_PREFLIGHT_BILLING_PAIR_READ_H_
#define TOKENFARE_PREFLIGHT_BILLING_PAIR_READ_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/billing/served.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::internal {

// Where errors say that they found something.
struct PairPlaces {
  std::string_view request;
  std::string_view response;
};

struct PairRead {
  Conversation request;
  RecordedBill bill;
  Served served;
  Subject subject;
  PairPlaces places;
  // Of the caller's.
  size_t number = 0;
};

// The request and the bill belong together, and the model that served it is
// known. Errors as Reconcile.
absl::StatusOr<PairRead> JoinPair(Conversation request, RecordedBill bill,
                                  const ReconcileOptions& options,
                                  const PairPlaces& places);

// Of the two as they were sent and received. Errors as Reconcile.
absl::StatusOr<PairRead> ReadPair(std::string_view request_body,
                                  std::string_view response_body,
                                  const ReconcileOptions& options);

// Of a record of a log. Errors as ReconcileRecord.
absl::StatusOr<PairRead> ReadPair(std::string_view record,
                                  const ReconcileOptions& options);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_PAIR_READ_H_
