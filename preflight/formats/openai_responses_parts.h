// The parts of the format of Responses (openai_responses.h). Errors are
// InvalidArgument with the place.
//
//   openai_responses.cc          the body, its options, its parts in order
//   openai_responses_items.cc    items of the input
//   openai_responses_content.cc  the content of messages and results
//   openai_responses_tools.cc    tools, their choice, the format of the text
//   openai_responses_fields.cc   the names of all fields
//   openai_responses_places.cc   paths

#ifndef TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_PARTS_H_
#define TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/lazy_path.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/known_fields.h"

namespace tokenfare::internal {

// Of the body, and of one item of its input.
const FieldLevel& ResponsesBodyFields();
const FieldLevel& ResponsesItemFields();

// Origin::place. The numbers behind it stand for the indexes of its path.
enum class ResponsesPlace : uint32_t {
  kBody,
  kInstructions,
  kInput,
  kItem,
  kPart,
  kOutputPart,
  kItemTool,
  kTools,
  kTool,
  kToolChoice,
  kTextFormat,
  kPreviousResponse,
  kConversation,
  kPrompt,
};

inline Origin ResponsesOrigin(ResponsesPlace place, size_t index = 0,
                              size_t inner = 0) {
  return {static_cast<uint32_t>(place), static_cast<uint32_t>(index),
          static_cast<uint32_t>(inner)};
}

std::string ResponsesPath(const Origin& origin, Field field = Field::kItself);

using LazyResponsesPath = LazyOriginPath<ResponsesPath>;

// Adds the items of the list `items` to the turns: calls that follow one
// another were made together, and are one turn. Returns the turn of each item.
absl::StatusOr<std::vector<size_t>> ReadResponsesItems(
    const JsonValue& items, Conversation& conversation);

// The same of the output of a response to the request that `conversation` was
// read from.
absl::Status ReadResponsesOutput(const JsonValue& response,
                                 Conversation& conversation);

// The content of `turn`: `json` is a string, a list of parts, or null. `place`
// is that of the parts.
absl::Status ReadResponsesContent(const JsonValue* json, ResponsesPlace place,
                                  Turn& turn, Conversation& conversation);

// The tool in `json`, at `path`.
absl::StatusOr<Tool> ReadResponsesTool(const JsonValue& json,
                                       const LazyPath& path);

// Warns of the type of `what`, "an item", at `path`, where it is not `known`.
void WarnOfUnknownType(std::string_view type, std::string_view what,
                       std::span<const std::string_view> known,
                       const LazyPath& path, Conversation& conversation);

// Each reads its part of the body `root` into `conversation`.
absl::Status ReadResponsesTools(const JsonValue& root,
                                Conversation& conversation);
absl::Status ReadResponsesToolChoice(const JsonValue& root,
                                     Conversation& conversation);
absl::Status ReadResponsesTextFormat(const JsonValue& root,
                                     Conversation& conversation);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_OPENAI_RESPONSES_PARTS_H_
