// The body of POST /v1/chat/completions. What the rules of counting need is
// read; everything else is only looked at for its type.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kOpenAiChat;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_H_
