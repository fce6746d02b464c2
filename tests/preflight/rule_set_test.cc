// The rules as data: what is in force for a model on a day, and what a file may
// not hold.

#include "tokenfare/preflight/rules/rule_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/preflight/rules/rule_settings.h"

namespace tokenfare::internal {
namespace {

using ::testing::HasSubstr;

PromptRules InForce(RuleFamily family, std::string_view model,
                    std::string_view day,
                    const std::string& provider = "openai") {
  ModelCard card;
  card.rule_family = family;
  card.provider = provider;
  return RuleSet::BuiltIn("/v1/chat/completions")
      .For(card, model, *ParseDate(day));
}

// The message for a file with `rules`, `models` and `rest`.
std::string ErrorOf(std::string_view rules, std::string_view models,
                    std::string_view rest = "") {
  const absl::StatusOr<RuleSet> read =
      RuleSet::Parse(fmt::format(R"({{"schema_version": 1, "endpoint": "/v1/x",
                       "rules": [{}], "models": [{}]{}}})",
                                 rules, models, rest),
                     "own.json");
  return std::string(read.status().message());
}

TEST(RuleSetTest, OwnFigures_AreThoseOfTheModel) {
  const PromptRules gpt5 = InForce(RuleFamily::kGpt5, "gpt-5", "2026-01-01");
  EXPECT_EQ(gpt5.with_tools, 81);
  EXPECT_EQ(gpt5.undescribed, -1);
  EXPECT_EQ(gpt5.constrains_reply, Known::kNo);
  EXPECT_EQ(gpt5.family, "GPT-5");
  const PromptRules june =
      InForce(RuleFamily::kChatCl100k, "gpt-4-0613", "2026-01-01");
  EXPECT_EQ(june.around_calls, 4);
  EXPECT_FALSE(june.typescript.titles);
  EXPECT_TRUE(june.appends_late);
}

TEST(RuleSetTest, LastRowThatFits_IsInForce) {
  EXPECT_EQ(
      InForce(RuleFamily::kChatCl100k, "gpt-4-turbo", "2026-01-01").family,
      "GPT-3.5 and GPT-4 Turbo");
  EXPECT_EQ(
      InForce(RuleFamily::kChatO200k, "gpt-4.1-mini", "2026-01-01").family,
      "GPT-4o and GPT-4.1");
}

TEST(RuleSetTest, ModelWithoutARow_IsNotExact) {
  for (const RuleFamily family : {RuleFamily::kNone, RuleFamily::kUnknown}) {
    const PromptRules rules = InForce(family, "some-model", "2026-01-01");
    EXPECT_EQ(rules.family, "models without rules");
    EXPECT_FALSE(rules.why_uncertain.empty());
  }
}

TEST(RuleSetTest, Change_HasTwoSidesAndDoubtBetween) {
  const auto escapes = [](std::string_view day) {
    return InForce(RuleFamily::kChatO200k, "gpt-4o", day).escapes_results;
  };
  EXPECT_EQ(escapes("2026-03-03"), Known::kYes);
  EXPECT_EQ(escapes("2026-03-04"), Known::kUnknown);
  EXPECT_EQ(escapes("2026-03-11"), Known::kUnknown);
  EXPECT_EQ(escapes("2026-03-12"), Known::kNo);
}

TEST(RuleSetTest, ChangeOfSomeModels_IsTheirs) {
  const std::string_view day = "2026-08-13";
  EXPECT_EQ(
      InForce(RuleFamily::kChatO200k, "gpt-4o-mini", day).pdf_page.expected,
      212);
  EXPECT_EQ(InForce(RuleFamily::kGpt5, "gpt-5", day).pdf_page.expected, 991);
}

TEST(RuleSetTest, Host_HasFiguresOfItsOwn) {
  const auto calls = [](const std::string& host) {
    return InForce(RuleFamily::kOSeries, "o4-mini", "2026-01-01", host)
        .per_calls.tokens.expected;
  };
  EXPECT_EQ(calls("openai"), 0);
  EXPECT_EQ(calls("azure"), -3);
  // Other models have the same at both.
  EXPECT_EQ(InForce(RuleFamily::kOSeries, "o3", "2026-01-01", "azure")
                .per_calls.tokens.expected,
            0);
}

TEST(RuleSetTest, SearchModels_HideMessages) {
  EXPECT_TRUE(
      InForce(RuleFamily::kChatO200k, "gpt-4o-search-preview", "2026-01-01")
          .hides_messages);
  EXPECT_FALSE(
      InForce(RuleFamily::kChatO200k, "gpt-4o", "2026-01-01").hides_messages);
}

// A model of a file with `all` and one entry of rules.
PromptRules WithAll(std::string_view all, std::string_view entry,
                    std::string_view endpoint = "/v1/x") {
  const absl::StatusOr<RuleSet> read =
      RuleSet::Parse(fmt::format(R"({{"schema_version": 1, "endpoint": "{}"{},
                  "rules": [{{"name": "a"{}}}], "models": [{{"rules": "a"}}]}})",
                                 endpoint, all, entry),
                     "own.json");
  EXPECT_TRUE(read.ok()) << read.status();
  if (!read.ok()) return {};
  // Texts of what is returned are views of it.
  static std::vector<RuleSet> kept;
  kept.push_back(*read);
  return read->For(ModelCard{}, "m", *ParseDate("2026-01-01"));
}

