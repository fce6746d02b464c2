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

constexpr std::array<NamedSetting<PromptRules, int64_t>, 17> kConstants = {{
    {"message", &PromptRules::per_message},
    {"priming", &PromptRules::priming},
    {"priming_with_tools", &PromptRules::priming_with_tools},
    {"assistant_text", &PromptRules::per_assistant_text},
    {"calls", &PromptRules::around_calls},
    {"results", &PromptRules::per_results},
    {"section_message", &PromptRules::section_message},
    {"with_tools", &PromptRules::with_tools},
    {"undescribed_function", &PromptRules::undescribed},
    {"first_described", &PromptRules::first_described},
    {"with_schema", &PromptRules::with_schema},
    {"choice_none", &PromptRules::choice_none},
    {"choice_named", &PromptRules::choice_named},
    {"no_parallel_calls", &PromptRules::no_parallel_calls},
    {"parallel_calls", &PromptRules::parallel_calls},
    {"parallel_results", &PromptRules::per_parallel_results},
    {"images_alone", &PromptRules::images_alone},
}};

constexpr std::array<NamedSetting<PromptRules, bool>, 9> kForms = {{
    {"instructions_heading", &PromptRules::instructions},
    {"late_system_takes_sections", &PromptRules::appends_late},
    {"counts_tool_choice", &PromptRules::counts_tool_choice},
    {"hides_messages", &PromptRules::hides_messages},
    {"heads_functions", &PromptRules::heads_functions},
    {"calls_as_sampled", &PromptRules::calls_as_sampled},
    {"sampled_by_id", &PromptRules::sampled_by_id},
    {"joins_calls", &PromptRules::joins_calls},
    {"keeps_reasoning", &PromptRules::keeps_reasoning},
}};

// Of those it may be unknown whether a model has them.
constexpr std::array<NamedSetting<PromptRules, Known>, 3> kKnownForms = {{
    {"constrains_reply", &PromptRules::constrains_reply},
    {"constrains_answers", &PromptRules::constrains_answers},
    {"escapes_results", &PromptRules::escapes_results},
}};

constexpr std::array<NamedSetting<TypeScriptForm, bool>, 7> kTypeScriptForms = {
    {
        {"titles", &TypeScriptForm::titles},
        {"array_comments", &TypeScriptForm::array_comments},
        {"one_line", &TypeScriptForm::one_line},
        {"empty_objects", &TypeScriptForm::empty_objects},
        {"formats", &TypeScriptForm::formats},
        {"limits", &TypeScriptForm::limits},
        {"spaced_types", &TypeScriptForm::spaced_types},
    }};

constexpr std::array<NamedSetting<TypeScriptForm, Known>, 1>
    kKnownTypeScriptForms = {{
        {"type_lines", &TypeScriptForm::type_lines},
    }};

constexpr std::array<NamedSetting<PromptRules, TokenBounds>, 9> kBounds = {{
    {"pdf_page", &PromptRules::pdf_page},
    {"tools", &PromptRules::tools_deviation},
    {"preamble", &PromptRules::preamble},
    {"message", &PromptRules::message_deviation},
    {"doubted_call", &PromptRules::doubted_call},
    {"media_border", &PromptRules::media_border},
    {"media_first", &PromptRules::media_first},
    {"schema_name", &PromptRules::schema_name},
    {"unknown_part", &PromptRules::unknown_part},
}};

// Of those the file says why they are not exact, in words for a doubt.
struct UncertainSetting : NamedSetting<PromptRules, Uncertain> {
  Doubt doubt;
};

