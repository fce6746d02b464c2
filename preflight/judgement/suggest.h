// Which other models of the provider would take a request, and for how much.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_

#include <vector>

#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// As CheckOptions::suggest says. `verdict` is CheckRequest(request,
// previous, options), whose model is `asked`. Renders the prompt, counts it and
// prices it for each chat model of the provider; texts that two prompts of an
// encoding share may be known (text_counter.h).
std::vector<Suggestion> SuggestModels(const ChatRequest& request,
                                      const ChatRequest* previous,
                                      const CheckOptions& options,
                                      const Catalogue& catalogue,
                                      const ModelCard& asked,
                                      const Verdict& verdict);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_SUGGEST_H_
