// The body of POST /v1/responses, and of /v1/responses/input_tokens. What the
// rules of counting need is read; everything else is only looked at for its
// type.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kOpenAiResponses;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_H_
