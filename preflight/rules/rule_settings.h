// The settings of a rule file, by name: what a row of it sets in PromptRules.

#ifndef TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_
#define TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/prompt_rules.h"

namespace tokenfare::internal {

// One member of PromptRules and what it is to be.
class RuleSetting {
 public:
  template <typename T>
  RuleSetting(T PromptRules::* member, T value)
      : setting_(Setting<PromptRules, T>{member, value}) {}
  RuleSetting(bool TypeScriptForm::* member, bool value)
      : setting_(Setting<TypeScriptForm, bool>{member, value}) {}

  void Apply(PromptRules& rules) const;

 private:
  template <typename Owner, typename T>
  struct Setting {
    T Owner::* member;
    T value;
  };

  std::variant<Setting<PromptRules, int64_t>, Setting<PromptRules, bool>,
               Setting<PromptRules, Known>, Setting<PromptRules, TokenBounds>,
               Setting<PromptRules, Uncertain>,
               Setting<PromptRules, std::string_view>,
               Setting<TypeScriptForm, bool>>
      setting_;
};

using RuleSettings = std::vector<RuleSetting>;

// Texts of a file, which stay where they are.
using RuleTexts = std::deque<std::string>;

// The groups "constants", "forms", "typescript", "bounds" and "doubts" of
// `object`, each of which may be missing, with settings that have names of
// data/rules/rules.schema.json. Refuses other names, and bounds that are not
// low <= expected <= high.
RuleSettings ReadRuleSettings(JsonObject& object, RuleTexts& texts);

void Apply(const RuleSettings& settings, PromptRules& rules);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_RULE_SETTINGS_H_
