// Rules of the caller's own: what a file may hold, and what it changes.

#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

Rules MustParseRules(std::string_view json) {
  absl::StatusOr<Rules> rules = Rules::Parse(json, "own.json");
  EXPECT_TRUE(rules.ok()) << rules.status();
  return *std::move(rules);
}

std::string ChatOverlay(std::string_view rest) {
  return fmt::format(R"({{"schema_version": 1, "endpoints": [
      {{"endpoint": "/v1/chat/completions", {}}}]}})",
                     rest);
}

Verdict CheckWith(const Rules* rules, const std::string& model,
                  std::string_view body) {
  CheckOptions options = TestOptions();
  options.rules = rules;
  options.model = model;
  return MustCheck(body, options);
}

// 2 more for each message; "hello" is a user message of 3 + 1 + 1 and 3.
TEST(RuleOverlay, Exception_ChangesTheFigureAndMakesItInexact) {
  const Rules rules = MustParseRules(ChatOverlay(
      R"("exceptions": [{"begins": "gpt-4o",
          "settings": {"constants": {"message": 5}}}])"));
  const std::string body = Body(R"([{"role": "user", "content": "hello"}])");
  const Verdict without = CheckWith(nullptr, "gpt-4o", body);
  const Verdict with = CheckWith(&rules, "gpt-4o", body);
  EXPECT_EQ(without.input_tokens.expected, 8);
  EXPECT_TRUE(without.input_tokens.exact);
  EXPECT_EQ(with.input_tokens.expected, 10);
  EXPECT_EQ(with.input_tokens.low, 10);
  EXPECT_EQ(with.input_tokens.high, 10);
  EXPECT_FALSE(with.input_tokens.exact);
  // Of other models nothing is said.
  EXPECT_TRUE(CheckWith(&rules, "gpt-4.1", body).input_tokens.exact);
}

// A model whose name begins alike is another one; a snapshot is not.
TEST(RuleOverlay, Model_IsOneWithItsSnapshots) {
  const Rules rules = MustParseRules(ChatOverlay(
      R"("exceptions": [{"model": "gpt-4o",
          "settings": {"constants": {"message": 5}}}])"));
  const std::string body = Body(R"([{"role": "user", "content": "hello"}])");
  EXPECT_EQ(CheckWith(&rules, "gpt-4o", body).input_tokens.expected, 10);
  EXPECT_EQ(CheckWith(&rules, "gpt-4o-2024-08-06", body).input_tokens.expected,
            10);
  EXPECT_EQ(CheckWith(&rules, "gpt-4o-mini", body).input_tokens.expected, 8);
}

// The embedded file has an exception for models that search: the last message
// is all that they bill. A change of one's own wins over it.
TEST(RuleOverlay, Change_OfTheModelsOfSomeRules_WinsOverEmbeddedExceptions) {
  const Rules rules = MustParseRules(ChatOverlay(
      R"("changes": [{"name": "own", "rules": "GPT-4o and GPT-4.1",
          "last_old": "2026-11-20", "first_new": "2026-11-21", "before": {},
          "between": {}, "after": {"forms": {"hides_messages": "no"},
                                   "constants": {"message": 5}}}])"));
  const std::string body = Body(R"([{"role": "user", "content": "hello"},
               {"role": "user", "content": "hello"}])");
  EXPECT_EQ(CheckWith(&rules, "gpt-4.1", body).input_tokens.expected, 17);
  EXPECT_GE(
      CheckWith(&rules, "gpt-4o-search-preview", body).input_tokens.expected,
      14);
  EXPECT_EQ(CheckWith(&rules, "gpt-5", body).input_tokens.expected,
            CheckWith(nullptr, "gpt-5", body).input_tokens.expected);
}

// The priming of gpt-5 is 2, and no recording shows a family of one's own.
TEST(RuleOverlay, NewRules_AreLikeOthers) {
  const Rules rules = MustParseRules(ChatOverlay(
      R"("rules": [{"name": "own", "like": "GPT-5",
                    "constants": {"message": 4}}],
         "models": [{"begins": "gpt-4o", "rules": "own"}])"));
  const Verdict verdict = CheckWith(
      &rules, "gpt-4o", Body(R"([{"role": "user", "content": "hello"}])"));
  EXPECT_EQ(verdict.input_tokens.expected, 4 + 1 + 1 + 2);
  EXPECT_FALSE(verdict.input_tokens.exact);
}

