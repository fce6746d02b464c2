#include "tokenfare/preflight/internal/known_fields.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_step.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

// What an object, or each object of an array, is.
enum class FieldLevel : uint8_t {
  kAny,  // holds what the user likes, or is a plain value
  kRequest,
  kMessage,
  kPart,  // of content: one of those that follow, by its `type`
  kTextPart,
  kRefusalPart,
  kImagePart,
  kAudioPart,
  kFilePart,
  kImage,
  kAudioInput,
  kFile,
  kBreakpoint,
  kMessageAudio,
  kToolCall,
  kCall,
  kCustomCall,
  kTool,  // one of those that follow, by its `type`
  kFunctionTool,
  kCustomTool,
  kFunction,
  kCustom,
  kCustomFormat,
  kGrammar,
  kToolChoice,
  kAllowedTools,
  kNamed,
  kAudio,
  kVoice,
  kModeration,
  kModerationPolicy,
  kModerationMode,
  kPrediction,
  kCacheOptions,
  kResponseFormat,
  kJsonSchema,
  kStreamOptions,
  kSearch,
  kUserLocation,
  kPlace,
  kSchema,
  kSchemas,  // members are schemas, by names of the user's
};

struct KnownField {
  std::string_view name;
  FieldLevel level = FieldLevel::kAny;
  // Not in the reference. Requests with it were accepted and billed as if it
  // were not there: a warning, but no doubt.
  bool ignored = false;
};

// Sources: the reference of POST /v1/chat/completions
// (https://platform.openai.com/docs/api-reference/chat/create), and fields that
// the types of the openai package 2.x for Python have besides.

// Those with fields below.
constexpr KnownField kRequestFields[] = {
    {"audio", FieldLevel::kAudio},
    {"function_call", FieldLevel::kNamed},
    {"functions", FieldLevel::kFunction},
    {"messages", FieldLevel::kMessage},
    {"moderation", FieldLevel::kModeration},
    {"prediction", FieldLevel::kPrediction},
    {"prompt_cache_options", FieldLevel::kCacheOptions},
    {"response_format", FieldLevel::kResponseFormat},
    {"stream_options", FieldLevel::kStreamOptions},
    {"tool_choice", FieldLevel::kToolChoice},
    {"tools", FieldLevel::kTool},
    {"web_search_options", FieldLevel::kSearch},
};
constexpr KnownField kMessageFields[] = {
    {"audio", FieldLevel::kMessageAudio},
    {"content", FieldLevel::kPart},
    {"function_call", FieldLevel::kCall},
    {"tool_calls", FieldLevel::kToolCall},
};

constexpr KnownField kTextPartFields[] = {
    {"prompt_cache_breakpoint", FieldLevel::kBreakpoint},
    {"text"},
    {"type"},
};
constexpr KnownField kRefusalPartFields[] = {
    {"prompt_cache_breakpoint", FieldLevel::kBreakpoint},
    {"refusal"},
    {"type"},
};
constexpr KnownField kImagePartFields[] = {
    {"image_url", FieldLevel::kImage},
    {"prompt_cache_breakpoint", FieldLevel::kBreakpoint},
    {"type"},
};
constexpr KnownField kAudioPartFields[] = {
    {"input_audio", FieldLevel::kAudioInput},
    {"prompt_cache_breakpoint", FieldLevel::kBreakpoint},
    {"type"},
};
constexpr KnownField kFilePartFields[] = {
    {"file", FieldLevel::kFile},
    {"prompt_cache_breakpoint", FieldLevel::kBreakpoint},
    {"type"},
};
constexpr KnownField kImageFields[] = {{"detail"}, {"url"}};
constexpr KnownField kAudioInputFields[] = {{"data"}, {"format"}};
constexpr KnownField kFileFields[] = {{"file_data"}, {"file_id"}, {"filename"}};
constexpr KnownField kBreakpointFields[] = {{"mode"}};
// A reply in speech may be sent back as it came.
constexpr KnownField kMessageAudioFields[] = {
    {"data"}, {"expires_at"}, {"id"}, {"transcript"}};