TEST(RuleSetTest, All_HoldsWhereAnEntrySaysNothingElse) {
  constexpr std::string_view kAll = R"(, "all": {"bounds": {
      "refusal": {"tokens": [1, 2, 9], "why": "few"},
      "media_border": {"tokens": [3, 4, 5]}}})";
  constexpr std::string_view kOwn =
      R"(, "bounds": {"media_border": {"tokens": [0, 0, 7]}})";
  EXPECT_EQ(WithAll(kAll, "").refusal.tokens, (TokenBounds{2, 1, 9}));
  EXPECT_EQ(WithAll(kAll, "").refusal.why.Text(), "few");
  EXPECT_EQ(WithAll(kAll, "").refusal.why.code(), "refusal");
  EXPECT_EQ(WithAll(kAll, "").media_border, (TokenBounds{4, 3, 5}));
  EXPECT_EQ(WithAll(kAll, kOwn).media_border, (TokenBounds{0, 0, 7}));
  EXPECT_EQ(WithAll("", "").refusal.tokens, TokenBounds{});
}

// A file that is older than the program does not know of the group.
TEST(RuleSetTest, WithoutAll_BoundsAreTheEmbeddedOnes) {
  const PromptRules rules = WithAll("", "", "/v1/responses");
  EXPECT_EQ(rules.phase.tokens, (TokenBounds{0, -2, 2}));
  EXPECT_EQ(rules.other_choice.tokens, (TokenBounds{4, 0, 100}));
}

TEST(RuleSetTest, MovingNames_AreThoseOfTheFile) {
  EXPECT_TRUE(WithAll(R"(, "moving_names": ["x", "m"])", "").name_moves);
  EXPECT_FALSE(WithAll(R"(, "moving_names": ["x"])", "").name_moves);
  const auto moves = [](std::string_view model) {
    return InForce(RuleFamily::kChatO200k, model, "2026-01-01").name_moves;
  };
  EXPECT_TRUE(moves("gpt-4o"));
  EXPECT_FALSE(moves("gpt-4o-2024-08-06"));
  EXPECT_FALSE(moves("gpt-4.1"));
}

TEST(RuleSetTest, Figures_NameTheBoundsOfAll) {
  std::string names;
  for (const NamedFigure& figure :
       FiguresOf(InForce(RuleFamily::kGpt5, "gpt-5", "2026-01-01"))) {
    if (figure.group == "bounds") {
      names += fmt::format("{} {}; ", figure.name, figure.value);
    }
  }
  EXPECT_THAT(names, HasSubstr("other_choice [0, 4, 100]; "));
  EXPECT_THAT(names, HasSubstr("custom_call [-8, 0, 16]; "));
  EXPECT_THAT(names, HasSubstr("legacy_call [4, 4, 7]; "));
}

TEST(RuleSetTest, WrongFile_IsToldByPlace) {
  const std::string model = R"({"rules": "a"})";
  EXPECT_EQ(ErrorOf(R"({"name": "a"})", model), "");
  EXPECT_THAT(ErrorOf(R"({"name": "a", "constants": {"mesage": 3}})", model),
              HasSubstr("own.json: $.rules[0].constants.mesage: no such "
                        "setting; did you mean \"message\"?"));
  EXPECT_THAT(
      ErrorOf(R"({"name": "a", "bounds": {"tools": {"tokens": [1, 0, 2]}}})",
              model),
      HasSubstr("$.rules[0].bounds.tools.tokens: three numbers are needed"));
  EXPECT_THAT(
      ErrorOf(R"({"name": "a", "bounds": {"calls": {"tokens": [0, 0, 2]}}})",
              model),
      HasSubstr("why"));
  EXPECT_THAT(
      ErrorOf(R"({"name": "a", "forms": {"hides_messages": "unknown"}})",
              model),
      HasSubstr("this is yes or no"));
  EXPECT_THAT(ErrorOf(R"({"name": "a"})", R"({"rules": "b"})"),
              HasSubstr("$.models[0].rules: no rules have that name"));
  EXPECT_THAT(ErrorOf(R"({"name": "a"}, {"name": "a"})", model),
              HasSubstr("$.rules[1]: other rules have the same name"));
  EXPECT_THAT(ErrorOf(R"({"name": "a"})", model,
                      R"(, "changes": [{"name": "c", "last_old": "2026-02-02",
                 "first_new": "2026-02-02", "before": {}, "between": {},
                 "after": {}}])"),
              HasSubstr("$.changes[0]: last_old must be before first_new"));
  EXPECT_THAT(ErrorOf(R"({"name": "a"})", R"({"rules": "a", "begin": "b"})"),
              HasSubstr("$.models[0].begin"));
  EXPECT_THAT(ErrorOf(R"({"name": "a"})", model,
                      R"(, "all": {"bounds": {"refusl": {"tokens": []}}})"),
              HasSubstr("$.all.bounds.refusl: no such setting; did you mean "
                        "\"refusal\"?"));
}

}  // namespace
}  // namespace tokenfare::internal
