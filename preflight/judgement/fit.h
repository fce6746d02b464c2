// Whether a request fits the model and the caller's own budgets.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Sets `fits` and adds to `reasons` and `warnings`, from the figures in
// `verdict` (tokens, limits, cost). false outweighs unknown, unknown outweighs
// true:
//   the model answers on the day, at the tier, and can do what is asked for
//   (capabilities.h);
//   high input <= the model's input limit, where there is one;
//   stated output <= the model's output limit;
//   high input + stated output (1 where none is stated) <= the window;
//   high input and highest cost are within the caller's budgets.
// Each reason says what would make the request fit. Requires reasons of the
// price (kPriceUnknown, kTierUnavailable) to be there.
void JudgeFit(const ModelCard& card, const ChatRequest& request,
              const CheckOptions& options, Verdict& verdict);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_H_
