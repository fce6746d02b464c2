// What an example to learn from takes beside its messages and tools, which are
// rendered as those of a chat.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_TRAINING_RENDERER_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_TRAINING_RENDERER_H_

#include "tokenfare/preflight/dialects/parts/render_input.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare::internal {

// After the turns. The input of a preference is learned with each of both
// answers, and may be counted twice. OpenAI's guide says no more than that the
// tokens of the examples are billed, and no recorded job shows how they are
// counted: a public report found those of the messages, and OpenAI's cookbook
// counts 3 more for each example. So no figure is exact.
void RenderTraining(const RenderInput& input, Prompt& prompt);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_TRAINING_RENDERER_H_
