// Content parts of other APIs: Anthropic's Messages, Gemini, Bedrock, OpenAI's
// Responses and Assistants, MCP, the AI SDK, LangChain. /v1/chat/completions
// refuses them, but a gateway may translate them. What they hold is found by
// itself, not by a list of dialects: base64 is never taken for text.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_
#define TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_

#include <string>
#include <string_view>

#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/conversation.h"

namespace tokenfare::internal {

// What the part `json` stands for: a text, an image, a file, or kUnknown. Its
// texts belong to `json` and `owner`. Linear in the part.
Item ReadForeignPart(const JsonValue& json, Conversation& owner);

// "; this is a part of Gemini's API: write {...}" where an object without a
// `type` looks like a part of such an API; otherwise empty.
std::string NameForeignPart(const JsonValue& json);

// What can be said of any value, kept by `owner`. Linear.
const Opaque& ReadOpaque(const JsonValue& json, Conversation& owner);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_
