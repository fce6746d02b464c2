// Content parts of other APIs: Anthropic's Messages, Gemini, Bedrock, OpenAI's
// Responses and Assistants, MCP, the AI SDK, LangChain. /v1/chat/completions
// refuses them, but a gateway may translate them. What they hold is found by
// itself, not by a list of dialects: base64 is never taken for text.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_
#define TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/json/value.h"
#include "tokenfare/preflight/formats/chat_request.h"

namespace tokenfare::internal {

// What the part `json` stands for: a text, an image, a file, or kUnknown.
// Linear in the part.
ContentPart ReadForeignPart(const JsonValue& json);

// "; this is a part of Gemini's API: write {...}" where an object without a
// `type` looks like a part of such an API; otherwise empty.
std::string NameForeignPart(const JsonValue& json);

// The text of any value, without what is no text.
struct ForeignText {
  // Compact JSON with "" for base64 and data URLs.
  std::string json;
  // The images left out, as base64 or data URLs.
  std::vector<std::string_view> images;
  // Bytes of the other data left out.
  int64_t binary_bytes = 0;
};
ForeignText ReadForeignText(const JsonValue& json);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_FOREIGN_PART_H_
