// Texts and token ids, as /v1/embeddings and /v1/completions take them.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_PLAIN_INPUTS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_PLAIN_INPUTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/conversation.h"

namespace tokenfare::internal {

// Origin::place of both formats.
enum class PlainPlace : uint32_t { kBody, kInputs, kInput, kSuffix };

inline Origin PlainOrigin(PlainPlace place, size_t index = 0) {
  return {static_cast<uint32_t>(place), static_cast<uint32_t>(index)};
}

// Writes "$.input[3]", where the field of the inputs is `name`.
std::string PlainPath(std::string_view name, const Origin& origin, Field field);

// The inputs in `value`, which stands at `path`: a text, texts, token ids, or
// lists of token ids. InvalidArgument with the place for anything else. Linear.
absl::Status ReadPlainInputs(const JsonValue& value, std::string_view path,
                             PlainRequest& plain);

// Whether `value` is a list that begins with a text, a token id or a list.
bool AreListedInputs(const JsonValue& value);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_PLAIN_INPUTS_H_
