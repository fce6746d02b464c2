#include "tokenfare/preflight/judgement/suggest.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/internal/check_request.h"
#include "tokenfare/support/model_name.h"

namespace tokenfare::internal {
namespace {

// Whether the model may be suggested at all. Rules that are only assumed could
// suggest what then does not fit.
bool IsCandidate(const ModelCard& card, const ModelCard& asked,
                 const CheckOptions& options) {
  return card.provider == asked.provider && card.id != asked.id &&
         // A fine-tune is its owner's only.
         !IsFineTuneId(card.id) && card.rule_family != RuleFamily::kNone &&
         card.rule_family != RuleFamily::kUnknown && !card.encoding.assumed &&
         LifecycleOn(card, options.as_of) == Lifecycle::kActive;
}

// Whether the API refuses the other model something that it does not refuse the
// one asked for.
bool RefusesMore(const Verdict& other, const Verdict& verdict) {
  const std::vector<std::string>& known = verdict.refused;
  return std::any_of(
      other.refused.begin(), other.refused.end(), [&](const std::string& code) {
        return std::find(known.begin(), known.end(), code) == known.end();
      });
}

bool IsBetter(const Suggestion& suggestion, const Verdict& verdict) {
  return verdict.fits != true || suggestion.cheaper || suggestion.larger;
}

}  // namespace

std::vector<Suggestion> SuggestModels(const ChatRequest& request,
                                      const ChatRequest* previous,
                                      const CheckOptions& options,
                                      const Catalogue& catalogue,
                                      const ModelCard& asked,
                                      const Verdict& verdict) {
  std::vector<Suggestion> suggestions;
  for (const ModelCard& card : catalogue.models()) {
    if (!IsCandidate(card, asked, options)) continue;
    CheckOptions other = options;
    other.model = card.id;
    other.explain = false;
    other.suggest = false;
    const absl::StatusOr<Verdict> found =
        CheckRequest(request, previous, other);
    // What stands in another model's way need not stand in that of the next.
    if (!found.ok() || found->fits != true || !found->cost_usd.has_value()) {
      continue;
    }
    if (RefusesMore(*found, verdict)) continue;
    Suggestion suggestion;
    suggestion.model = card.id;
    suggestion.input_tokens = found->input_tokens;
    suggestion.cost_usd = *found->cost_usd;
    suggestion.cheaper = verdict.cost_usd.has_value() &&
                         found->cost_usd->expected < verdict.cost_usd->expected;
    suggestion.larger = verdict.context_window.has_value() &&
                        found->context_window > verdict.context_window;
    if (IsBetter(suggestion, verdict)) {
      suggestions.push_back(std::move(suggestion));
    }
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const Suggestion& a, const Suggestion& b) {
                     return a.cost_usd.expected < b.cost_usd.expected;
                   });
  return suggestions;
}

}  // namespace tokenfare::internal
