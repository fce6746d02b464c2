// Where the nodes of a conversation stand in the body that was read. How such a
// place is written is the format's business ("$.messages[3].content[0]"), and
// is only done where a message needs it.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_ORIGIN_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_ORIGIN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace tokenfare::internal {

// A place of a format. What the numbers mean, only the format knows; {} is the
// body as a whole.
struct Origin {
  uint32_t place = 0;
  uint32_t index = 0;
  uint32_t inner = 0;
};

// A property of a node, which may stand deeper than the node itself.
enum class Field : uint8_t {
  kItself,
  // Of the body.
  kModel,
  kModalities,
  kVoice,
  kOutputLimit,
  kOldOutputLimit,
  kChoices,
  kEffort,
  kParallelCalls,
  kTemperature,
  kTopP,
  kFrequencyPenalty,
  kPresencePenalty,
  kLogprobs,
  kTopLogprobs,
  kLogitBias,
  kStop,
  kStreamOptions,
  kMetadata,
  kServiceTier,
  kTools,
  kFunctions,
  kFunctionChoice,
  kDimensions,
  kVectorFormat,
  kBestOf,
  // Of turns, items, calls, tools and the output contract, where they have it.
  kName,
  kType,
  kRole,
  kContent,
  kCalls,
  kAnswers,
  kId,
  kDetail,
  kFormat,
  kSchema,
};

// Writes "$.messages[3].name".
using PathWriter = std::string (*)(const Origin& origin, Field field);

// A path without its root, for people: "messages[3]".
inline std::string_view LabelOf(std::string_view path) {
  return path.substr(path.starts_with("$.") ? 2 : 0);
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_ORIGIN_H_
