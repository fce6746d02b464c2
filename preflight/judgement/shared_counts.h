// The counts of one request for several models, which are counted once for all
// that read and bill it alike.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_SHARED_COUNTS_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_SHARED_COUNTS_H_

#include <deque>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/prompt/prompt_count.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/prompt_rules.h"

namespace tokenfare::internal {

// Two models share counts where they have the same vocabulary and rules, and
// recordings show of both what the request rests on. Serves one thread.
class SharedCounts {
 public:
  // `counts` are those for `asked`. All must outlive it; `previous` may be
  // null.
  SharedCounts(const Conversation& request, const Conversation* previous,
               const Subject& asked, const Counts& counts);

  // Of the input as CountRequest gives them for `subject`; texts and warnings
  // are those of some model that shares them. They live as long as this.
  absl::StatusOr<const Counts*> For(const Subject& subject,
                                    const CountOptions& options);

 private:
  struct Entry {
    const EncodingFact* encoding;
    PromptRules rules;
    const Counts* counts;
    // Of the features that the request rests on, those that are shown.
    FeatureSet shown;
  };

  void Add(const Subject& subject, const PromptRules& rules,
           const Counts& counts);
  // Of `features`, those that recordings show for the subject.
  FeatureSet Shown(const FeatureSet& features, const Subject& subject,
                   const PromptRules& rules) const;
  bool Shares(const Entry& entry, const Subject& subject,
              const PromptRules& rules) const;

  const Conversation& request_;
  const Conversation* previous_;
  const bool shares_;
  std::deque<Counts> owned_;
  std::vector<Entry> entries_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_SHARED_COUNTS_H_
