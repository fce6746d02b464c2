// What a request states that costs no input tokens, but that limits its output
// or that the API may refuse.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_OPTIONS_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tokenfare/json/value.h"

namespace tokenfare::internal {

struct StatedLimit {
  std::optional<int64_t> tokens;
  // The field that limits the output, or that would: "max_completion_tokens".
  std::string_view field;
  // Stated by the field of today, and by the one before it.
  bool by_field = false;
  bool by_old_field = false;
  // What holds where none is stated, by the endpoint and not by the model.
  std::optional<int64_t> by_default;
};

// A number as it was written; empty where it is not stated.
using NumberText = std::string_view;

struct Options {
  NumberText temperature = {};
  NumberText top_p = {};
  NumberText frequency_penalty = {};
  NumberText presence_penalty = {};
  NumberText top_logprobs = {};
  NumberText choices = {};
  // Objects of the user's own; null where they are not stated.
  const JsonValue* logit_bias = nullptr;
  const JsonValue* metadata = nullptr;
  // How hard to reason; empty where that is not stated.
  std::string_view effort = {};
  bool states_effort = false;
  // Which turns' thoughts the model is shown again, and how it is to reason
  // ("pro"); empty where that is not stated.
  std::string_view reasoning_context = {};
  std::string_view reasoning_mode = {};
  // A field that another endpoint has, and what stands for it here; empty where
  // there is none.
  std::string_view moved_field = {};
  std::string_view moved_to = {};
  // Sequences at which the output stops. One text is none of a list.
  size_t listed_stops = 0;
  bool has_stop_text = false;

  bool logprobs = false;
  bool stream = false;
  bool store = false;
  bool has_stream_options = false;
  bool has_voice = false;
  bool states_parallel_calls = false;
  bool forbids_parallel_calls = false;
  // Lists of tools and functions, be they empty, and a choice of functions
  // other than none.
  bool has_tools = false;
  bool has_functions = false;
  bool lists_no_tools = false;
  bool lists_no_functions = false;
  bool chooses_function = false;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_OPTIONS_H_
