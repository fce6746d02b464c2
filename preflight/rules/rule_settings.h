// The settings of a rule file, by name: what a row of it sets in PromptRules.

#ifndef TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_
#define TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/prompt_rules.h"

namespace tokenfare::internal {

// A member by its name in the file.
template <typename Owner, typename T>
struct NamedSetting {
  std::string_view name;
  T Owner::* member;
};

// The settings of the group "constants", each of which is added so often as a
// request uses it.
std::span<const NamedSetting<PromptRules, int64_t>> ConstantSettings();

// One member of PromptRules and what it is to be.
class RuleSetting {
 public:
  template <typename T>
  RuleSetting(T PromptRules::* member, T value)
      : setting_(Setting<PromptRules, T>{member, value}) {}
  template <typename T>
  RuleSetting(T TypeScriptForm::* member, T value)
      : setting_(Setting<TypeScriptForm, T>{member, value}) {}

  void Apply(PromptRules& rules) const;

 private:
  template <typename Owner, typename T>
  struct Setting {
    T Owner::* member;
    T value;
  };

  std::variant<Setting<PromptRules, int64_t>, Setting<PromptRules, bool>,
               Setting<PromptRules, Known>, Setting<PromptRules, TokenBounds>,
               Setting<PromptRules, Uncertain>, Setting<PromptRules, Why>,
               Setting<PromptRules, HostedToolList>,
               Setting<TypeScriptForm, bool>, Setting<TypeScriptForm, Known>>
      setting_;
};

using RuleSettings = std::vector<RuleSetting>;

// What settings are views of, which stays where it is.
struct RuleStorage {
  std::deque<std::string> texts;
  std::deque<std::vector<HostedTool>> hosted_tools;

  std::string_view Keep(std::string text) {
    return texts.emplace_back(std::move(text));
  }
};

// The groups "constants", "forms", "typescript", "bounds", "hosted_tools" and
// "doubts" of `object`, each of which may be missing, with settings that have
// names of data/rules/rules.schema.json. Refuses other names, and bounds that
// are not low <= expected <= high.
RuleSettings ReadRuleSettings(JsonObject& object, RuleStorage& storage);

void Apply(const RuleSettings& settings, PromptRules& rules);

// A setting of `rules`, by its name in the file: "constants", "message", "3".
struct NamedFigure {
  std::string_view group;
  std::string_view name;
  std::string value;
  // Why it is not exact; empty where it is.
  Why why;
};
// All of them, in the order of the groups. Bounds of nothing are left out.
std::vector<NamedFigure> FiguresOf(const PromptRules& rules);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_
