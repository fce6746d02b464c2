// Which other models of the provider would take a request, and for how much.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_SUGGEST_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_SUGGEST_H_

#include <string_view>
#include <vector>

#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/pricing/catalogue.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::internal {

// As CheckOptions::suggest says. `verdict` is Check(body, options), whose model
// is `asked`. Costs a Check for each chat model of the provider.
std::vector<Suggestion> SuggestModels(std::string_view body,
                                      const CheckOptions& options,
                                      const Catalogue& catalogue,
                                      const ModelCard& asked,
                                      const Verdict& verdict);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_SUGGEST_H_
