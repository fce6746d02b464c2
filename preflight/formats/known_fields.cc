#include "tokenfare/preflight/formats/known_fields.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/step.h"
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

#include "tokenfare/preflight/formats/known_fields_table.inc"

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
    warnings_.push_back(
        {std::string(warning::kUnknownField),
         fmt::format("{}: unknown field, which is not counted{}", step.Path(),
                     meant)});
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