TEST(RuleOverlay, OneEndpoint_LeavesTheOther) {
  const Rules rules = MustParseRules(ChatOverlay(
      R"("exceptions": [{"settings": {"constants": {"message": 5}}}])"));
  const Verdict verdict =
      CheckWith(&rules, "gpt-4o", R"({"model": "gpt-4o", "input": "hello"})");
  EXPECT_EQ(verdict.input_tokens.expected, 8);
  EXPECT_TRUE(verdict.input_tokens.exact);
}

TEST(RuleOverlay, Medians_AreWhatIsExpected) {
  const Rules rules = MustParseRules(
      R"({"schema_version": 1, "median_output_tokens": {"gpt-4o": 40}})");
  CheckOptions options = TestOptions();
  options.rules = &rules;
  options.model = "gpt-4o";
  const std::string body = Body(R"([{"role": "user", "content": "hello"}])");
  const Verdict verdict = MustCheck(body, options);
  EXPECT_EQ(verdict.output_tokens.expected, 40);
  EXPECT_TRUE(verdict.input_tokens.exact);
  // The caller's own option comes first.
  options.median_output_tokens["gpt-4o"] = 50;
  EXPECT_EQ(MustCheck(body, options).output_tokens.expected, 50);
}

TEST(RuleOverlay, WrongFile_IsToldByPlace) {
  const auto error_of = [](std::string_view json) {
    return std::string(Rules::Parse(json, "own.json").status().message());
  };
  EXPECT_THAT(
      error_of("{}"),
      HasSubstr("own.json: $: the field \"schema_version\" is missing"));
  EXPECT_THAT(error_of(R"({"schema_version": 2})"),
              HasSubstr("this program reads version 1"));
  EXPECT_THAT(error_of(R"({"schema_version": 1, "endpoints": [
                  {"endpoint": "/v1/chat/completion"}]})"),
              HasSubstr("$.endpoints[0].endpoint: no rules of such an "
                        "endpoint; did you mean \"/v1/chat/completions\"?"));
  EXPECT_THAT(error_of(ChatOverlay(R"("exceptions": [
                  {"settings": {"constants": {"mesage": 5}}}])")),
              HasSubstr("no such setting; did you mean \"message\"?"));
  EXPECT_THAT(
      error_of(ChatOverlay(R"("rules": [{"name": "a", "like": "GPT-9"}])")),
      HasSubstr("no rules have that name"));
  EXPECT_THAT(error_of(ChatOverlay(R"("rules": [{"name": "GPT-5"}])")),
              HasSubstr("other rules have the same name"));
  EXPECT_THAT(error_of(ChatOverlay(R"("rule": [])")), HasSubstr("rule"));
  EXPECT_THAT(error_of(R"({"schema_version": 1,
                  "median_output_tokens": {"gpt-4o": -1}})"),
              HasSubstr("not below 0"));
}

// Recordings of Chat Completions end on 2026-08-13.
TEST(RuleEvidence, OfLongAgo_IsSaid) {
  CheckOptions options = TestOptions();
  options.model = "gpt-4o";
  const std::string body = Body(R"([{"role": "user", "content": "hello"}])");
  const auto warns = [&](const char* day) {
    options.as_of = *ParseDate(day);
    return Has(MustCheck(body, options).warnings, warning::kEvidenceOld);
  };
  EXPECT_FALSE(warns("2026-08-13"));
  EXPECT_FALSE(warns("2027-02-09"));
  EXPECT_TRUE(warns("2027-02-10"));
}

TEST(DescribeRules, HasFiguresChangesAndEvidence) {
  RulesOptions options;
  options.model = "gpt-4.1-mini";
  options.as_of = *ParseDate("2026-08-13");
  const auto reports = DescribeRules(options);
  ASSERT_TRUE(reports.ok()) << reports.status();
  ASSERT_EQ(reports->size(), 2);
  const RuleReport& chat = reports->front();
  EXPECT_EQ(chat.endpoint, "/v1/chat/completions");
  EXPECT_EQ(chat.family, "GPT-4o and GPT-4.1");
  EXPECT_EQ(chat.figures.front().name, "message");
  EXPECT_EQ(chat.figures.front().value, "3");
  EXPECT_FALSE(chat.changes.empty());
  for (const RuleEvidence& evidence : chat.evidence) {
    const bool enough = evidence.recordings >= 3 && evidence.repositories >= 2;
    if (evidence.feature != "model" && evidence.contradicted == 0) {
      EXPECT_EQ(evidence.why_not_shown.empty(), enough) << evidence.feature;
    }
  }
  options.model = "text-embedding-3-small";
  EXPECT_FALSE(DescribeRules(options).ok());
}

}  // namespace
}  // namespace tokenfare
