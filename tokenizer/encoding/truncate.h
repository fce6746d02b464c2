// The longest prefix of a text within a number of tokens.

#ifndef TOKENFARE_TOKENIZER_ENCODING_TRUNCATE_H_
#define TOKENFARE_TOKENIZER_ENCODING_TRUNCATE_H_

#include <cstddef>
#include <string_view>

#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"

namespace tokenfare::internal {

// Encoding::Truncate. `counter` counts for the same encoding.
std::string_view Truncate(const EncodingParts& parts, Counter& counter,
                          std::string_view text, size_t max_tokens);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_TRUNCATE_H_
