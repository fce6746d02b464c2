// What is left of a prediction where the request was put together from a
// record.

#ifndef TOKENFARE_PREFLIGHT_BILLING_RECONSTRUCTION_H_
#define TOKENFARE_PREFLIGHT_BILLING_RECONSTRUCTION_H_

#include <vector>

#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// No figure of a reconstructed request is exact, and its basis is inferred or
// weaker. Turns whose texts are not known may have no tokens; where the record
// lacks a part of the prompt, this may be as large as the model takes.
void WeakenPrediction(const RecordedBill& bill, const Subject& subject,
                      Counts& counts);

// Those of the bill, and that the request is reconstructed.
std::vector<Finding> WarningsOfBill(const RecordedBill& bill);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_RECONSTRUCTION_H_