constexpr KnownField kToolCallFields[] = {
    {"custom", FieldLevel::kCustomCall},
    {"function", FieldLevel::kCall},
    {"id"},
    {"type"},
};
constexpr KnownField kCallFields[] = {{"arguments"}, {"name"}};
constexpr KnownField kCustomCallFields[] = {{"input"}, {"name"}};

constexpr KnownField kFunctionToolFields[] = {
    {"function", FieldLevel::kFunction}, {"type"}};
constexpr KnownField kCustomToolFields[] = {{"custom", FieldLevel::kCustom},
                                            {"type"}};
constexpr KnownField kFunctionFields[] = {
    {"description"},
    {"external_execution", FieldLevel::kAny, /*ignored=*/true},
    {"name"},
    {"parameters", FieldLevel::kSchema},
    {"requires_confirmation", FieldLevel::kAny, /*ignored=*/true},
    {"returns", FieldLevel::kAny, /*ignored=*/true},
    {"strict"},
};
constexpr KnownField kCustomFields[] = {
    {"description"}, {"format", FieldLevel::kCustomFormat}, {"name"}};
constexpr KnownField kCustomFormatFields[] = {{"grammar", FieldLevel::kGrammar},
                                              {"type"}};
constexpr KnownField kGrammarFields[] = {{"definition"}, {"syntax"}};
constexpr KnownField kToolChoiceFields[] = {
    {"allowed_tools", FieldLevel::kAllowedTools},
    {"custom", FieldLevel::kNamed},
    {"function", FieldLevel::kNamed},
    {"type"},
};
constexpr KnownField kAllowedToolsFields[] = {{"mode"}, {"tools"}};
constexpr KnownField kNamedFields[] = {{"name"}};

constexpr KnownField kAudioFields[] = {{"format"},
                                       {"voice", FieldLevel::kVoice}};
constexpr KnownField kVoiceFields[] = {{"id"}};
constexpr KnownField kModerationFields[] = {
    {"model"}, {"policy", FieldLevel::kModerationPolicy}};
constexpr KnownField kModerationPolicyFields[] = {
    {"input", FieldLevel::kModerationMode},
    {"output", FieldLevel::kModerationMode}};
constexpr KnownField kModerationModeFields[] = {{"mode"}};
constexpr KnownField kPredictionFields[] = {{"content", FieldLevel::kPart},
                                            {"type"}};
constexpr KnownField kCacheOptionsFields[] = {{"mode"}, {"ttl"}};
constexpr KnownField kResponseFormatFields[] = {
    {"json_schema", FieldLevel::kJsonSchema}, {"type"}};
constexpr KnownField kJsonSchemaFields[] = {
    {"description"}, {"name"}, {"schema", FieldLevel::kSchema}, {"strict"}};
constexpr KnownField kStreamOptionsFields[] = {{"include_obfuscation"},
                                               {"include_usage"}};
constexpr KnownField kSearchFields[] = {
    {"search_context_size"}, {"user_location", FieldLevel::kUserLocation}};
constexpr KnownField kUserLocationFields[] = {
    {"approximate", FieldLevel::kPlace}, {"type"}};
constexpr KnownField kPlaceFields[] = {
    {"city"}, {"country"}, {"region"}, {"timezone"}};

