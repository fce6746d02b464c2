// Whether the inputs of a request that is no conversation fit: each by itself.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_INPUTS_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_INPUTS_H_

#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/counts.h"
#include "tokenfare/preflight/judgement/judgement.h"

namespace tokenfare::internal {

// Decides by
//   the number of inputs;
//   each high input <= the model's limit on one;
//   of completions, each high input and the output of one choice <= the window.
// One reason of each kind, with the first input and how many more there are.
// The limit on all inputs together is that of any request (fit.h).
void JudgeInputs(const Conversation& request, const Subject& subject,
                 const Counts& counts, Judge& judge);

// Whether an example to learn from is as short as the model's examples may be;
// what is longer is cut.
void JudgeExample(const Conversation& example, const Subject& subject,
                  const Counts& counts, Judge& judge);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_FIT_INPUTS_H_
