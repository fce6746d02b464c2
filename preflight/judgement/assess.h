// What is found of a request for one model: a value for each stage.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_ASSESS_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_ASSESS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/cost_range.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/judgement/judgement.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/support/allowance.h"

namespace tokenfare::internal {

struct Assessment {
  Subject subject;
  Counts counts;
  Costs costs;
  Judgement judgement;
  // What the API answers with status 400 (refusals.h).
  std::vector<Finding> refusals;
};

// The error of a check that was cancelled.
absl::Status Cancelled();

// Errors as Check. `previous` may be null.
absl::StatusOr<Assessment> Assess(
    const Conversation& request, const Conversation* previous, Subject subject,
    const CheckOptions& options, Allowance& allowance = Allowance::Unlimited());

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_ASSESS_H_
