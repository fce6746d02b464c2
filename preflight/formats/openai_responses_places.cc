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

constexpr PropertyPath ResponsesPlaceOf(ResponsesPlace place, Field field,
                                        std::string_view path) {
  return {static_cast<uint32_t>(place), field, path};
}

constexpr PropertyPath kResponsesProperties[] = {
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kModel, ".model"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kOutputLimit,
                     ".max_output_tokens"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kEffort,
                     ".reasoning.effort"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kParallelCalls,
                     ".parallel_tool_calls"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kTemperature,
                     ".temperature"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kTopP, ".top_p"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kTopLogprobs,
                     ".top_logprobs"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kStreamOptions,
                     ".stream_options"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kMetadata, ".metadata"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kServiceTier,
                     ".service_tier"),
    ResponsesPlaceOf(ResponsesPlace::kBody, Field::kTools, ".tools"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kType, ".type"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kRole, ".role"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kName, ".name"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kContent, ".content"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kAnswers, ".call_id"),
    ResponsesPlaceOf(ResponsesPlace::kItem, Field::kId, ".call_id"),
    ResponsesPlaceOf(ResponsesPlace::kPart, Field::kType, ".type"),
    ResponsesPlaceOf(ResponsesPlace::kPart, Field::kDetail, ".detail"),
    ResponsesPlaceOf(ResponsesPlace::kPart, Field::kFormat,
                     ".input_audio.format"),
    ResponsesPlaceOf(ResponsesPlace::kOutputPart, Field::kType, ".type"),
    ResponsesPlaceOf(ResponsesPlace::kOutputPart, Field::kDetail, ".detail"),
    ResponsesPlaceOf(ResponsesPlace::kItemTool, Field::kName, ".name"),
    ResponsesPlaceOf(ResponsesPlace::kItemTool, Field::kSchema, ".parameters"),
    ResponsesPlaceOf(ResponsesPlace::kTool, Field::kName, ".name"),
    ResponsesPlaceOf(ResponsesPlace::kTool, Field::kSchema, ".parameters"),
    ResponsesPlaceOf(ResponsesPlace::kTextFormat, Field::kType, ".type"),
    ResponsesPlaceOf(ResponsesPlace::kTextFormat, Field::kName, ".name"),
    ResponsesPlaceOf(ResponsesPlace::kTextFormat, Field::kSchema, ".schema"),
};

}  // namespace

std::string ResponsesPath(const Origin& origin, Field field) {
  return PathFrom(kResponsesNodes, kResponsesProperties, origin, field);
}

}  // namespace tokenfare::internal
