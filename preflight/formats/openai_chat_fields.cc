// The fields of a body of POST /v1/chat/completions, at every level.
//
// Sources: the reference
// (https://platform.openai.com/docs/api-reference/chat/create), and fields that
// the types of the openai package 2.x for Python have besides.

#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/preflight/formats/openai_chat_parts.h"

namespace tokenfare::internal {
namespace {

constexpr JsonKinds kBoolean = Only(JsonKind::kBool);
constexpr JsonKinds kNumeric = Only(JsonKind::kNumber);
constexpr JsonKinds kText = Only(JsonKind::kString);
constexpr JsonKinds kList = Only(JsonKind::kArray);
constexpr JsonKinds kRecord = Only(JsonKind::kObject);

constexpr KnownField kChatVoiceFields[] = {{"id"}};
constexpr FieldLevel kChatVoice = LevelOf(kChatVoiceFields);

constexpr KnownField kChatAudioFields[] = {{"format"}, {"voice", &kChatVoice}};
constexpr FieldLevel kChatAudio = LevelOf(kChatAudioFields);

constexpr KnownField kChatNamedFields[] = {{"name"}};
constexpr FieldLevel kChatNamed = LevelOf(kChatNamedFields);

constexpr KnownField kChatFunctionFields[] = {
    {"description"},
    {"external_execution", nullptr, /*kinds=*/0, /*ignored=*/true},
    {"name"},
    {"parameters", &kSchemaFields},
    {"requires_confirmation", nullptr, /*kinds=*/0, /*ignored=*/true},
    {"returns", nullptr, /*kinds=*/0, /*ignored=*/true},
    {"strict"},
};
constexpr FieldLevel kChatFunction = LevelOf(kChatFunctionFields);

constexpr KnownField kChatTurnAudioFields[] = {
    {"data"}, {"expires_at"}, {"id"}, {"transcript"}};
constexpr FieldLevel kChatTurnAudio = LevelOf(kChatTurnAudioFields);

constexpr KnownField kChatBreakpointFields[] = {{"mode"}};
constexpr FieldLevel kChatBreakpoint = LevelOf(kChatBreakpointFields);

constexpr KnownField kChatTextPartFields[] = {
    {"prompt_cache_breakpoint", &kChatBreakpoint},
    {"text"},
    {"type"},
};
constexpr FieldLevel kChatTextPart = LevelOf(kChatTextPartFields);

constexpr KnownField kChatRefusalPartFields[] = {
    {"prompt_cache_breakpoint", &kChatBreakpoint},
    {"refusal"},
    {"type"},
};
constexpr FieldLevel kChatRefusalPart = LevelOf(kChatRefusalPartFields);

constexpr KnownField kChatImageFields[] = {{"detail"}, {"url"}};
constexpr FieldLevel kChatImage = LevelOf(kChatImageFields);

constexpr KnownField kChatImagePartFields[] = {
    {"image_url", &kChatImage},
    {"prompt_cache_breakpoint", &kChatBreakpoint},
    {"type"},
};
constexpr FieldLevel kChatImagePart = LevelOf(kChatImagePartFields);

constexpr KnownField kChatAudioInputFields[] = {{"data"}, {"format"}};
constexpr FieldLevel kChatAudioInput = LevelOf(kChatAudioInputFields);

constexpr KnownField kChatAudioPartFields[] = {
    {"input_audio", &kChatAudioInput},
    {"prompt_cache_breakpoint", &kChatBreakpoint},
    {"type"},
};
constexpr FieldLevel kChatAudioPart = LevelOf(kChatAudioPartFields);

constexpr KnownField kChatFileFields[] = {
    {"file_data"}, {"file_id"}, {"filename"}};
constexpr FieldLevel kChatFile = LevelOf(kChatFileFields);

constexpr KnownField kChatFilePartFields[] = {
    {"file", &kChatFile},
    {"prompt_cache_breakpoint", &kChatBreakpoint},
    {"type"},
};
constexpr FieldLevel kChatFilePart = LevelOf(kChatFilePartFields);

constexpr TypedLevel kChatPartTypes[] = {{"text", &kChatTextPart},
                                         {"refusal", &kChatRefusalPart},
                                         {"image_url", &kChatImagePart},
                                         {"input_audio", &kChatAudioPart},
                                         {"file", &kChatFilePart}};
constexpr FieldLevel kChatPart = {.types = kChatPartTypes};

constexpr KnownField kChatCallFields[] = {{"arguments"}, {"name"}};
constexpr FieldLevel kChatCall = LevelOf(kChatCallFields);

constexpr KnownField kChatCustomCallFields[] = {{"input"}, {"name"}};
constexpr FieldLevel kChatCustomCall = LevelOf(kChatCustomCallFields);

constexpr KnownField kChatToolCallFields[] = {
    {"custom", &kChatCustomCall},
    {"function", &kChatCall},
    {"id"},
    {"type"},
};
constexpr FieldLevel kChatToolCall = LevelOf(kChatToolCallFields);

constexpr KnownField kChatTurnFields[] = {
    {"annotations"},
    {"audio", &kChatTurnAudio},
    {"content", &kChatPart},
    {"function_call", &kChatCall},
    {"name"},
    {"refusal"},
    {"role"},
    {"tool_call_id"},
    {"tool_calls", &kChatToolCall},
};
constexpr FieldLevel kChatTurn = LevelOf(kChatTurnFields);

constexpr KnownField kChatModerationModeFields[] = {{"mode"}};
constexpr FieldLevel kChatModerationMode = LevelOf(kChatModerationModeFields);

constexpr KnownField kChatModerationPolicyFields[] = {
    {"input", &kChatModerationMode}, {"output", &kChatModerationMode}};
constexpr FieldLevel kChatModerationPolicy =
    LevelOf(kChatModerationPolicyFields);

constexpr KnownField kChatModerationFields[] = {
    {"model"}, {"policy", &kChatModerationPolicy}};
constexpr FieldLevel kChatModeration = LevelOf(kChatModerationFields);

constexpr KnownField kChatPredictionFields[] = {{"content", &kChatPart},
                                                {"type"}};
constexpr FieldLevel kChatPrediction = LevelOf(kChatPredictionFields);

constexpr KnownField kChatCacheOptionsFields[] = {{"mode"}, {"ttl"}};
constexpr FieldLevel kChatCacheOptions = LevelOf(kChatCacheOptionsFields);

constexpr KnownField kChatJsonSchemaFields[] = {
    {"description"}, {"name"}, {"schema", &kSchemaFields}, {"strict"}};
constexpr FieldLevel kChatJsonSchema = LevelOf(kChatJsonSchemaFields);

constexpr KnownField kChatResponseFormatFields[] = {
    {"json_schema", &kChatJsonSchema}, {"type"}};
constexpr FieldLevel kChatResponseFormat = LevelOf(kChatResponseFormatFields);

constexpr KnownField kChatStreamOptionsFields[] = {{"include_obfuscation"},
                                                   {"include_usage"}};
constexpr FieldLevel kChatStreamOptions = LevelOf(kChatStreamOptionsFields);

constexpr KnownField kChatAllowedToolsFields[] = {{"mode"}, {"tools"}};
constexpr FieldLevel kChatAllowedTools = LevelOf(kChatAllowedToolsFields);

constexpr KnownField kChatToolChoiceFields[] = {
    {"allowed_tools", &kChatAllowedTools},
    {"custom", &kChatNamed},
    {"function", &kChatNamed},
    {"type"},
};
constexpr FieldLevel kChatToolChoice = LevelOf(kChatToolChoiceFields);

constexpr KnownField kChatFunctionToolFields[] = {{"function", &kChatFunction},
                                                  {"type"}};
constexpr FieldLevel kChatFunctionTool = LevelOf(kChatFunctionToolFields);

constexpr KnownField kChatGrammarFields[] = {{"definition"}, {"syntax"}};
constexpr FieldLevel kChatGrammar = LevelOf(kChatGrammarFields);

constexpr KnownField kChatCustomFormatFields[] = {{"grammar", &kChatGrammar},
                                                  {"type"}};
constexpr FieldLevel kChatCustomFormat = LevelOf(kChatCustomFormatFields);

constexpr KnownField kChatCustomFields[] = {
    {"description"}, {"format", &kChatCustomFormat}, {"name"}};
constexpr FieldLevel kChatCustom = LevelOf(kChatCustomFields);

constexpr KnownField kChatCustomToolFields[] = {{"custom", &kChatCustom},
                                                {"type"}};
constexpr FieldLevel kChatCustomTool = LevelOf(kChatCustomToolFields);

constexpr TypedLevel kChatToolTypes[] = {{"function", &kChatFunctionTool},
                                         {"custom", &kChatCustomTool}};
constexpr FieldLevel kChatTool = {.types = kChatToolTypes};

constexpr KnownField kChatPlaceFields[] = {
    {"city"}, {"country"}, {"region"}, {"timezone"}};
constexpr FieldLevel kChatPlace = LevelOf(kChatPlaceFields);

constexpr KnownField kChatUserLocationFields[] = {{"approximate", &kChatPlace},
                                                  {"type"}};
constexpr FieldLevel kChatUserLocation = LevelOf(kChatUserLocationFields);

constexpr KnownField kChatSearchFields[] = {
    {"search_context_size"}, {"user_location", &kChatUserLocation}};
constexpr FieldLevel kChatSearch = LevelOf(kChatSearchFields);

constexpr KnownField kChatBodyFields[] = {
    {"audio", &kChatAudio, kRecord},
    {"frequency_penalty", nullptr, kNumeric},
    {"function_call", &kChatNamed, kText | kRecord},
    {"functions", &kChatFunction, kList},
    {"logit_bias", nullptr, kRecord},
    {"logprobs", nullptr, kBoolean},
    {"max_completion_tokens", nullptr, kNumeric},
    {"max_tokens", nullptr, kNumeric},
    {"messages", &kChatTurn, kList},
    {"metadata", nullptr, kRecord},
    {"modalities", nullptr, kList},
    {"model", nullptr, kText},
    {"moderation", &kChatModeration, kRecord},
    {"n", nullptr, kNumeric},
    {"parallel_tool_calls", nullptr, kBoolean},
    {"prediction", &kChatPrediction, kRecord},
    {"presence_penalty", nullptr, kNumeric},
    {"prompt_cache_key", nullptr, kText},
    {"prompt_cache_options", &kChatCacheOptions, kRecord},
    {"prompt_cache_retention", nullptr, kText},
    {"reasoning_effort", nullptr, kText},
    {"response_format", &kChatResponseFormat, kRecord},
    {"safety_identifier", nullptr, kText},
    {"seed", nullptr, kNumeric},
    {"service_tier", nullptr, kText},
    {"stop", nullptr, kText | kList},
    {"store", nullptr, kBoolean},
    {"stream", nullptr, kBoolean},
    {"stream_options", &kChatStreamOptions, kRecord},
    {"temperature", nullptr, kNumeric},
    {"tool_choice", &kChatToolChoice, kText | kRecord},
    {"tools", &kChatTool, kList},
    {"top_logprobs", nullptr, kNumeric},
    {"top_p", nullptr, kNumeric},
    {"user", nullptr, kText},
    {"verbosity", nullptr, kText},
    {"web_search_options", &kChatSearch, kRecord},
};
constexpr FieldLevel kChatBody = LevelOf(kChatBodyFields);

}  // namespace

const FieldLevel& ChatBodyFields() { return kChatBody; }
const FieldLevel& ChatTurnFields() { return kChatTurn; }

}  // namespace tokenfare::internal
