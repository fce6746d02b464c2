// The encodings of this build and their images.

#ifndef TOKENFARE_TOKENIZER_ENCODING_EMBEDDED_H_
#define TOKENFARE_TOKENIZER_ENCODING_EMBEDDED_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/special_tokens.h"
#include "tokenfare/tokenizer/split/automaton.h"

namespace tokenfare::internal {

struct EmbeddedEncoding {
  std::string_view name;
  PatternFamily family;
  std::vector<SpecialToken> (*special_tokens)();
  const unsigned char* image;  // null where left out of this build
};

inline constexpr size_t kEmbeddedEncodings = 7;

// All, in tiktoken's order. Source: tiktoken_ext/openai_public.py of tiktoken
// 0.14.0.
std::span<const EmbeddedEncoding, kEmbeddedEncodings> EmbeddedEncodings();

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_EMBEDDED_H_