// JSON Schema 2020-12 and draft 7, OpenAPI 3.0, and `strict`, which recorded
// schemas hold.
constexpr KnownField kSchemaFields[] = {
    {"$anchor"},
    {"$comment"},
    {"$defs", FieldLevel::kSchemas},
    {"$dynamicAnchor"},
    {"$dynamicRef"},
    {"$id"},
    {"$recursiveAnchor"},
    {"$recursiveRef"},
    {"$ref"},
    {"$schema"},
    {"$vocabulary"},
    {"additionalItems", FieldLevel::kSchema},
    {"additionalProperties", FieldLevel::kSchema},
    {"allOf", FieldLevel::kSchema},
    {"anyOf", FieldLevel::kSchema},
    {"const"},
    {"contains", FieldLevel::kSchema},
    {"contentEncoding"},
    {"contentMediaType"},
    {"contentSchema", FieldLevel::kSchema},
    {"default"},
    {"definitions", FieldLevel::kSchemas},
    {"dependencies"},
    {"dependentRequired"},
    {"dependentSchemas", FieldLevel::kSchemas},
    {"deprecated"},
    {"description"},
    {"discriminator"},
    {"else", FieldLevel::kSchema},
    {"enum"},
    {"example"},
    {"examples"},
    {"exclusiveMaximum"},
    {"exclusiveMinimum"},
    {"externalDocs"},
    {"format"},
    {"id"},
    {"if", FieldLevel::kSchema},
    {"items", FieldLevel::kSchema},
    {"maxContains"},
    {"maxItems"},
    {"maxLength"},
    {"maxProperties"},
    {"maximum"},
    {"minContains"},
    {"minItems"},
    {"minLength"},
    {"minProperties"},
    {"minimum"},
    {"multipleOf"},
    {"not", FieldLevel::kSchema},
    {"nullable"},
    {"oneOf", FieldLevel::kSchema},
    {"pattern"},
    {"patternProperties", FieldLevel::kSchemas},
    {"prefixItems", FieldLevel::kSchema},
    {"properties", FieldLevel::kSchemas},
    {"propertyNames", FieldLevel::kSchema},
    {"readOnly"},
    {"required"},
    {"strict"},
    {"then", FieldLevel::kSchema},
    {"title"},
    {"type"},
    {"unevaluatedItems", FieldLevel::kSchema},
    {"unevaluatedProperties", FieldLevel::kSchema},
    {"uniqueItems"},
    {"writeOnly"},
    {"xml"},
};

// In the order of FieldLevel.
constexpr std::span<const KnownField> kFieldsOfLevels[] = {
    {},
    kRequestFields,
    kMessageFields,
    {},
    kTextPartFields,
    kRefusalPartFields,
    kImagePartFields,
    kAudioPartFields,
    kFilePartFields,
    kImageFields,
    kAudioInputFields,
    kFileFields,
    kBreakpointFields,
    kMessageAudioFields,
    kToolCallFields,
    kCallFields,
    kCustomCallFields,
    {},
    kFunctionToolFields,
    kCustomToolFields,
    kFunctionFields,
    kCustomFields,
    kCustomFormatFields,
    kGrammarFields,
    kToolChoiceFields,
    kAllowedToolsFields,
    kNamedFields,
    kAudioFields,
    kVoiceFields,
    kModerationFields,
    kModerationPolicyFields,
    kModerationModeFields,
    kPredictionFields,
    kCacheOptionsFields,
    kResponseFormatFields,
    kJsonSchemaFields,
    kStreamOptionsFields,
    kSearchFields,
    kUserLocationFields,
    kPlaceFields,
    kSchemaFields,
    {},
};
static_assert(std::size(kFieldsOfLevels) ==
              static_cast<size_t>(FieldLevel::kSchemas) + 1);

constexpr bool AreSorted() {
  for (const std::span<const KnownField> fields : kFieldsOfLevels) {
    if (!std::is_sorted(fields.begin(), fields.end(),
                        [](const KnownField& a, const KnownField& b) {
                          return a.name < b.name;
                        })) {
      return false;
    }
  }
  return true;
}
static_assert(AreSorted());

std::span<const KnownField> FieldsOf(FieldLevel level) {
  return kFieldsOfLevels[static_cast<size_t>(level)];
}

const KnownField* FindField(FieldLevel level, std::string_view name) {
  const std::span<const KnownField> fields = FieldsOf(level);
  const auto found =
      std::lower_bound(fields.begin(), fields.end(), name,
                       [](const KnownField& field, std::string_view wanted) {
                         return field.name < wanted;
                       });
  return found != fields.end() && found->name == name ? &*found : nullptr;
}

