// The number that names a token, as tiktoken and the API know it.

#ifndef TOKENFARE_TOKENIZER_TOKEN_ID_H_
#define TOKENFARE_TOKENIZER_TOKEN_ID_H_

#include <cstdint>

namespace [[gnu::visibility("default")]] tokenfare {

// Ids of one encoding need not be dense: p50k_base has none between its last
// ordinary tokens 50255 and 50257, because 50256 is a special token.
using TokenId = uint32_t;

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_TOKEN_ID_H_
