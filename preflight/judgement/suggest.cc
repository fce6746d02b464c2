#include "tokenfare/preflight/judgement/suggest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/internal/model_kind.h"
#include "tokenfare/preflight/judgement/shared_counts.h"
#include "tokenfare/support/model_name.h"

namespace tokenfare::internal {
namespace {

// Whether the model may be suggested at all. Rules that are only assumed could
// suggest what then does not fit.
bool IsCandidate(const ModelCard& card, const Subject& asked, ModelKind kind) {
  return card.provider == asked.card->provider && card.id != asked.card->id &&
         // A fine-tune is its owner's only.
         !IsFineTuneId(card.id) && Takes(card, kind) &&
         card.rule_family != RuleFamily::kUnknown && card.encoding.proven() &&
         LifecycleOn(card, asked.as_of) == Lifecycle::kActive;
}

// Whether the API refuses the other model something that it does not refuse the
// one asked for.
bool RefusesMore(const std::vector<Finding>& other,
                 const std::vector<Finding>& known) {
  return std::ranges::any_of(other, [&](const Finding& refusal) {
    return std::ranges::none_of(known, [&](const Finding& of_asked) {
      return of_asked.code == refusal.code;
    });
  });
}

// A worst case is compared with a worst case only.
bool IsCheaper(const CostRange& other, const CostRange& asked) {
  const bool comparable = (other.expected_basis == ExpectedBasis::kLimit) ==
                          (asked.expected_basis == ExpectedBasis::kLimit);
  return comparable ? other.expected < asked.expected : other.high < asked.high;
}

// The other model beside the one asked for; nothing where it does not take the
// request, or is no better.
std::optional<Suggestion> Compare(const Subject& subject, const Counts& counts,
                                  const Appraisal& other,
                                  const Assessment& asked) {
  if (other.judgement.fits != true || !other.costs.range.has_value() ||
      counts.stopped || RefusesMore(other.refusals, asked.refusals)) {
    return std::nullopt;
  }
  const Suggestion suggestion = {
      .model = subject.asked,
      .input_tokens = counts.input,
      .cost_usd = *other.costs.range,
      .cheaper = asked.costs.range.has_value() &&
                 IsCheaper(*other.costs.range, *asked.costs.range),
      .larger = asked.subject.context_window.has_value() &&
                subject.context_window > asked.subject.context_window};
  const bool is_better =
      asked.judgement.fits != true || suggestion.cheaper || suggestion.larger;
  return is_better ? std::optional<Suggestion>(suggestion) : std::nullopt;
}

}  // namespace

std::vector<Suggestion> SuggestModels(const Conversation& request,
                                      const Conversation* previous,
                                      const Assessment& asked,
                                      const CheckOptions& options,
                                      Allowance& allowance) {
  CheckOptions alone = options;
  alone.explain = false;
  alone.suggest = false;
  SharedCounts shared(request, previous, asked.subject, asked.counts);
  std::vector<Suggestion> suggestions;
  for (const ModelCard& card : CatalogueOf(options).models()) {
    if (!IsCandidate(card, asked.subject, request.model_kind)) continue;
    if (allowance.spent()) break;
    const Subject subject = WithCard(request, asked.subject, card);
    // What stands in another model's way need not stand in that of the next.
    const absl::StatusOr<const Counts*> counts =
        shared.For(subject, CountingOptions(alone, card, allowance));
    if (!counts.ok()) continue;
    const absl::StatusOr<Appraisal> other = Appraise(
        request, subject, **counts, alone, CostsFor::kComparison, allowance);
    if (!other.ok()) continue;
    if (auto suggestion = Compare(subject, **counts, *other, asked)) {
      suggestions.push_back(*std::move(suggestion));
    }
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const Suggestion& a, const Suggestion& b) {
                     return a.cost_usd.expected < b.cost_usd.expected;
                   });
  return suggestions;
}

}  // namespace tokenfare::internal
