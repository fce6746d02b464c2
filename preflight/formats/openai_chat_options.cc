// Limits of the output, tiers, sampling and caching.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/formats/body_fields.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

// The most choices that the API's reference allows.
constexpr int64_t kMostChoicesServed = 128;

void ReadSampling(const JsonValue& root, Options& options) {
  options.temperature = NumberOf(root, "temperature");
  options.top_p = NumberOf(root, "top_p");
  options.frequency_penalty = NumberOf(root, "frequency_penalty");
  options.presence_penalty = NumberOf(root, "presence_penalty");
  options.top_logprobs = NumberOf(root, "top_logprobs");
  options.choices = NumberOf(root, "n");
  options.logit_bias = Given(root, "logit_bias");
  options.logprobs = IsTrue(root, "logprobs");
  options.effort = root.FindText("reasoning_effort");
  options.states_effort = Given(root, "reasoning_effort") != nullptr;
  if (const JsonValue* stop = Given(root, "stop")) {
    options.listed_stops = stop->elements().size();
    options.has_stop_text = !stop->text().empty();
  }
}

void ReadToolOptions(const JsonValue& root, Options& options) {
  options.states_parallel_calls = Given(root, "parallel_tool_calls") != nullptr;
  options.forbids_parallel_calls = IsFalse(root, "parallel_tool_calls");
  const JsonValue* tools = Given(root, "tools");
  options.has_tools = tools != nullptr;
  options.lists_no_tools = tools != nullptr && tools->elements().empty();
  const JsonValue* functions = Given(root, "functions");
  options.has_functions = functions != nullptr;
  options.lists_no_functions =
      functions != nullptr && functions->elements().empty();
  const JsonValue* choice = Given(root, "function_call");
  options.chooses_function = choice != nullptr && choice->text() != "none";
}

}  // namespace

absl::Status ReadChatLimits(const JsonValue& root, Conversation& conversation) {
  absl::StatusOr<std::optional<int64_t>> limit =
      OptionalInteger(root, "max_completion_tokens", 1, kMaxTokenLimit, "$");
  if (!limit.ok()) return limit.status();
  absl::StatusOr<std::optional<int64_t>> old_limit =
      OptionalInteger(root, "max_tokens", 1, kMaxTokenLimit, "$");
  if (!old_limit.ok()) return old_limit.status();
  absl::StatusOr<std::optional<int64_t>> choices =
      OptionalInteger(root, "n", 1, kMaxTokenLimit, "$");
  if (!choices.ok()) return choices.status();
  StatedLimit& output = conversation.output_limit;
  output.by_field = limit->has_value();
  output.by_old_field = old_limit->has_value();
  output.tokens = limit->has_value() ? *limit : *old_limit;
  output.field = output.by_old_field && !output.by_field
                     ? "max_tokens"
                     : "max_completion_tokens";
  if (output.by_field && output.by_old_field) {
    conversation.warnings.push_back(
        {std::string(warning::kBothOutputLimits),
         "$.max_tokens: max_completion_tokens is given too, and is the one "
         "that is used"});
  }
  conversation.choices = choices->value_or(1);
  if (conversation.choices > kMostChoicesServed) {
    conversation.warnings.push_back(
        {std::string(warning::kManyChoices),
         fmt::format("$.n: the API's reference allows at most {} choices",
                     kMostChoicesServed)});
  }
  return absl::OkStatus();
}

void ReadChatOptions(const JsonValue& root, Conversation& conversation) {
  conversation.model = root.FindText("model");
  if (const JsonValue* tier = Given(root, "service_tier")) {
    conversation.service_tier = tier->text();
  }
  if (const JsonValue* prediction = Given(root, "prediction")) {
    conversation.prediction = {
        ChatOrigin(ChatPlace::kPrediction),
        conversation.Own(JsonText(*prediction, kCompactJson))};
  }
  conversation.searches_web = Given(root, "web_search_options") != nullptr;
  if (const JsonValue* modalities = root.Find("modalities")) {
    const std::span<const JsonValue> all = modalities->elements();
    conversation.speaks = std::any_of(
        all.begin(), all.end(),
        [](const JsonValue& modality) { return modality.text() == "audio"; });
  }
  if (const JsonValue* cache = root.Find("prompt_cache_options")) {
    conversation.explicit_cache = cache->FindText("mode") == "explicit";
  }
  Options& options = conversation.options;
  ReadSampling(root, options);
  ReadToolOptions(root, options);
  options.metadata = Given(root, "metadata");
  options.stream = IsTrue(root, "stream");
  options.store = IsTrue(root, "store");
  options.has_stream_options = Given(root, "stream_options") != nullptr;
  options.has_voice = Given(root, "audio") != nullptr;
}

}  // namespace tokenfare::internal
