#include "tokenfare/preflight/refusals/refusals.h"

#include <algorithm>

#include "fmt/format.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kReference =
    "https://platform.openai.com/docs/api-reference/chat/create";
constexpr std::string_view kReasoning =
    "https://platform.openai.com/docs/guides/reasoning";
constexpr std::string_view kNewest =
    "https://platform.openai.com/docs/guides/latest-model";
constexpr std::string_view kStructured =
    "https://platform.openai.com/docs/guides/structured-outputs";

// Public reports of the answer, where no page says it. Of one row each.
#define TOKENFARE_GITHUB(thread) "https://github.com/" thread

constexpr RefusalRow kRefusalRows[] = {
    {"tool_result_without_call",
     TOKENFARE_GITHUB("run-llama/llama_index/issues/10493"), OrphanResult,
     kAnyModel},
    {"tool_call_without_result",
     TOKENFARE_GITHUB("BerriAI/litellm/issues/10083"), UnansweredCall,
     kAnyModel},
    {"tool_calls_empty", TOKENFARE_GITHUB("openai/openai-node/pull/1341"),
     EmptyToolCalls, kAnyModel},
    {"tool_call_id_too_long", TOKENFARE_GITHUB("camel-ai/camel/issues/2215"),
     LongCallId, kAnyModel},
    {"message_name", kReference, MessageName, kAnyModel},
    {"content_missing", kReference, NoContent, kAnyModel},
    {"content_empty", kReference, EmptyContent, kAnyModel},
    {"content_part_type", kReference, ContentPartType, kAnyModel},
    {"image_role", TOKENFARE_GITHUB("openai/openai-node/issues/1030"),
     ImageRole, kAnyModel},
    {"audio_format", kReference, AudioFormat, kAnyModel},
    {"system_role", kReasoning, SystemRole},
    {"json_not_mentioned",
     TOKENFARE_GITHUB("0zd3m1r/koreader-xray-plugin/issues/18"), NoWordJson,
     kAnyModel},

    {"tools_empty", TOKENFARE_GITHUB("JetBrains/koog/issues/786"), EmptyTools,
     kAnyModel},
    {"too_many_tools", kReference, ManyTools, kAnyModel},
    {"tool_name", kReference, ToolName, kAnyModel},
    {"tool_choice_without_tools", kReference, ChoiceWithoutTools},
    {"function_call_without_functions", kReference, CallWithoutFunctions},
    {"tool_choice_unknown", kReference, ChoiceOfUnknown, kAnyModel},
    {"parallel_tool_calls_without_tools",
     TOKENFARE_GITHUB("openai/swarm/issues/30"), ParallelWithoutTools},
    {"parallel_tool_calls_unsupported",
     TOKENFARE_GITHUB("run-llama/llama_index/issues/20865"),
     ParallelUnsupported},
    {"tools_with_reasoning_effort",
     TOKENFARE_GITHUB("ItzCrazyKns/Vane/issues/1173"), ToolsWithEffort},

    {"temperature_out_of_range", kReference, TemperatureRange, kAnyEndpoint},
    {"top_p_out_of_range", kReference, TopPRange, kAnyEndpoint},
    {"penalty_out_of_range", kReference, PenaltyRange},
    {"top_logprobs_out_of_range", kReference, TopLogprobsRange, kAnyEndpoint},
    {"logit_bias_out_of_range", kReference, LogitBiasRange},
    {"too_many_choices", kReference, ChoicesRange},
    {"temperature_unsupported", TOKENFARE_GITHUB("tmc/langchaingo/issues/1355"),
     TemperatureUnsupported},
    {"top_p_unsupported", kNewest, TopPUnsupported},
    {"penalty_unsupported", kReasoning, PenaltyUnsupported},
    {"logprobs_unsupported", kNewest, LogprobsUnsupported},
    {"logit_bias_unsupported", kReasoning, LogitBiasUnsupported},
    {"max_tokens_unsupported", kReference, MaxTokensUnsupported},
    {"both_output_limits",
     TOKENFARE_GITHUB("langchain-ai/langgraph/issues/5943"), BothOutputLimits},
    {"reasoning_effort_unsupported",
     TOKENFARE_GITHUB("umputun/tg-spam/issues/304"), EffortUnsupported},
    {"too_many_stops", kReference, ManyStops},
    {"stop_unsupported", kReference, StopUnsupported},
    {"top_logprobs_without_logprobs", kReference, TopLogprobsAlone},
    {"stream_options_without_stream",
     TOKENFARE_GITHUB("BerriAI/litellm/issues/5803"), StreamOptionsAlone},
    {"metadata_limits", kReference, MetadataLimits, kAnyEndpoint | kAnyModel},
    {"metadata_without_store", TOKENFARE_GITHUB("tmc/langchaingo/issues/1484"),
     MetadataWithoutStore},
    {"audio_missing", kReference, AudioWithoutVoice},
    {"search_sampling", TOKENFARE_GITHUB("ChatGPTNextWeb/NextChat/issues/6569"),
     SearchSampling},
    {"response_format_type", kReference, FormatType},
    {"response_format_name", kReference, FormatName},

    {"schema_root_not_object", TOKENFARE_GITHUB("vercel/ai/issues/1485"),
     RootNotObject, kAnyEndpoint | kAnyModel},
    {"array_without_items", TOKENFARE_GITHUB("sigoden/aichat/pull/1049"),
     ArrayWithoutItems, kAnyEndpoint | kAnyModel},
    {"strict_additional_properties", kStructured, StrictAdditional,
     kAnyEndpoint | kAnyModel},
    {"strict_required", kStructured, StrictRequired, kAnyEndpoint | kAnyModel},
    {"strict_keyword", kStructured, StrictKeyword, kAnyEndpoint | kAnyModel},
    {"strict_too_large", kStructured, StrictSize, kAnyEndpoint | kAnyModel},
};

#undef TOKENFARE_GITHUB

std::span<const RefusalRow> TableOf(ModelKind kind) {
  switch (kind) {
    case ModelKind::kEmbedding:
      return EmbeddingsRefusalTable();
    case ModelKind::kCompletion:
      return CompletionsRefusalTable();
    case ModelKind::kTraining:
      return {};
    case ModelKind::kChat:
      break;
  }
  return kRefusalRows;
}

}  // namespace

std::string PathOf(const RefusalInput& input, const Origin& origin,
                   Field field) {
  return input.conversation.PathOf(origin, field);
}

std::string PathOf(const RefusalInput& input, Field field) {
  return input.conversation.PathOf(field);
}

std::span<const RefusalRow> RefusalTable() { return kRefusalRows; }

std::vector<Finding> FindRefusals(const RefusalInput& input, RefusalRows rows) {
  std::vector<Finding> found;
  if (input.card.provider != "openai") return found;
  const bool of_responses =
      input.conversation.model_kind == ModelKind::kChat &&
      input.conversation.dialect == Conversation::Dialect::kResponses;
  const auto ask = [&](const RefusalRow& row) {
    if (rows == RefusalRows::kOfModel && (row.scope & kAnyModel) != 0) return;
    const std::string what = row.find(input);
    if (what.empty()) return;
    found.push_back(
        {std::string(row.code),
         fmt::format("{}; the API answers 400 ({})", what, row.source)});
  };
  for (const RefusalRow& row : TableOf(input.conversation.model_kind)) {
    if (!of_responses || (row.scope & kAnyEndpoint) != 0) ask(row);
  }
  if (of_responses) std::ranges::for_each(ResponsesRefusalTable(), ask);
  return found;
}

}  // namespace tokenfare::internal
