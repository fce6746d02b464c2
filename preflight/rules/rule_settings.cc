// Tables of names, one per type of setting, and a reader for each.

#include "tokenfare/preflight/rules/rule_settings.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

template <typename Owner, typename T>
struct NamedSetting {
  std::string_view name;
  T Owner::* member;
};

constexpr std::array<NamedSetting<PromptRules, int64_t>, 9> kConstants = {{
    {"message", &PromptRules::per_message},
    {"priming", &PromptRules::priming},
    {"priming_with_tools", &PromptRules::priming_with_tools},
    {"assistant_text", &PromptRules::per_assistant_text},
    {"calls", &PromptRules::around_calls},
    {"results", &PromptRules::per_results},
    {"section_message", &PromptRules::section_message},
    {"with_tools", &PromptRules::with_tools},
    {"undescribed_function", &PromptRules::undescribed},
}};

constexpr std::array<NamedSetting<PromptRules, bool>, 4> kForms = {{
    {"instructions_heading", &PromptRules::instructions},
    {"late_system_takes_sections", &PromptRules::appends_late},
    {"counts_tool_choice", &PromptRules::counts_tool_choice},
    {"hides_messages", &PromptRules::hides_messages},
}};

// Of those it may be unknown whether a model has them.
constexpr std::array<NamedSetting<PromptRules, Known>, 3> kKnownForms = {{
    {"constrains_reply", &PromptRules::constrains_reply},
    {"constrains_answers", &PromptRules::constrains_answers},
    {"escapes_results", &PromptRules::escapes_results},
}};

constexpr std::array<NamedSetting<TypeScriptForm, bool>, 4> kTypeScriptForms = {
    {
        {"titles", &TypeScriptForm::titles},
        {"array_comments", &TypeScriptForm::array_comments},
        {"one_line", &TypeScriptForm::one_line},
        {"empty_objects", &TypeScriptForm::empty_objects},
    }};

constexpr std::array<NamedSetting<PromptRules, TokenBounds>, 4> kBounds = {{
    {"pdf_page", &PromptRules::pdf_page},
    {"tools", &PromptRules::tools_deviation},
    {"preamble", &PromptRules::preamble},
    {"message", &PromptRules::message_deviation},
}};

// Of those the file says why they are not exact.
constexpr std::array<NamedSetting<PromptRules, Uncertain>, 3> kUncertain = {{
    {"calls", &PromptRules::per_calls},
    {"call_named", &PromptRules::call_named},
    {"image_beside_section", &PromptRules::image_beside_section},
}};

constexpr std::array<NamedSetting<PromptRules, std::string_view>, 2> kDoubts = {
    {
        {"tools", &PromptRules::why_tools_uncertain},
        {"messages", &PromptRules::why_uncertain},
    }};

