// The body of POST /v1/embeddings.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_EMBEDDINGS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_EMBEDDINGS_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kOpenAiEmbeddings;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_EMBEDDINGS_H_
