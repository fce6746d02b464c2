// The body of POST /v1/completions, the endpoint before chats.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_COMPLETIONS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_COMPLETIONS_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kOpenAiCompletions;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_COMPLETIONS_H_
