// The parts of the chat format (openai_chat.h). Errors are InvalidArgument with
// the place.
//
//   openai_chat.cc          the body and its parts in order
//   openai_chat_turns.cc    messages
//   openai_chat_tools.cc    tools, their choice, the response format
//   openai_chat_options.cc  limits, tiers, sampling, caching
//   openai_chat_fields.cc   the names of all fields
//   openai_chat_places.cc   paths

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_PARTS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_PARTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/known_fields.h"

namespace tokenfare::internal {

// Of the body, and of one message.
const FieldLevel& ChatBodyFields();
const FieldLevel& ChatTurnFields();

// Origin::place. The numbers behind it stand for the indexes of its path.
enum class ChatPlace : uint32_t {
  kBody,
  kMessage,
  kPart,
  kToolCall,
  kFunctionCall,
  kTools,
  kTool,
  kFunctions,
  kFunction,
  kToolChoice,
  kFunctionChoice,
  kResponseFormat,
  kPrediction,
};

inline Origin ChatOrigin(ChatPlace place, size_t index = 0, size_t inner = 0) {
  return {static_cast<uint32_t>(place), static_cast<uint32_t>(index),
          static_cast<uint32_t>(inner)};
}

std::string ChatPath(const Origin& origin, Field field = Field::kItself);

using LazyChatPath = LazyOriginPath<ChatPath>;

// Each reads its part of the body `root` into `conversation`.
absl::Status ReadChatTurns(const JsonValue& root, Conversation& conversation);
absl::Status ReadChatTools(const JsonValue& root, Conversation& conversation);
absl::Status ReadChatToolChoice(const JsonValue& root,
                                Conversation& conversation);
absl::Status ReadChatResponseFormat(const JsonValue& root,
                                    Conversation& conversation);
absl::Status ReadChatLimits(const JsonValue& root, Conversation& conversation);
// The rest, which has no errors once the types of fields are known. After the
// others.
void ReadChatOptions(const JsonValue& root, Conversation& conversation);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_CHAT_PARTS_H_
