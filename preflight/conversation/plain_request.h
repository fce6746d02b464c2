// A request that is no conversation: texts to embed, or to be continued.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_PLAIN_REQUEST_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_PLAIN_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenfare/preflight/conversation/options.h"
#include "tokenfare/preflight/conversation/origin.h"

namespace tokenfare::internal {

// What a request is sent to.
enum class ModelKind : uint8_t {
  kChat,        // takes a conversation, and answers
  kEmbedding,   // takes texts, and writes nothing
  kCompletion,  // takes texts, and continues each
  kTraining,    // a chat model, which learns from a conversation
};

// A text, or its token ids, which the model reads apart from the others.
struct PlainInput {
  Origin origin = {};
  std::string_view text = {};
  // How many ids are given in place of a text.
  std::optional<int64_t> ids = {};
  // The body gives none, and the model begins by itself.
  bool missing = false;

  bool IsEmpty() const {
    return !missing && (ids.has_value() ? *ids == 0 : text.empty());
  }
};

// Whether requests to it hold inputs in place of turns.
inline bool TakesPlainInputs(ModelKind kind) {
  return kind == ModelKind::kEmbedding || kind == ModelKind::kCompletion;
}

struct PlainRequest {
  std::vector<PlainInput> inputs;
  // Where the inputs stand as a whole.
  Origin origin = {};

  // Of embeddings.
  NumberText dimensions = {};
  // As what vectors are written; empty where that is not stated.
  std::string_view vector_format = {};

  // Of completions. What stands behind what is to be written.
  std::optional<std::string_view> suffix;
  Origin suffix_origin = {};
  // The reply repeats the input.
  bool echoes = false;
  // Texts that are written for each input, of which the best are returned.
  int64_t best_of = 1;
  NumberText best_of_text = {};
  // How many likely tokens are told at each place.
  NumberText logprobs = {};
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_PLAIN_REQUEST_H_