template <typename Entry, size_t n>
const Entry* FindSetting(const std::array<Entry, n>& table,
                         std::string_view name) {
  const auto* found =
      std::find_if(table.begin(), table.end(),
                   [name](const Entry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : found;
}

template <typename... Tables>
void RefuseName(std::string_view name, const CheckedJson& value,
                const Tables&... tables) {
  std::vector<std::string_view> names;
  (std::transform(tables.begin(), tables.end(), std::back_inserter(names),
                  [](const auto& entry) { return entry.name; }),
   ...);
  value.Refuse(fmt::format("no such setting{}; there are {}",
                           DidYouMean(name, names), fmt::join(names, ", ")));
}

Known ReadKnown(const CheckedJson& value, bool may_be_unknown) {
  const std::string text = value.Text();
  if (text == "yes") return Known::kYes;
  if (text == "no") return Known::kNo;
  if (text != "unknown" || !may_be_unknown) {
    value.Refuse(may_be_unknown ? "this is yes, no or unknown"
                                : "this is yes or no");
  }
  return Known::kUnknown;
}

// [low, expected, high].
TokenBounds ReadBounds(const CheckedJson& value) {
  std::array<int64_t, 3> numbers = {};
  size_t count = 0;
  value.ForEach([&](const CheckedJson& number) {
    if (count < numbers.size()) numbers[count] = number.Integer();
    ++count;
  });
  const auto [low, expected, high] = numbers;
  if (count != numbers.size() || low > expected || expected > high) {
    value.Refuse("three numbers are needed, [low, expected, high], in order");
    return {};
  }
  return {.expected = expected, .low = low, .high = high};
}

std::string_view KeepText(std::string text, RuleTexts& texts) {
  return texts.emplace_back(std::move(text));
}

// Calls `read` with each field of the group.
template <typename Read>
void ReadGroup(JsonObject& object, std::string_view group, Read read) {
  const std::optional<CheckedJson> value = object.Optional(group);
  if (!value.has_value()) return;
  JsonObject(*value).ForEach(read);
}

void ReadForm(std::string_view name, const CheckedJson& value,
              RuleSettings& settings) {
  if (const auto* form = FindSetting(kForms, name)) {
    settings.emplace_back(form->member, ReadKnown(value, false) == Known::kYes);
  } else if (const auto* known = FindSetting(kKnownForms, name)) {
    settings.emplace_back(known->member, ReadKnown(value, true));
  } else {
    RefuseName(name, value, kForms, kKnownForms);
  }
}

void ReadBound(std::string_view name, const CheckedJson& value,
               RuleTexts& texts, RuleSettings& settings) {
  JsonObject object(value);
  const TokenBounds tokens = ReadBounds(object.Required("tokens"));
  if (const auto* bounds = FindSetting(kBounds, name)) {
    settings.emplace_back(bounds->member, tokens);
  } else if (const auto* uncertain = FindSetting(kUncertain, name)) {
    std::string why;
    if (tokens.low != tokens.high) why = object.Required("why").Text();
    settings.emplace_back(uncertain->member,
                          Uncertain{tokens, KeepText(std::move(why), texts)});
  } else {
    RefuseName(name, value, kBounds, kUncertain);
  }
  object.RefuseOthers();
}

}  // namespace

void RuleSetting::Apply(PromptRules& rules) const {
  std::visit(
      [&rules](const auto& setting) {
        if constexpr (requires { rules.*setting.member; }) {
          rules.*setting.member = setting.value;
        } else {
          rules.typescript.*setting.member = setting.value;
        }
      },
      setting_);
}

RuleSettings ReadRuleSettings(JsonObject& object, RuleTexts& texts) {
  RuleSettings settings;
  ReadGroup(object, "constants",
            [&](std::string_view name, const CheckedJson& value) {
              const auto* found = FindSetting(kConstants, name);
              if (found == nullptr) return RefuseName(name, value, kConstants);
              settings.emplace_back(found->member, value.Integer());
            });
  ReadGroup(object, "forms",
            [&](std::string_view name, const CheckedJson& value) {
              ReadForm(name, value, settings);
            });
  ReadGroup(object, "typescript",
            [&](std::string_view name, const CheckedJson& value) {
              const auto* found = FindSetting(kTypeScriptForms, name);
              if (found == nullptr) {
                return RefuseName(name, value, kTypeScriptForms);
              }
              settings.emplace_back(found->member,
                                    ReadKnown(value, false) == Known::kYes);
            });
  ReadGroup(object, "bounds",
            [&](std::string_view name, const CheckedJson& value) {
              ReadBound(name, value, texts, settings);
            });
  ReadGroup(
      object, "doubts", [&](std::string_view name, const CheckedJson& value) {
        const auto* found = FindSetting(kDoubts, name);
        if (found == nullptr) return RefuseName(name, value, kDoubts);
        settings.emplace_back(found->member, KeepText(value.Text(), texts));
      });
  return settings;
}

void Apply(const RuleSettings& settings, PromptRules& rules) {
  for (const RuleSetting& setting : settings) setting.Apply(rules);
}

}  // namespace tokenfare::internal
