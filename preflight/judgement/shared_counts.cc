// What a prompt and its tokens depend on, apart from the request: the rules,
// the vocabulary, whether recordings show each feature, and by the model's card
// the price of images, speech and files. Requests with the latter share
// nothing; nor do those with a previous request, whose cache is one model's.

#include "tokenfare/preflight/judgement/shared_counts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tokenfare/preflight/rules/rule_set.h"

namespace tokenfare::internal {
namespace {

// Whether each text of the request is counted by rules and vocabulary alone.
bool IsTextOnly(const Conversation& request) {
  return request.opaques.empty() &&
         std::ranges::all_of(request.turns, [](const Turn& turn) {
           return std::ranges::all_of(turn.content, &Item::IsText);
         });
}

}  // namespace

SharedCounts::SharedCounts(const Conversation& request,
                           const Conversation* previous, const Subject& asked,
                           const Counts& counts)
    : request_(request),
      previous_(previous),
      shares_(previous == nullptr && IsTextOnly(request)) {
  if (shares_ && !counts.stopped) {
    Add(asked, FindRules(request, asked), counts);
  }
}

absl::StatusOr<const Counts*> SharedCounts::For(const Subject& subject,
                                                const CountOptions& options) {
  const PromptRules rules = FindRules(request_, subject);
  for (const Entry& entry : entries_) {
    if (Shares(entry, subject, rules)) return entry.counts;
  }
  absl::StatusOr<Counts> counts =
      CountRequest(request_, previous_, subject, rules, options);
  if (!counts.ok()) return counts.status();
  const Counts& kept = owned_.emplace_back(*std::move(counts));
  if (shares_ && !kept.stopped) Add(subject, rules, kept);
  return &kept;
}

void SharedCounts::Add(const Subject& subject, const PromptRules& rules,
                       const Counts& counts) {
  entries_.push_back({.encoding = &subject.card->encoding,
                      .rules = rules,
                      .counts = &counts,
                      .shown = Shown(counts.features, subject, rules)});
}

FeatureSet SharedCounts::Shown(const FeatureSet& features,
                               const Subject& subject,
                               const PromptRules& rules) const {
  const EvidenceTable& evidence = EvidenceOf(rules, request_.RulesEndpoint());
  const EvidenceSubject asking =
      EvidenceSubjectOf(rules, evidence, *subject.card, subject.as_of);
  FeatureSet shown;
  for (size_t i = 0; i < kFeatures; ++i) {
    if (!features.test(i)) continue;
    shown.set(i, evidence.WhyNotShown(static_cast<Feature>(i), asking).empty());
  }
  return shown;
}

bool SharedCounts::Shares(const Entry& entry, const Subject& subject,
                          const PromptRules& rules) const {
  const EncodingFact& encoding = subject.card->encoding;
  if (entry.encoding->name != encoding.name ||
      entry.encoding->assumed != encoding.assumed ||
      entry.encoding->reconstructed != encoding.reconstructed) {
    return false;
  }
  // Names that move matter to what is shown only.
  PromptRules alike = entry.rules;
  alike.name_moves = rules.name_moves;
  return alike == rules &&
         Shown(entry.counts->features, subject, rules) == entry.shown;
}

}  // namespace tokenfare::internal
