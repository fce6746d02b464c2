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

constexpr PropertyPath Of(ChatPlace place, Field field, std::string_view path) {
  return {static_cast<uint32_t>(place), field, path};
}

constexpr PropertyPath kProperties[] = {
    Of(ChatPlace::kBody, Field::kModel, ".model"),
    Of(ChatPlace::kBody, Field::kModalities, ".modalities"),
    Of(ChatPlace::kBody, Field::kVoice, ".audio"),
    Of(ChatPlace::kBody, Field::kOutputLimit, ".max_completion_tokens"),
    Of(ChatPlace::kBody, Field::kOldOutputLimit, ".max_tokens"),
    Of(ChatPlace::kBody, Field::kChoices, ".n"),
    Of(ChatPlace::kBody, Field::kEffort, ".reasoning_effort"),
    Of(ChatPlace::kBody, Field::kParallelCalls, ".parallel_tool_calls"),
    Of(ChatPlace::kBody, Field::kTemperature, ".temperature"),
    Of(ChatPlace::kBody, Field::kTopP, ".top_p"),
    Of(ChatPlace::kBody, Field::kFrequencyPenalty, ".frequency_penalty"),
    Of(ChatPlace::kBody, Field::kPresencePenalty, ".presence_penalty"),
    Of(ChatPlace::kBody, Field::kLogprobs, ".logprobs"),
    Of(ChatPlace::kBody, Field::kTopLogprobs, ".top_logprobs"),
    Of(ChatPlace::kBody, Field::kLogitBias, ".logit_bias"),
    Of(ChatPlace::kBody, Field::kStop, ".stop"),
    Of(ChatPlace::kBody, Field::kStreamOptions, ".stream_options"),
    Of(ChatPlace::kBody, Field::kMetadata, ".metadata"),
    Of(ChatPlace::kBody, Field::kServiceTier, ".service_tier"),
    Of(ChatPlace::kBody, Field::kTools, ".tools"),
    Of(ChatPlace::kBody, Field::kFunctions, ".functions"),
    Of(ChatPlace::kBody, Field::kFunctionChoice, ".function_call"),
    Of(ChatPlace::kMessage, Field::kName, ".name"),
    Of(ChatPlace::kMessage, Field::kRole, ".role"),
    Of(ChatPlace::kMessage, Field::kContent, ".content"),
    Of(ChatPlace::kMessage, Field::kCalls, ".tool_calls"),
    Of(ChatPlace::kMessage, Field::kAnswers, ".tool_call_id"),
    Of(ChatPlace::kPart, Field::kType, ".type"),
    Of(ChatPlace::kPart, Field::kDetail, ".image_url.detail"),
    Of(ChatPlace::kPart, Field::kFormat, ".input_audio.format"),
    Of(ChatPlace::kToolCall, Field::kId, ".id"),
    Of(ChatPlace::kToolCall, Field::kName, ".function.name"),
    Of(ChatPlace::kFunctionCall, Field::kName, ".name"),
    Of(ChatPlace::kTool, Field::kName, ".function.name"),
    Of(ChatPlace::kTool, Field::kSchema, ".function.parameters"),
    Of(ChatPlace::kFunction, Field::kName, ".name"),
    Of(ChatPlace::kFunction, Field::kSchema, ".parameters"),
    Of(ChatPlace::kResponseFormat, Field::kType, ".type"),
    Of(ChatPlace::kResponseFormat, Field::kName, ".json_schema.name"),
    Of(ChatPlace::kResponseFormat, Field::kSchema, ".json_schema.schema"),
};

}  // namespace

std::string ChatPath(const Origin& origin, Field field) {
  return PathFrom(kNodes, kProperties, origin, field);
}

}  // namespace tokenfare::internal
