// Whether a request fits the model and the caller's own budgets.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_

#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/cost_range.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/judgement/judgement.h"

namespace tokenfare::internal {

// Decides by tokens, limits and cost. false outweighs unknown, unknown
// outweighs true:
//   the model answers on the day, at the tier, and can do what is asked for
//   (capabilities.h);
//   high input <= the model's input limit, where there is one;
//   stated output <= the model's output limit;
//   high input + stated output (1 where none is stated) <= the window; of a
//   request that is no conversation, each input (fit_inputs.h);
//   high input and highest cost are within the caller's budgets;
//   the cost is known.
// Each reason says what would make the request fit.
Judgement JudgeFit(const Conversation& request, const Subject& subject,
                   const Counts& counts, const Costs& costs,
                   const CheckOptions& options);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_
