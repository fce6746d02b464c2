// A format of request bodies: how one endpoint of a provider writes a
// conversation. All that is particular to it, its fields, their places and
// their errors, stands in its own files, openai_chat.cc and its parts for
// example, and a row of detect.cc.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_FORMAT_H_
#define TOKENFARE_PREFLIGHT_FORMATS_FORMAT_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/preflight/conversation/conversation.h"

namespace tokenfare::internal {

// Warnings beyond these are left out, so that a hostile body cannot make a
// verdict larger than itself.
inline constexpr size_t kMostWarnings = 50;

struct Format {
  std::string_view name;  // "openai_chat"
  // "/v1/chat/completions"; empty where it is no request to one.
  std::string_view endpoint;
  // What its requests are sent to.
  ModelKind model_kind = ModelKind::kChat;
  // Whether an object is a body of it, as far as a few fields tell.
  bool (*is_body)(const JsonValue& root);
  // The conversation in `root`, an object of `document`, which the conversation
  // takes over. InvalidArgument with the place, what stands there and what is
  // expected.
  absl::StatusOr<Conversation> (*read)(JsonDocument document,
                                       const JsonValue& root);
  // Adds what a response to the request says to its turns; null where no
  // request continues one that the provider has stored.
  absl::Status (*read_response)(const JsonValue& response,
                                Conversation& conversation) = nullptr;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_FORMAT_H_
