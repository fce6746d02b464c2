// Paths of a chat body, from two tables: those of nodes, and what their
// properties add.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"
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

struct Property {
  ChatPlace place;
  Field field;
  std::string_view path;
};

constexpr Property kProperties[] = {
    {ChatPlace::kBody, Field::kModel, ".model"},
    {ChatPlace::kBody, Field::kModalities, ".modalities"},
    {ChatPlace::kBody, Field::kVoice, ".audio"},
    {ChatPlace::kBody, Field::kOutputLimit, ".max_completion_tokens"},
    {ChatPlace::kBody, Field::kOldOutputLimit, ".max_tokens"},
    {ChatPlace::kBody, Field::kChoices, ".n"},
    {ChatPlace::kBody, Field::kEffort, ".reasoning_effort"},
    {ChatPlace::kBody, Field::kParallelCalls, ".parallel_tool_calls"},
    {ChatPlace::kBody, Field::kTemperature, ".temperature"},
    {ChatPlace::kBody, Field::kTopP, ".top_p"},
    {ChatPlace::kBody, Field::kFrequencyPenalty, ".frequency_penalty"},
    {ChatPlace::kBody, Field::kPresencePenalty, ".presence_penalty"},
    {ChatPlace::kBody, Field::kLogprobs, ".logprobs"},
    {ChatPlace::kBody, Field::kTopLogprobs, ".top_logprobs"},
    {ChatPlace::kBody, Field::kLogitBias, ".logit_bias"},
    {ChatPlace::kBody, Field::kStop, ".stop"},
    {ChatPlace::kBody, Field::kStreamOptions, ".stream_options"},
    {ChatPlace::kBody, Field::kMetadata, ".metadata"},
    {ChatPlace::kBody, Field::kServiceTier, ".service_tier"},
    {ChatPlace::kBody, Field::kTools, ".tools"},
    {ChatPlace::kBody, Field::kFunctions, ".functions"},
    {ChatPlace::kBody, Field::kFunctionChoice, ".function_call"},
    {ChatPlace::kMessage, Field::kName, ".name"},
    {ChatPlace::kMessage, Field::kRole, ".role"},
    {ChatPlace::kMessage, Field::kContent, ".content"},
    {ChatPlace::kMessage, Field::kCalls, ".tool_calls"},
    {ChatPlace::kMessage, Field::kAnswers, ".tool_call_id"},
    {ChatPlace::kPart, Field::kType, ".type"},
    {ChatPlace::kPart, Field::kDetail, ".image_url.detail"},
    {ChatPlace::kPart, Field::kFormat, ".input_audio.format"},
    {ChatPlace::kToolCall, Field::kId, ".id"},
    {ChatPlace::kToolCall, Field::kName, ".function.name"},
    {ChatPlace::kFunctionCall, Field::kName, ".name"},
    {ChatPlace::kTool, Field::kName, ".function.name"},
    {ChatPlace::kTool, Field::kSchema, ".function.parameters"},
    {ChatPlace::kFunction, Field::kName, ".name"},
    {ChatPlace::kFunction, Field::kSchema, ".parameters"},
    {ChatPlace::kResponseFormat, Field::kType, ".type"},
    {ChatPlace::kResponseFormat, Field::kName, ".json_schema.name"},
    {ChatPlace::kResponseFormat, Field::kSchema, ".json_schema.schema"},
};

}  // namespace

std::string ChatPath(const Origin& origin, Field field) {
  std::string path;
  size_t indexes = 0;
  for (const char c : kNodes[origin.place]) {
    if (c != '#') {
      path += c;
      continue;
    }
    path += fmt::format_int(indexes++ == 0 ? origin.index : origin.inner).str();
  }
  if (field == Field::kItself) return path;
  const auto* const property = std::find_if(
      std::begin(kProperties), std::end(kProperties), [&](const Property& p) {
        return p.field == field &&
               static_cast<uint32_t>(p.place) == origin.place;
      });
  if (property != std::end(kProperties)) path += property->path;
  return path;
}

}  // namespace tokenfare::internal
