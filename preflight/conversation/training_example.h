// A conversation that a model learns from, in place of answering it.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_TRAINING_EXAMPLE_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_TRAINING_EXAMPLE_H_

#include <cstddef>

namespace tokenfare::internal {

struct TrainingExample {
  // The turns end with two answers to the same input, one of which is
  // preferred.
  bool has_preference = false;
  // Then: how many turns the input has.
  size_t input_turns = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_TRAINING_EXAMPLE_H_
