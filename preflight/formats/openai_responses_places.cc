// Paths of a body of Responses.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"

namespace tokenfare::internal {
namespace {

// In the order of ResponsesPlace; "#" stands for an index.
constexpr std::array<std::string_view, 14> kResponsesNodes = {
    "$",
    "$.instructions",
    "$.input",
    "$.input[#]",
    "$.input[#].content[#]",
    "$.input[#].output[#]",
    "$.input[#].tools[#]",
    "$.tools",
    "$.tools[#]",
    "$.tool_choice",
    "$.text.format",
    "$.previous_response_id",
    "$.conversation",
    "$.prompt",
};

constexpr PropertyPath At(ResponsesPlace place, Field field,
                          std::string_view path) {
  return {static_cast<uint32_t>(place), field, path};
}

constexpr PropertyPath kResponsesProperties[] = {
    At(ResponsesPlace::kBody, Field::kModel, ".model"),
    At(ResponsesPlace::kBody, Field::kOutputLimit, ".max_output_tokens"),
    At(ResponsesPlace::kBody, Field::kEffort, ".reasoning.effort"),
    At(ResponsesPlace::kBody, Field::kParallelCalls, ".parallel_tool_calls"),
    At(ResponsesPlace::kBody, Field::kTemperature, ".temperature"),
    At(ResponsesPlace::kBody, Field::kTopP, ".top_p"),
    At(ResponsesPlace::kBody, Field::kTopLogprobs, ".top_logprobs"),
    At(ResponsesPlace::kBody, Field::kStreamOptions, ".stream_options"),
    At(ResponsesPlace::kBody, Field::kMetadata, ".metadata"),
    At(ResponsesPlace::kBody, Field::kServiceTier, ".service_tier"),
    At(ResponsesPlace::kBody, Field::kTools, ".tools"),
    At(ResponsesPlace::kItem, Field::kType, ".type"),
    At(ResponsesPlace::kItem, Field::kRole, ".role"),
    At(ResponsesPlace::kItem, Field::kName, ".name"),
    At(ResponsesPlace::kItem, Field::kContent, ".content"),
    At(ResponsesPlace::kItem, Field::kAnswers, ".call_id"),
    At(ResponsesPlace::kItem, Field::kId, ".call_id"),
    At(ResponsesPlace::kPart, Field::kType, ".type"),
    At(ResponsesPlace::kPart, Field::kDetail, ".detail"),
    At(ResponsesPlace::kPart, Field::kFormat, ".input_audio.format"),
    At(ResponsesPlace::kOutputPart, Field::kType, ".type"),
    At(ResponsesPlace::kOutputPart, Field::kDetail, ".detail"),
    At(ResponsesPlace::kItemTool, Field::kName, ".name"),
    At(ResponsesPlace::kItemTool, Field::kSchema, ".parameters"),
    At(ResponsesPlace::kTool, Field::kName, ".name"),
    At(ResponsesPlace::kTool, Field::kSchema, ".parameters"),
    At(ResponsesPlace::kTextFormat, Field::kType, ".type"),
    At(ResponsesPlace::kTextFormat, Field::kName, ".name"),
    At(ResponsesPlace::kTextFormat, Field::kSchema, ".schema"),
};

}  // namespace

std::string ResponsesPath(const Origin& origin, Field field) {
  return PathFrom(kResponsesNodes, kResponsesProperties, origin, field);
}

}  // namespace tokenfare::internal