constexpr std::array<UncertainSetting, 29> kUncertain = {{
    {{"calls", &PromptRules::per_calls}, Doubt::kCalls},
    {{"call_named", &PromptRules::call_named}, Doubt::kCallNamed},
    {{"image_beside_section", &PromptRules::image_beside_section},
     Doubt::kImageBesideSection},
    {{"sampled_call", &PromptRules::sampled_call}, Doubt::kSampledCall},
    {{"mcp_alone", &PromptRules::mcp_alone}, Doubt::kMcpAlone},
    {{"added_tools", &PromptRules::added_tools}, Doubt::kAddedTools},
    {{"orphan_result", &PromptRules::orphan_result}, Doubt::kOrphanResult},
    {{"summary", &PromptRules::summary}, Doubt::kSummary},
    {{"pro_mode", &PromptRules::pro_mode}, Doubt::kProMode},
    {{"custom_tool", &PromptRules::custom_tool}, Doubt::kCustomTool},
    {{"hosted_tool", &PromptRules::hosted_tool}, Doubt::kHostedTool},
    {{"other_choice", &PromptRules::other_choice}, Doubt::kOtherChoice},
    {{"custom_call", &PromptRules::custom_call}, Doubt::kCustomCall},
    {{"phase", &PromptRules::phase}, Doubt::kPhase},
    {{"odd_text", &PromptRules::odd_text}, Doubt::kOddPart},
    {{"odd_part", &PromptRules::odd_part}, Doubt::kOddPart},
    {{"refusal", &PromptRules::refusal}, Doubt::kRefusal},
    {{"unusual_arguments", &PromptRules::unusual_arguments},
     Doubt::kUnusualArguments},
    {{"several_results", &PromptRules::several_results},
     Doubt::kSeveralResults},
    {{"missing_results", &PromptRules::missing_results},
     Doubt::kMissingResults},
    {{"reordered_results", &PromptRules::reordered_results},
     Doubt::kReorderedResults},
    {{"results_form", &PromptRules::results_form}, Doubt::kResultsForm},
    {{"legacy_call", &PromptRules::legacy_call}, Doubt::kLegacyCall},
    {{"legacy_result", &PromptRules::legacy_result}, Doubt::kLegacyResult},
    {{"searching_message", &PromptRules::searching_message},
     Doubt::kSearchingMessage},
    {{"spoken_priming", &PromptRules::spoken_priming}, Doubt::kSpokenReply},
    {{"spoken_reply", &PromptRules::spoken_reply}, Doubt::kSpokenReply},
    {{"image_of_tool", &PromptRules::image_of_tool}, Doubt::kImageOfTool},
    {{"file_by_id", &PromptRules::file_by_id}, Doubt::kFileById},
}};

struct DoubtSetting : NamedSetting<PromptRules, Why> {
  Doubt doubt;
};

constexpr std::array<DoubtSetting, 2> kDoubtSettings = {{
    {{"tools", &PromptRules::why_tools_uncertain}, Doubt::kRulesOfTools},
    {{"messages", &PromptRules::why_uncertain}, Doubt::kRulesOfMessages},
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

// [low, expected, high], or null in place of high where there is no upper
// bound.
TokenBounds ReadBounds(const CheckedJson& value) {
  std::array<int64_t, 3> numbers = {};
  size_t count = 0;
  value.ForEach([&](const CheckedJson& number) {
    if (count < numbers.size()) {
      numbers[count] =
          count == 2 && number.IsNull() ? kAnyLength : number.Integer();
    }
    ++count;
  });
  const auto [low, expected, high] = numbers;
  if (count != numbers.size() || low > expected || expected > high) {
    value.Refuse("three numbers are needed, [low, expected, high], in order");
    return {};
  }
  return {.expected = expected, .low = low, .high = high};
}

// What the file says of `doubt`; none where it says nothing.
Why InWords(Doubt doubt, std::string text, RuleStorage& storage) {
  return text.empty() ? Why() : Why(doubt, storage.Keep(std::move(text)));
}

// "tokens" and "why" of `object`.
Uncertain ReadUncertain(JsonObject& object, Doubt doubt, RuleStorage& storage) {
  const TokenBounds tokens = ReadBounds(object.Required("tokens"));
  std::string why;
  if (tokens.low != tokens.high) why = object.Required("why").Text();
  return {tokens, InWords(doubt, std::move(why), storage)};
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
               RuleStorage& storage, RuleSettings& settings) {
  JsonObject object(value);
  if (const auto* bounds = FindSetting(kBounds, name)) {
    settings.emplace_back(bounds->member,
                          ReadBounds(object.Required("tokens")));
  } else if (const auto* uncertain = FindSetting(kUncertain, name)) {
    settings.emplace_back(uncertain->member,
                          ReadUncertain(object, uncertain->doubt, storage));
  } else {
    return RefuseName(name, value, kBounds, kUncertain);
  }
  object.RefuseOthers();
}

void ReadTypeScriptForm(std::string_view name, const CheckedJson& value,
                        RuleSettings& settings) {
  if (const auto* form = FindSetting(kTypeScriptForms, name)) {
    settings.emplace_back(form->member, ReadKnown(value, false) == Known::kYes);
  } else if (const auto* known = FindSetting(kKnownTypeScriptForms, name)) {
    settings.emplace_back(known->member, ReadKnown(value, true));
  } else {
    RefuseName(name, value, kTypeScriptForms, kKnownTypeScriptForms);
  }
}

HostedTool ReadHostedTool(std::string_view name, const CheckedJson& value,
                          RuleStorage& storage) {
  HostedTool tool;
  tool.name = storage.Keep(std::string(name));
  JsonObject object(value);
  tool.alone = tool.beside_functions =
      ReadUncertain(object, Doubt::kHostedToolContent, storage);
  if (const auto beside = object.Optional("beside_functions")) {
    JsonObject inner(*beside);
    tool.beside_functions =
        ReadUncertain(inner, Doubt::kHostedToolContent, storage);
    inner.RefuseOthers();
  }
  object.RefuseOthers();
  return tool;
}

}  // namespace

std::span<const NamedSetting<PromptRules, int64_t>> ConstantSettings() {
  return kConstants;
}

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

RuleSettings ReadRuleSettings(JsonObject& object, RuleStorage& storage) {
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
              ReadTypeScriptForm(name, value, settings);
            });
  ReadGroup(object, "bounds",
            [&](std::string_view name, const CheckedJson& value) {
              ReadBound(name, value, storage, settings);
            });
  std::vector<HostedTool> hosted;
  ReadGroup(object, "hosted_tools",
            [&](std::string_view name, const CheckedJson& value) {
              hosted.push_back(ReadHostedTool(name, value, storage));
            });
  if (!hosted.empty()) {
    const auto& kept = storage.hosted_tools.emplace_back(std::move(hosted));
    settings.emplace_back(&PromptRules::hosted_tools, HostedToolList(kept));
  }
  ReadGroup(object, "doubts",
            [&](std::string_view name, const CheckedJson& value) {
              const auto* found = FindSetting(kDoubtSettings, name);
              if (found == nullptr) {
                return RefuseName(name, value, kDoubtSettings);
              }
              settings.emplace_back(
                  found->member, InWords(found->doubt, value.Text(), storage));
            });
  return settings;
}

