// One walk over the body, beside the tables of its format.

#include "tokenfare/preflight/formats/known_fields.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/field_reader.h"
#include "tokenfare/json/step.h"
#include "tokenfare/preflight/formats/format.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

const KnownField* FindField(const FieldLevel& level, std::string_view name) {
  const auto found =
      std::lower_bound(level.fields.begin(), level.fields.end(), name,
                       [](const KnownField& field, std::string_view wanted) {
                         return field.name < wanted;
                       });
  return found != level.fields.end() && found->name == name ? &*found : nullptr;
}

const FieldLevel* LevelOfType(std::span<const TypedLevel> types,
                              std::string_view type) {
  const auto found =
      std::find_if(types.begin(), types.end(),
                   [type](const TypedLevel& t) { return t.type == type; });
  return found == types.end() ? nullptr : found->level;
}

// The level of `object` itself; null for a type that is not known.
const FieldLevel* OwnLevel(const FieldLevel& level, const JsonValue& object) {
  if (level.types.empty() && level.flat_types.empty()) return &level;
  const std::string_view type = object.FindText("type");
  if (!level.flat_types.empty()) {
    return type.empty() ? level.untyped : LevelOfType(level.flat_types, type);
  }
  // Without it, it is a part of another API (foreign_part.h).
  return object.Find(type) != nullptr ? LevelOfType(level.types, type)
                                      : nullptr;
}

// "a string or an array".
std::string KindNames(JsonKinds kinds) {
  std::string names;
  for (JsonKind kind : {JsonKind::kBool, JsonKind::kNumber, JsonKind::kString,
                        JsonKind::kArray, JsonKind::kObject}) {
    if ((kinds & Only(kind)) == 0) continue;
    if (!names.empty()) names += " or ";
    names += JsonKindName(kind);
  }
  return names;
}

class FieldWalk {
 public:
  FieldWalk(const FieldLevel& body, const FieldLevel& turn,
            std::vector<Finding>& warnings)
      : body_(body), turn_(turn), warnings_(warnings) {}

  void Visit(const JsonValue& value, const FieldLevel& level,
             const JsonStep& step) {
    size_t index = 0;
    for (const JsonValue& element : value.elements()) {
      Visit(element, level, {.parent = &step, .index = index++});
    }
    if (!value.Is(JsonKind::kObject)) return;
    const FieldLevel* own = OwnLevel(level, value);
    if (own == nullptr) return;
    // What is said of an object itself comes first.
    absl::InlinedVector<std::pair<const JsonMember*, const FieldLevel*>, 8>
        below;
    for (const JsonMember& member : value.members()) {
      const FieldLevel* level_below = Check(
          member, *own, &level == &turn_, {.parent = &step, .key = member.key});
      if (level_below != nullptr) below.emplace_back(&member, level_below);
    }
    for (const auto& [member, level_below] : below) {
      Visit(member->value, *level_below, {.parent = &step, .key = member->key});
    }
  }

  const absl::Status& status() const { return status_; }
  std::vector<UnknownField> TakeUnknown() { return std::move(unknown_); }

 private:
  // Returns the level of what is below the member, or null.
  const FieldLevel* Check(const JsonMember& member, const FieldLevel& level,
                          bool of_turn, const JsonStep& step) {
    if (level.members != nullptr) return level.members;
    const KnownField* field = FindField(level, member.key);
    if (field == nullptr || field->ignored) {
      Report(member, level, of_turn, field, step);
      return nullptr;
    }
    CheckKind(member.value, *field, step);
    return field->below;
  }

  void CheckKind(const JsonValue& value, const KnownField& field,
                 const JsonStep& step) {
    if (field.kinds == 0 || value.Is(JsonKind::kNull) || !status_.ok() ||
        (field.kinds & Only(value.kind())) != 0) {
      return;
    }
    status_ = WrongType(step.Path(), KindNames(field.kinds), value);
  }

  // `field` is one to ignore, or null.
  void Report(const JsonMember& member, const FieldLevel& level, bool of_turn,
              const KnownField* field, const JsonStep& step) {
    const bool in_schema = &level == &kSchemaFields;
    const bool ignored = field != nullptr;
    const bool is_null = member.value.Is(JsonKind::kNull);
    if (!in_schema && !ignored && !is_null && &level != &body_) {
      unknown_.push_back({&member.value, of_turn ? step.parent->index
                                                 : UnknownField::kNoTurn});
    }
    if (warnings_.size() >= kMostWarnings) return;
    if (in_schema && keywords_compared_++ > kMostKeywordsCompared) return;
    const std::string meant =
        ignored ? "" : DidYouMean(member.key, Names(level));
    if (in_schema && meant.empty()) return;
    warnings_.push_back(
        {std::string(warning::kUnknownField),
         fmt::format("{}: unknown field, which is not counted{}", step.Path(),
                     meant)});
  }

  static std::vector<std::string_view> Names(const FieldLevel& level) {
    std::vector<std::string_view> names;
    for (const KnownField& field : level.fields) {
      if (!field.ignored) names.push_back(field.name);
    }
    return names;
  }

  // To compare a name with all keywords costs more than all else here.
  static constexpr size_t kMostKeywordsCompared = 1'000;

  const FieldLevel& body_;
  const FieldLevel& turn_;
  size_t keywords_compared_ = 0;
  std::vector<Finding>& warnings_;
  std::vector<UnknownField> unknown_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::vector<UnknownField>> CheckFields(
    const JsonValue& root, const FieldLevel& body, const FieldLevel& turn,
    std::vector<Finding>& warnings) {
  FieldWalk walk(body, turn, warnings);
  walk.Visit(root, body, {});
  if (!walk.status().ok()) return walk.status();
  return walk.TakeUnknown();
}

}  // namespace tokenfare::internal
