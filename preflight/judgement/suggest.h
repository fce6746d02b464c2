// Which other models of the provider would take a request, and for how much.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_

#include <vector>

#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/judgement/assess.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// As CheckOptions::suggest says. `asked` is what Assess found for the model
// asked for. Prices the request for each model of the provider that takes it,
// and renders and counts it once for all that read it alike (shared_counts.h).
// Ends with the allowance.
std::vector<Suggestion> SuggestModels(const Conversation& request,
                                      const Conversation* previous,
                                      const Assessment& asked,
                                      const CheckOptions& options,
                                      Allowance& allowance);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_