void Apply(const RuleSettings& settings, PromptRules& rules) {
  for (const RuleSetting& setting : settings) setting.Apply(rules);
}

namespace {

std::string ValueText(int64_t value) { return fmt::format("{}", value); }
std::string ValueText(bool value) { return value ? "yes" : "no"; }
std::string ValueText(Known value) {
  return value == Known::kUnknown ? "unknown" : ValueText(value == Known::kYes);
}

std::string ValueText(const TokenBounds& tokens) {
  return fmt::format(
      "[{}, {}, {}]", tokens.low, tokens.expected,
      tokens.high == kAnyLength ? "null" : ValueText(tokens.high));
}

template <typename Owner, typename T, size_t n>
void AddFigures(std::string_view group,
                const std::array<NamedSetting<Owner, T>, n>& table,
                const Owner& owner, std::vector<NamedFigure>& figures) {
  for (const auto& setting : table) {
    figures.push_back(
        {group, setting.name, ValueText(owner.*setting.member), {}});
  }
}

void AddUncertain(std::string_view group, std::string_view name,
                  const Uncertain& uncertain,
                  std::vector<NamedFigure>& figures) {
  if (uncertain.tokens == TokenBounds{}) return;
  figures.push_back({group, name, ValueText(uncertain.tokens), uncertain.why});
}

}  // namespace

std::vector<NamedFigure> FiguresOf(const PromptRules& rules) {
  std::vector<NamedFigure> figures;
  AddFigures("constants", kConstants, rules, figures);
  AddFigures("forms", kForms, rules, figures);
  AddFigures("forms", kKnownForms, rules, figures);
  AddFigures("typescript", kTypeScriptForms, rules.typescript, figures);
  AddFigures("typescript", kKnownTypeScriptForms, rules.typescript, figures);
  for (const auto& bounds : kBounds) {
    AddUncertain("bounds", bounds.name, {rules.*bounds.member, {}}, figures);
  }
  for (const auto& uncertain : kUncertain) {
    AddUncertain("bounds", uncertain.name, rules.*uncertain.member, figures);
  }
  for (const HostedTool& tool : rules.hosted_tools) {
    AddUncertain("hosted_tools", tool.name, tool.alone, figures);
  }
  for (const auto& doubt : kDoubtSettings) {
    const Why& why = rules.*doubt.member;
    if (!why.empty()) figures.push_back({"doubts", doubt.name, {}, why});
  }
  return figures;
}

}  // namespace tokenfare::internal
