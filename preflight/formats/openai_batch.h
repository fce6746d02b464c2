// A line of a Batch file: a request, its endpoint and an id.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_BATCH_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_BATCH_H_

#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

extern const Format kOpenAiBatch;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_BATCH_H_
