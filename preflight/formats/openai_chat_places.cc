// Paths of a chat body, from two tables: those of nodes, and what their
// properties add.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

// In the order of ChatPlace; "#" stands for an index.
constexpr std::array<std::string_view, 13> kNodes = {
    "$",
    "$.messages[#]",
    "$.messages[#].content[#]",
    "$.messages[#].tool_calls[#]",
    "$.messages[#].function_call",
    "$.tools",
    "$.tools[#]",
    "$.functions",
    "$.functions[#]",
    "$.tool_choice",
    "$.function_call",
    "$.response_format",
    "$.prediction",
};

constexpr PropertyPath ChatPlaceOf(ChatPlace place, Field field,
                                   std::string_view path) {
  return {static_cast<uint32_t>(place), field, path};
}

constexpr PropertyPath kProperties[] = {
    ChatPlaceOf(ChatPlace::kBody, Field::kModel, ".model"),
    ChatPlaceOf(ChatPlace::kBody, Field::kModalities, ".modalities"),
    ChatPlaceOf(ChatPlace::kBody, Field::kVoice, ".audio"),
    ChatPlaceOf(ChatPlace::kBody, Field::kOutputLimit,
                ".max_completion_tokens"),
    ChatPlaceOf(ChatPlace::kBody, Field::kOldOutputLimit, ".max_tokens"),
    ChatPlaceOf(ChatPlace::kBody, Field::kChoices, ".n"),
    ChatPlaceOf(ChatPlace::kBody, Field::kEffort, ".reasoning_effort"),
    ChatPlaceOf(ChatPlace::kBody, Field::kParallelCalls,
                ".parallel_tool_calls"),
    ChatPlaceOf(ChatPlace::kBody, Field::kTemperature, ".temperature"),
    ChatPlaceOf(ChatPlace::kBody, Field::kTopP, ".top_p"),
    ChatPlaceOf(ChatPlace::kBody, Field::kFrequencyPenalty,
                ".frequency_penalty"),
    ChatPlaceOf(ChatPlace::kBody, Field::kPresencePenalty, ".presence_penalty"),
    ChatPlaceOf(ChatPlace::kBody, Field::kLogprobs, ".logprobs"),
    ChatPlaceOf(ChatPlace::kBody, Field::kTopLogprobs, ".top_logprobs"),
    ChatPlaceOf(ChatPlace::kBody, Field::kLogitBias, ".logit_bias"),
    ChatPlaceOf(ChatPlace::kBody, Field::kStop, ".stop"),
    ChatPlaceOf(ChatPlace::kBody, Field::kStreamOptions, ".stream_options"),
    ChatPlaceOf(ChatPlace::kBody, Field::kMetadata, ".metadata"),
    ChatPlaceOf(ChatPlace::kBody, Field::kServiceTier, ".service_tier"),
    ChatPlaceOf(ChatPlace::kBody, Field::kTools, ".tools"),
    ChatPlaceOf(ChatPlace::kBody, Field::kFunctions, ".functions"),
    ChatPlaceOf(ChatPlace::kBody, Field::kFunctionChoice, ".function_call"),
    ChatPlaceOf(ChatPlace::kMessage, Field::kName, ".name"),
    ChatPlaceOf(ChatPlace::kMessage, Field::kRole, ".role"),
    ChatPlaceOf(ChatPlace::kMessage, Field::kContent, ".content"),
    ChatPlaceOf(ChatPlace::kMessage, Field::kCalls, ".tool_calls"),
    ChatPlaceOf(ChatPlace::kMessage, Field::kAnswers, ".tool_call_id"),
    ChatPlaceOf(ChatPlace::kPart, Field::kType, ".type"),
    ChatPlaceOf(ChatPlace::kPart, Field::kDetail, ".image_url.detail"),
    ChatPlaceOf(ChatPlace::kPart, Field::kFormat, ".input_audio.format"),
    ChatPlaceOf(ChatPlace::kToolCall, Field::kId, ".id"),
    ChatPlaceOf(ChatPlace::kToolCall, Field::kName, ".function.name"),
    ChatPlaceOf(ChatPlace::kFunctionCall, Field::kName, ".name"),
    ChatPlaceOf(ChatPlace::kTool, Field::kName, ".function.name"),
    ChatPlaceOf(ChatPlace::kTool, Field::kSchema, ".function.parameters"),
    ChatPlaceOf(ChatPlace::kFunction, Field::kName, ".name"),
    ChatPlaceOf(ChatPlace::kFunction, Field::kSchema, ".parameters"),
    ChatPlaceOf(ChatPlace::kResponseFormat, Field::kType, ".type"),
    ChatPlaceOf(ChatPlace::kResponseFormat, Field::kName, ".json_schema.name"),
    ChatPlaceOf(ChatPlace::kResponseFormat, Field::kSchema,
                ".json_schema.schema"),
};

}  // namespace

std::string ChatPath(const Origin& origin, Field field) {
  return PathFrom(kNodes, kProperties, origin, field);
}

}  // namespace tokenfare::internal
