// tiktoken's table of models.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_MODEL_TABLE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_MODEL_TABLE_H_

#include <span>
#include <string_view>

namespace tokenfare::internal {

struct ModelEncoding {
  std::string_view model;  // or its prefix
  std::string_view encoding;
};

// MODEL_TO_ENCODING and MODEL_PREFIX_TO_ENCODING of tiktoken 0.14.0
// (tiktoken/model.py), in its order.
std::span<const ModelEncoding> ModelsByName();
std::span<const ModelEncoding> ModelsByPrefix();

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_MODEL_TABLE_H_