// Of objects that their `type` tells apart; kAny for a type that is not known.
FieldLevel LevelOf(FieldLevel level, const JsonValue& object) {
  struct Typed {
    FieldLevel level;
    std::string_view type;
    FieldLevel below;
  };
  constexpr std::array<Typed, 7> kTyped = {{
      {FieldLevel::kPart, "text", FieldLevel::kTextPart},
      {FieldLevel::kPart, "refusal", FieldLevel::kRefusalPart},
      {FieldLevel::kPart, "image_url", FieldLevel::kImagePart},
      {FieldLevel::kPart, "input_audio", FieldLevel::kAudioPart},
      {FieldLevel::kPart, "file", FieldLevel::kFilePart},
      {FieldLevel::kTool, "function", FieldLevel::kFunctionTool},
      {FieldLevel::kTool, "custom", FieldLevel::kCustomTool},
  }};
  if (level != FieldLevel::kPart && level != FieldLevel::kTool) return level;
  const std::string_view type = object.FindText("type");
  for (const Typed& typed : kTyped) {
    if (typed.level != level || typed.type != type) continue;
    // Without it, it is a part of another API (foreign_part.h).
    return object.Find(type) != nullptr ? typed.below : FieldLevel::kAny;
  }
  return FieldLevel::kAny;
}

// Whose unknown fields somebody else reports.
bool IsReportedElsewhere(FieldLevel level) {
  return level == FieldLevel::kRequest || level == FieldLevel::kMessage;
}

class FieldWalk {
 public:
  FieldWalk(size_t most, std::vector<Finding>& warnings)
      : most_(most), warnings_(warnings) {}

  void Visit(const JsonValue& value, FieldLevel level, const JsonStep& step) {
    if (level == FieldLevel::kAny) return;
    size_t index = 0;
    for (const JsonValue& element : value.elements()) {
      Visit(element, level, {.parent = &step, .index = index++});
    }
    if (!value.Is(JsonKind::kObject)) return;
    const FieldLevel own = LevelOf(level, value);
    if (own == FieldLevel::kAny) return;
    for (const JsonMember& member : value.members()) {
      VisitMember(member, own, {.parent = &step, .key = member.key});
    }
  }

  std::vector<const JsonValue*> TakeValues() { return std::move(values_); }

 private:
  void VisitMember(const JsonMember& member, FieldLevel level,
                   const JsonStep& step) {
    if (level == FieldLevel::kSchemas) {
      Visit(member.value, FieldLevel::kSchema, step);
      return;
    }
    const KnownField* field = FindField(level, member.key);
    if (field == nullptr || field->ignored) {
      if (!IsReportedElsewhere(level)) Report(member, level, field, step);
      return;
    }
    Visit(member.value, field->level, step);
  }

  void Report(const JsonMember& member, FieldLevel level,
              const KnownField* field, const JsonStep& step) {
    const bool in_schema = level == FieldLevel::kSchema;
    const bool ignored = field != nullptr;
    if (!in_schema && !ignored && !member.value.Is(JsonKind::kNull)) {
      values_.push_back(&member.value);
    }
    if (warnings_.size() >= most_) return;
    if (in_schema && keywords_compared_++ > kMostKeywordsCompared) return;
    const std::string meant =
        ignored ? "" : DidYouMean(member.key, Names(level));
    if (in_schema && meant.empty()) return;
    warnings_.push_back({std::string(warning::kUnknownField),
                         fmt::format("{}: unknown field{}; it is not counted",
                                     step.Path(), meant)});
  }

  static std::vector<std::string_view> Names(FieldLevel level) {
    std::vector<std::string_view> names;
    for (const KnownField& field : FieldsOf(level)) {
      if (!field.ignored) names.push_back(field.name);
    }
    return names;
  }

  // To compare a name with all keywords costs more than all else here.
  static constexpr size_t kMostKeywordsCompared = 1'000;

  const size_t most_;
  size_t keywords_compared_ = 0;
  std::vector<Finding>& warnings_;
  std::vector<const JsonValue*> values_;
};

}  // namespace

std::vector<const JsonValue*> FindUnknownFields(
    const JsonValue& root, size_t most, std::vector<Finding>& warnings) {
  FieldWalk walk(most, warnings);
  walk.Visit(root, FieldLevel::kRequest, {});
  return walk.TakeValues();
}

}  // namespace tokenfare::internal
