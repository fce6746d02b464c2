// Whether the model can do what the request asks for.

#ifndef TOKENFARE_PREFLIGHT_JUDGEMENT_CAPABILITIES_H_
#define TOKENFARE_PREFLIGHT_JUDGEMENT_CAPABILITIES_H_

#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/judgement/judgement.h"

namespace tokenfare::internal {

// Refuses what a source says that the model lacks: the endpoint, a kind of
// input or output, tools, structured outputs, `max_tokens`. What no source
// states is not judged. Warns of a `detail` of images that the guide does not
// list for the model. One reason of each kind, with the first place.
void JudgeCapabilities(const Conversation& request, const Subject& subject,
                       Judge& judge);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_JUDGEMENT_CAPABILITIES_H_
