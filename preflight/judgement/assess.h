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

// What follows from the counts.
struct Appraisal {
  Costs costs;
  Judgement judgement;
  // What the API answers with status 400 (refusals.h).
  std::vector<Finding> refusals;
};

struct Assessment : Appraisal {
  Subject subject;
  Counts counts;
};

// The error of a check that was cancelled.
absl::Status Cancelled();

// A count may stop early where nothing but the budget rests on it.
CountOptions CountingOptions(const CheckOptions& options, const ModelCard& card,
                             Allowance& allowance);

// What follows from `counts`, those of `request` for `subject`; for a
// comparison with another model, only what may be otherwise than for that.
// Errors as Check.
absl::StatusOr<Appraisal> Appraise(const Conversation& request,
                                   const Subject& subject, const Counts& counts,
                                   const CheckOptions& options,
                                   CostsFor purpose, Allowance& allowance);

// Errors as Check. `previous` may be null.
absl::StatusOr<Assessment> Assess(
    const Conversation& request, const Conversation* previous, Subject subject,
    const CheckOptions& options, Allowance& allowance = Allowance::Unlimited());

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_ASSESS_H_
