// The tokens of a request.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_COUNTS_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_COUNTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/finding_codes.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/prompt/prompt_count.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/prompt_rules.h"
#include "tokenfare/preflight/verdict.h"
#include "tokenfare/support/allowance.h"

namespace tokenfare::internal {

struct Counts {
  // The input, and the parts that sum to it.
  TokenRange input;
  std::vector<PartTokens> parts;
  // As in InputTokens (verdict.h).
  bool stopped = false;
  // By the allowance; kNone where max_input_tokens was enough.
  Allowance::End stopped_by = Allowance::End::kNone;
  // The most tokens of a prediction, which are billed as output where it is
  // rejected.
  int64_t most_predicted = 0;
  // What the prompt shares with that of the previous request; nothing where
  // there is none.
  std::optional<int64_t> shared_prefix;
  // What the parts rest on (evidence.h).
  FeatureSet features;
  std::vector<Note<Warning>> warnings;
};

// Whether there is time to look for what the API refuses, which of few turns
// costs nothing.
bool LooksForRefusals(const Allowance& allowance, size_t turns);

// What stopped the count, as options name it.
std::string_view StopName(Allowance::End end);

// The rules of the subject's model; none for a prompt that is no more than its
// texts.
PromptRules FindRules(const Conversation& request, const Subject& subject);

// Renders the prompt and counts it, by the rules of the subject's model.
// NotFound where the encoding is not in this build.
absl::StatusOr<Counts> CountRequest(const Conversation& request,
                                    const Conversation* previous,
                                    const Subject& subject,
                                    const CountOptions& options);
// The same by those rules, where they were found before.
absl::StatusOr<Counts> CountRequest(const Conversation& request,
                                    const Conversation* previous,
                                    const Subject& subject,
                                    const PromptRules& rules,
                                    const CountOptions& options);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_COUNTS_H_
