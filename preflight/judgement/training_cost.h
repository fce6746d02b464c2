// What it costs to train with an example.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_TRAINING_COST_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_TRAINING_COST_H_

#include "absl/status/statusor.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/cost_range.h"
#include "tokenfare/preflight/judgement/counts.h"

namespace tokenfare::internal {

// The tokens of the example, of which no more count than an example may have,
// times CheckOptions::epochs, at the model's price of training on the day.
// Errors as FindCosts.
absl::StatusOr<Costs> FindTrainingCosts(const Subject& subject,
                                        const Counts& counts,
                                        const CheckOptions& options);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_TRAINING_COST_H_
