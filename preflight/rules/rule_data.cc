// One function for each kind of row, over the strict reader.

#include "tokenfare/preflight/rules/rule_data.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

// For readers of the file.
void SkipComment(JsonObject& object) { OptionalText(object, "comment"); }

ModelMatcher ReadMatcher(JsonObject& object) {
  ModelMatcher of;
  if (const auto family = object.Optional("family")) {
    of.family = ValueOrRefuse(*family, ParseRuleFamily(family->Text()));
  }
  of.begins = OptionalText(object, "begins");
  of.holds = OptionalText(object, "holds");
  of.host = OptionalText(object, "host");
  of.model = OptionalText(object, "model");
  return of;
}

Date ReadDay(const CheckedJson& value) {
  return ValueOrRefuse(value, ParseDate(value.Text()));
}

class RuleReader {
 public:
  explicit RuleReader(RuleData& data)
      : data_(data), of_overlay_(data.base != nullptr) {}

  void ReadRules(const CheckedJson& value) {
    JsonObject object(value);
    RuleEntry entry;
    entry.name = object.Required("name").Text();
    entry.of_overlay = of_overlay_;
    SkipComment(object);
    if (const auto like = object.Optional("like")) {
      const size_t other = RulesNamed(*like);
      if (other < data_.rules.size()) {
        entry.settings = data_.rules[other].settings;
      }
    }
    const RuleSettings own = ReadRuleSettings(object, data_.storage);
    entry.settings.insert(entry.settings.end(), own.begin(), own.end());
    object.RefuseOthers();
    if (std::any_of(
            data_.rules.begin(), data_.rules.end(),
            [&](const RuleEntry& other) { return other.name == entry.name; })) {
      value.Refuse("other rules have the same name");
    }
    data_.rules.push_back(std::move(entry));
  }

  // The index of the rules that `value` names.
  size_t RulesNamed(const CheckedJson& value) const {
    const std::string name = value.Text();
    std::vector<std::string_view> names;
    for (const RuleEntry& entry : data_.rules) {
      if (entry.name == name) return names.size();
      names.push_back(entry.name);
    }
    value.Refuse(
        fmt::format("no rules have that name{}", DidYouMean(name, names)));
    return 0;
  }

  void ReadModel(const CheckedJson& value) {
    JsonObject object(value);
    ModelRow row;
    row.of = ReadMatcher(object);
    row.rules = RulesNamed(object.Required("rules"));
    SkipComment(object);
    object.RefuseOthers();
    data_.models.push_back(std::move(row));
  }

  // A row may be about the models of an entry of rules.
  void ReadRulesNamed(JsonObject& object, ModelMatcher& of) const {
    const auto named = object.Optional("rules");
    if (!named.has_value()) return;
    const size_t index = RulesNamed(*named);
    if (index < data_.rules.size()) of.rules = data_.rules[index].name;
  }

  RuleSettings ReadSide(JsonObject& change, std::string_view side) {
    const CheckedJson value = change.Required(side);
    JsonObject object(value);
    RuleSettings settings = ReadRuleSettings(object, data_.storage);
    object.RefuseOthers();
    return settings;
  }

  void ReadChange(const CheckedJson& value) {
    JsonObject object(value);
    ChangeRow row;
    row.name = object.Required("name").Text();
    row.of_overlay = of_overlay_;
    SkipComment(object);
    row.of = ReadMatcher(object);
    ReadRulesNamed(object, row.of);
    row.days.last_old = ReadDay(object.Required("last_old"));
    row.days.first_new = ReadDay(object.Required("first_new"));
    if (row.days.last_old >= row.days.first_new) {
      value.Refuse("last_old must be before first_new");
    }
    row.before = ReadSide(object, "before");
    row.between = ReadSide(object, "between");
    row.after = ReadSide(object, "after");
    object.RefuseOthers();
    data_.changes.push_back(std::move(row));
  }

  void ReadException(const CheckedJson& value) {
    JsonObject object(value);
    RuleException exception;
    exception.of_overlay = of_overlay_;
    exception.of = ReadMatcher(object);
    ReadRulesNamed(object, exception.of);
    SkipComment(object);
    exception.settings = ReadSide(object, "settings");
    object.RefuseOthers();
    data_.exceptions.push_back(std::move(exception));
  }

  void ReadUnshown(const CheckedJson& value) {
    JsonObject object(value);
    for (size_t i = 0; i < kFeatures; ++i) {
      const auto feature = static_cast<Feature>(i);
      const auto entry = object.Optional(FeatureName(feature));
      if (!entry.has_value()) continue;
      std::vector<int64_t> numbers;
      entry->ForEach([&](const CheckedJson& number) {
        numbers.push_back(number.Integer());
      });
      if (numbers.size() != 2 || numbers[0] > 0 || numbers[1] < 0) {
        entry->Refuse("two numbers are needed, [low, high], around 0");
        return;
      }
      data_.unshown[i] = {numbers[0], numbers[1]};
    }
    object.IgnoreOthers();
  }

  void ReadFile(const CheckedJson& root) {
    JsonObject object(root);
    const CheckedJson version = object.Required("schema_version");
    if (version.PositiveNumber() != 1) {
      version.Refuse("this program reads version 1");
    }
    data_.endpoint = object.Required("endpoint").Text();
    if (const auto all = object.Optional("all")) {
      JsonObject settings(*all);
      data_.all = ReadRuleSettings(settings, data_.storage);
      settings.RefuseOthers();
    }
    if (const auto names = object.Optional("moving_names")) {
      names->ForEach([this](const CheckedJson& name) {
        data_.moving_names.push_back(name.Text());
      });
    }
    if (const auto unshown = object.Optional("unshown")) ReadUnshown(*unshown);
    object.Required("rules").ForEach(
        [this](const CheckedJson& value) { ReadRules(value); });
    if (data_.rules.empty()) return;  // refused already
    object.Required("models").ForEach(
        [this](const CheckedJson& value) { ReadModel(value); });
    ReadRows(object);
    object.RefuseOthers();
  }

  // All that an overlay may hold of an endpoint.
  void ReadOverlay(JsonObject& object) {
    if (const auto all = object.Optional("rules")) {
      all->ForEach([this](const CheckedJson& value) { ReadRules(value); });
    }
    if (const auto all = object.Optional("models")) {
      all->ForEach([this](const CheckedJson& value) { ReadModel(value); });
    }
    ReadRows(object);
  }

 private:
  void ReadRows(JsonObject& object) {
    if (const auto all = object.Optional("changes")) {
      all->ForEach([this](const CheckedJson& value) { ReadChange(value); });
    }
    if (const auto all = object.Optional("exceptions")) {
      all->ForEach([this](const CheckedJson& value) { ReadException(value); });
    }
  }

  RuleData& data_;
  const bool of_overlay_;
};

}  // namespace

absl::Status ReadRuleData(std::string_view json, std::string_view name,
                          RuleData& data, std::vector<std::string>* ignored) {
  RuleReader reader(data);
  return ReadJson(
      json, name, [&](const CheckedJson& root) { reader.ReadFile(root); },
      ignored);
}

void ReadOverlayRows(JsonObject& object, RuleData& data) {
  RuleReader(data).ReadOverlay(object);
}

}  // namespace tokenfare::internal
