// The fields of a body of POST /v1/responses, at every level.
//
// Sources: the reference
// (https://platform.openai.com/docs/api-reference/responses/create), and fields
// that the types of the openai package 2.x for Python have besides.

#include "tokenfare/preflight/formats/known_fields.h"
#include "tokenfare/preflight/formats/openai_responses_parts.h"

namespace tokenfare::internal {
namespace {

constexpr JsonKinds kRespBoolean = Only(JsonKind::kBool);
constexpr JsonKinds kRespNumeric = Only(JsonKind::kNumber);
constexpr JsonKinds kRespText = Only(JsonKind::kString);
constexpr JsonKinds kRespList = Only(JsonKind::kArray);
constexpr JsonKinds kRespRecord = Only(JsonKind::kObject);

constexpr KnownField kRespTextPartFields[] = {
    {"annotations"},
    {"logprobs"},
    {"parsed", nullptr, /*kinds=*/0, /*ignored=*/true},
    {"prompt_cache_breakpoint"},
    {"text"},
    {"type"},
};
constexpr FieldLevel kRespTextPart = LevelOf(kRespTextPartFields);

constexpr KnownField kRespRefusalPartFields[] = {{"refusal"}, {"type"}};
constexpr FieldLevel kRespRefusalPart = LevelOf(kRespRefusalPartFields);

constexpr KnownField kRespImagePartFields[] = {
    {"detail", nullptr, kRespText},
    {"file_id", nullptr, kRespText},
    {"image_url"},
    {"prompt_cache_breakpoint"},
    {"type"},
};
constexpr FieldLevel kRespImagePart = LevelOf(kRespImagePartFields);

constexpr KnownField kRespFilePartFields[] = {
    {"detail", nullptr, kRespText},
    {"file_data", nullptr, kRespText},
    {"file_id", nullptr, kRespText},
    {"file_url", nullptr, kRespText},
    {"filename", nullptr, kRespText},
    {"prompt_cache_breakpoint"},
    {"type"},
};
constexpr FieldLevel kRespFilePart = LevelOf(kRespFilePartFields);

constexpr KnownField kRespAudioFields[] = {{"data"}, {"format"}};
constexpr FieldLevel kRespAudio = LevelOf(kRespAudioFields);

constexpr KnownField kRespAudioPartFields[] = {
    {"input_audio", &kRespAudio, kRespRecord}, {"type"}};
constexpr FieldLevel kRespAudioPart = LevelOf(kRespAudioPartFields);

constexpr TypedLevel kRespPartTypes[] = {
    {"input_text", &kRespTextPart},     {"output_text", &kRespTextPart},
    {"text", &kRespTextPart},           {"summary_text", &kRespTextPart},
    {"reasoning_text", &kRespTextPart}, {"refusal", &kRespRefusalPart},
    {"input_image", &kRespImagePart},   {"input_file", &kRespFilePart},
    {"input_audio", &kRespAudioPart},
};
constexpr FieldLevel kRespPart = {.flat_types = kRespPartTypes};

constexpr KnownField kRespMessageFields[] = {
    {"content", &kRespPart}, {"id"}, {"phase"}, {"role"}, {"status"}, {"type"},
};
constexpr FieldLevel kRespMessage = LevelOf(kRespMessageFields);

constexpr KnownField kRespCallFields[] = {
    {"arguments"}, {"call_id"},
    {"id"},        {"name"},
    {"namespace"}, {"parsed_arguments", nullptr, /*kinds=*/0, /*ignored=*/true},
    {"status"},    {"type"},
};
constexpr FieldLevel kRespCall = LevelOf(kRespCallFields);

constexpr KnownField kRespCustomCallFields[] = {
    {"call_id"},   {"id"},     {"input"}, {"name"},
    {"namespace"}, {"status"}, {"type"},
};
constexpr FieldLevel kRespCustomCall = LevelOf(kRespCustomCallFields);

constexpr KnownField kRespResultFields[] = {
    {"call_id"}, {"id"}, {"output", &kRespPart}, {"status"}, {"type"},
};
constexpr FieldLevel kRespResult = LevelOf(kRespResultFields);

constexpr KnownField kRespReasoningFields[] = {
    {"content", &kRespPart},
    {"encrypted_content"},
    {"id"},
    {"status"},
    {"summary", &kRespPart},
    {"type"},
};
constexpr FieldLevel kRespReasoning = LevelOf(kRespReasoningFields);

constexpr KnownField kRespFunctionFields[] = {
    {"defer_loading", nullptr, kRespBoolean},
    {"description"},
    {"name"},
    {"parameters", &kSchemaFields},
    {"strict", nullptr, kRespBoolean},
    {"type"},
};
constexpr FieldLevel kRespFunction = LevelOf(kRespFunctionFields);

constexpr KnownField kRespGrammarFields[] = {
    {"definition"}, {"syntax"}, {"type"}};
constexpr FieldLevel kRespGrammar = LevelOf(kRespGrammarFields);

constexpr KnownField kRespCustomFields[] = {
    {"defer_loading", nullptr, kRespBoolean},
    {"description"},
    {"format", &kRespGrammar, kRespRecord},
    {"name"},
    {"type"},
};
constexpr FieldLevel kRespCustom = LevelOf(kRespCustomFields);

constexpr KnownField kRespSearchFields[] = {
    {"filters"}, {"search_context_size"}, {"type"}, {"user_location"}};
constexpr FieldLevel kRespSearch = LevelOf(kRespSearchFields);

constexpr TypedLevel kRespToolTypes[] = {
    {"function", &kRespFunction},
    {"custom", &kRespCustom},
    {"web_search_preview", &kRespSearch},
};
constexpr FieldLevel kRespTool = {.flat_types = kRespToolTypes};

constexpr KnownField kRespMcpToolFields[] = {
    {"annotations"},
    {"description"},
    {"input_schema", &kSchemaFields},
    {"name"},
};
constexpr FieldLevel kRespMcpTool = LevelOf(kRespMcpToolFields);

constexpr KnownField kRespMcpListFields[] = {
    {"error"}, {"id"}, {"server_label"}, {"status"}, {"tools", &kRespMcpTool},
    {"type"},
};
constexpr FieldLevel kRespMcpList = LevelOf(kRespMcpListFields);

constexpr KnownField kRespAddedToolsFields[] = {
    {"id"}, {"role"}, {"status"}, {"tools", &kRespTool}, {"type"}};
constexpr FieldLevel kRespAddedTools = LevelOf(kRespAddedToolsFields);

// What the provider's own tools left, and what else the reference has: these
// are looked at by whoever reads them.
constexpr TypedLevel kRespItemTypes[] = {
    {"message", &kRespMessage},
    {"function_call", &kRespCall},
    {"function_call_output", &kRespResult},
    {"custom_tool_call", &kRespCustomCall},
    {"custom_tool_call_output", &kRespResult},
    {"reasoning", &kRespReasoning},
    {"mcp_list_tools", &kRespMcpList},
    {"additional_tools", &kRespAddedTools},
};
constexpr FieldLevel kRespItem = {.flat_types = kRespItemTypes,
                                  .untyped = &kRespMessage};

constexpr KnownField kRespToolChoiceFields[] = {
    {"mode"}, {"name"}, {"server_label"}, {"tools"}, {"type"}};
constexpr FieldLevel kRespToolChoice = LevelOf(kRespToolChoiceFields);

constexpr KnownField kRespTextFormatFields[] = {
    {"description"},
    {"name"},
    {"schema", &kSchemaFields},
    {"strict", nullptr, kRespBoolean},
    {"type"},
};
constexpr FieldLevel kRespTextFormat = LevelOf(kRespTextFormatFields);

constexpr KnownField kRespTextFields[] = {
    {"format", &kRespTextFormat, kRespRecord},
    {"verbosity", nullptr, kRespText}};
constexpr FieldLevel kRespTextLevel = LevelOf(kRespTextFields);

constexpr KnownField kRespReasoningOptionFields[] = {
    {"context", nullptr, kRespText},
    {"effort", nullptr, kRespText},
    {"generate_summary", nullptr, kRespText},
    {"mode", nullptr, kRespText},
    {"summary", nullptr, kRespText}};
constexpr FieldLevel kRespReasoningOptions =
    LevelOf(kRespReasoningOptionFields);

constexpr KnownField kRespStreamOptionsFields[] = {{"include_obfuscation"}};
constexpr FieldLevel kRespStreamOptions = LevelOf(kRespStreamOptionsFields);

constexpr KnownField kRespPromptFields[] = {{"id", nullptr, kRespText},
                                            {"variables", nullptr, kRespRecord},
                                            {"version", nullptr, kRespText}};
constexpr FieldLevel kRespPrompt = LevelOf(kRespPromptFields);

constexpr KnownField kRespCacheOptionsFields[] = {{"mode"}, {"ttl"}};
constexpr FieldLevel kRespCacheOptions = LevelOf(kRespCacheOptionsFields);

constexpr KnownField kRespBodyFields[] = {
    {"background", nullptr, kRespBoolean},
    {"context_management"},
    {"conversation", nullptr, kRespText | kRespRecord},
    {"include", nullptr, kRespList},
    {"input", &kRespItem, kRespText | kRespList},
    {"instructions", nullptr, kRespText},
    {"max_output_tokens", nullptr, kRespNumeric},
    {"max_tool_calls", nullptr, kRespNumeric},
    {"metadata", nullptr, kRespRecord},
    {"model", nullptr, kRespText},
    {"moderation", nullptr, kRespRecord},
    {"parallel_tool_calls", nullptr, kRespBoolean},
    {"previous_response_id", nullptr, kRespText},
    {"prompt", &kRespPrompt, kRespRecord},
    {"prompt_cache_key", nullptr, kRespText},
    {"prompt_cache_options", &kRespCacheOptions, kRespRecord},
    {"prompt_cache_retention", nullptr, kRespText},
    {"reasoning", &kRespReasoningOptions, kRespRecord},
    {"safety_identifier", nullptr, kRespText},
    {"service_tier", nullptr, kRespText},
    {"store", nullptr, kRespBoolean},
    {"stream", nullptr, kRespBoolean},
    {"stream_options", &kRespStreamOptions, kRespRecord},
    {"temperature", nullptr, kRespNumeric},
    {"text", &kRespTextLevel, kRespRecord},
    {"tool_choice", &kRespToolChoice, kRespText | kRespRecord},
    {"tools", &kRespTool, kRespList},
    {"top_logprobs", nullptr, kRespNumeric},
    {"top_p", nullptr, kRespNumeric},
    {"truncation", nullptr, kRespText},
    {"user", nullptr, kRespText},
};
constexpr FieldLevel kRespBody = LevelOf(kRespBodyFields);

}  // namespace

const FieldLevel& ResponsesBodyFields() { return kRespBody; }
const FieldLevel& ResponsesItemFields() { return kRespItem; }

}  // namespace tokenfare::internal
