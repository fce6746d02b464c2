// Puts a verdict together from what the stages found.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_ASSEMBLE_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_ASSEMBLE_H_

#include <optional>
#include <vector>

#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/judgement/assess.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// In the order of the stages.
std::vector<Finding> WarningsOf(const Conversation& request,
                                const Assessment& found);

// Takes the parts out of `found`, which may be large.
Verdict Assemble(const Conversation& request, const CheckOptions& options,
                 std::optional<std::vector<Suggestion>> suggestions,
                 Assessment found);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_ASSEMBLE_H_
