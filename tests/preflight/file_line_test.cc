// Lines of fine-tuning files and of Batch files. Tokens are those of tiktoken
// 0.14.0; prices those of OpenAI's page, in data/catalogue.

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/batch_tally.h"

namespace tokenfare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CheckOptions TrainingOptions() {
  CheckOptions options = TestOptions();
  options.format = "fine_tuning";
  options.model = "gpt-4.1-mini";
  return options;
}

// 3 + n(role) + n(content) for each: (3+1+3) + (3+1+1) + (3+1+1) = 17.
constexpr std::string_view kExample = R"({"messages": [
  {"role": "system", "content": "Be terse."},
  {"role": "user", "content": "Hi"},
  {"role": "assistant", "content": "Hello", "weight": 1}]})";

// The input 3+1+7, the answers 3+1+3 and 3+1+6.
constexpr std::string_view kPreference = R"({"input": {"messages": [
  {"role": "user", "content": "Hello, how cold is it?"}], "tools": [],
  "parallel_tool_calls": true},
  "preferred_output": [{"role": "assistant", "content": "Not cold."}],
  "non_preferred_output": [
    {"role": "assistant", "content": "It is not cold today."}]})";

std::vector<std::string> LabelsOf(const Verdict& verdict) {
  std::vector<std::string> labels;
  for (const PartTokens& part : verdict.parts) labels.push_back(part.label);
  return labels;
}

std::vector<std::string> CodesIn(const std::vector<Finding>& findings) {
  std::vector<std::string> codes;
  for (const Finding& finding : findings) codes.push_back(finding.code);
  return codes;
}

TEST(FineTuning, AnExampleHasTheTokensOfItsMessages) {
  const Verdict verdict = MustCheck(kExample, TrainingOptions());
  EXPECT_EQ(verdict.format, "fine_tuning");
  EXPECT_EQ(verdict.endpoint, "");
  EXPECT_EQ(verdict.input_tokens.expected, 17);
  EXPECT_EQ(verdict.input_tokens.low, 17);
  EXPECT_EQ(verdict.input_tokens.high, 20);
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.input_tokens.basis, Basis::kInferred);
  EXPECT_EQ(verdict.output_tokens.limit, 0);
  EXPECT_EQ(verdict.fits, true);
  EXPECT_THAT(verdict.refused, IsEmpty());
  EXPECT_FALSE(Has(verdict.warnings, warning::kUnknownField));
}

TEST(FineTuning, CostsTokensTimesEpochs) {
  CheckOptions options = TrainingOptions();
  // $5 per million.
  EXPECT_EQ(MustCheck(kExample, options).cost_usd->expected.ToDecimal(),
            "0.000085");
  options.epochs = 3;
  const Verdict verdict = MustCheck(kExample, options);
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.000255");
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0003");
  EXPECT_THAT(CodesIn(verdict.assumptions), ElementsAre(assumption::kEpochs));
  // Nobody states a price of it, or one of the day.
  options.model = "gpt-5";
  EXPECT_FALSE(MustCheck(kExample, options).cost_usd.has_value());
  options = TrainingOptions();
  options.as_of = *ParseDate("2026-08-20");
  EXPECT_FALSE(MustCheck(kExample, options).cost_usd.has_value());
  EXPECT_EQ(MustCheck(kExample, options).fits, std::nullopt);
}

TEST(FineTuning, WhatIsTooLongIsCut) {
  const auto example = [](size_t words) {
    std::string text;
    for (size_t i = 0; i < words; ++i) text += " word";
    return fmt::format(R"({{"messages": [
      {{"role": "user", "content": "{}"}},
      {{"role": "assistant", "content": "Hello"}}]}})",
                       text);
  };
  // 4 + n + 5, and 3 at the most: 65,536 in all.
  EXPECT_EQ(MustCheck(example(65'524), TrainingOptions()).fits, true);
  const Verdict maybe = MustCheck(example(65'525), TrainingOptions());
  EXPECT_THAT(CodesIn(maybe.reasons), ElementsAre(reason::kMayNotFit));
  const Verdict longer = MustCheck(example(65'528), TrainingOptions());
  EXPECT_THAT(CodesIn(longer.reasons),
              ElementsAre(reason::kInputLimitExceeded));
  EXPECT_THAT(longer.reasons[0].message, HasSubstr("65536"));
  // 65,536 x 5 microdollars, however long it is.
  EXPECT_EQ(longer.cost_usd->high.ToDecimal(), "0.32768");
}

TEST(FineTuning, ToolsAreCounted) {
  const std::string with_tools =
      std::string(kExample.substr(0, kExample.size() - 1)) +
      R"(, "tools": [{"type": "function", "function":
      {"name": "f", "parameters": {"type": "object", "properties":
      {"a": {"type": "string"}}}}}], "parallel_tool_calls": false})";
  const Verdict verdict = MustCheck(with_tools, TrainingOptions());
  EXPECT_GT(verdict.input_tokens.low, 17);
  EXPECT_THAT(LabelsOf(verdict), ::testing::Contains("tools[0] (f)"));
}

TEST(FineTuning, AnInputOfAPreferenceMayCountTwice) {
  CheckOptions options = TrainingOptions();
  options.format.reset();
  const Verdict verdict = MustCheck(kPreference, options);
  EXPECT_EQ(verdict.format, "fine_tuning");
  EXPECT_EQ(verdict.input_tokens.expected, 11 + 7 + 10 + 11);
  EXPECT_EQ(verdict.input_tokens.low, 11 + 7 + 10);
  EXPECT_EQ(verdict.input_tokens.high, 11 + 7 + 10 + 11 + 6);
  EXPECT_THAT(
      LabelsOf(verdict),
      ElementsAre("input.messages[0] (user)", "preferred_output[0] (assistant)",
                  "non_preferred_output[0] (assistant)",
                  "input.messages[0] (user), again", "example"));
  EXPECT_EQ(verdict.parts[1].path, "$.preferred_output[0]");
}

TEST(FineTuning, ErrorsNameTheList) {
  const auto error = [](std::string_view body) {
    return ErrorOf(body, TrainingOptions());
  };
  EXPECT_THAT(error(R"({"messages": [{"role": "user", "content": "a"}]})"),
              HasSubstr("$.messages: there is no message of the assistant"));
  EXPECT_THAT(error(R"({"messages": [
                {"role": "assistant", "content": "a", "weight": 2}]})"),
              HasSubstr("$.messages[0].weight: 2 is neither"));
  EXPECT_THAT(error(R"({"messages": [{"role": "cook", "content": "a"}]})"),
              HasSubstr("$.messages[0].role"));
  EXPECT_THAT(error(R"({"preferred_output": []})"),
              HasSubstr("$.input: missing"));
  EXPECT_THAT(error(R"({"input": {}, "preferred_output": []})"),
              HasSubstr("$.input.messages: missing"));
  constexpr std::string_view kInput =
      R"({"input": {"messages": [{"role": "user", "content": "a"}]}, )";
  EXPECT_THAT(error(std::string(kInput) + R"("preferred_output": [
                {"role": "assistant", "content": 1}]})"),
              HasSubstr("$.preferred_output[0].content: expected"));
  EXPECT_THAT(error(std::string(kInput) + R"("preferred_output": [
                {"role": "assistant", "content": "b"}]})"),
              HasSubstr("$.non_preferred_output: missing"));
  EXPECT_THAT(error(std::string(kInput) + R"("preferred_output": [
                {"role": "user", "content": "b"}]})"),
              HasSubstr("$.preferred_output: there is no message"));
  CheckOptions options = TrainingOptions();
  options.model.reset();
  const absl::Status nameless = Check(kExample, options).status();
  EXPECT_EQ(OptionAtFault(nameless), "model");
}

TEST(FineTuning, AChatThatLooksLikeItSaysHow) {
  EXPECT_THAT(ErrorOf(R"({"messages": [{"role": "user", "content": "a"},
                {"role": "assistant", "content": "b"}]})"),
              HasSubstr("the format fine_tuning"));
}

std::string Line(std::string_view id, std::string_view url,
                 std::string_view body) {
  return fmt::format(
      R"({{"custom_id": "{}", "method": "POST", "url": "{}", "body": {}}})", id,
      url, body);
}

constexpr std::string_view kRiversBody =
    R"({"model": "gpt-4.1-mini", "messages":
    [{"role": "user", "content": "Name three rivers."}],
    "max_completion_tokens": 100})";
constexpr std::string_view kChunks =
    R"({"model": "text-embedding-3-small", "input": ["first chunk", "b"]})";

TEST(Batch, ALineIsItsBodyAtTheBatchTier) {
  const Verdict chat =
      MustCheck(Line("r-1", "/v1/chat/completions", kRiversBody));
  EXPECT_EQ(chat.format, "openai_batch");
  EXPECT_EQ(chat.endpoint, "/v1/chat/completions");
  EXPECT_EQ(chat.custom_id, "r-1");
  EXPECT_EQ(chat.service_tier, ServiceTier::kBatch);
  EXPECT_EQ(chat.input_tokens.expected, 11);
  // 11 x 0.2 + 100 x 0.8 microdollars.
  EXPECT_EQ(chat.cost_usd->high.ToDecimal(), "0.0000822");
  EXPECT_EQ(chat.parts[0].path, "$.body.messages[0]");
  const Verdict embeddings = MustCheck(Line("r-2", "/v1/embeddings", kChunks));
  EXPECT_EQ(embeddings.endpoint, "/v1/embeddings");
  EXPECT_EQ(embeddings.input_tokens.expected, 3);
  EXPECT_EQ(embeddings.cost_usd->high.ToDecimal(), "0.00000003");
  const Verdict completion =
      MustCheck(Line("r-3", "/v1/completions",
                     R"({"model": "davinci-002", "prompt": "Say hi"})"));
  EXPECT_EQ(completion.output_tokens.limit, 16);
}

TEST(Batch, ErrorsNameThePlaceInTheLine) {
  EXPECT_THAT(ErrorOf(R"({"custom_id": "", "url": "/v1/embeddings"})"),
              HasSubstr("$.custom_id: "));
  EXPECT_THAT(ErrorOf(R"({"custom_id": "a", "url": "/v1/embeddings"})"),
              HasSubstr("$.method: missing"));
  EXPECT_THAT(ErrorOf(R"({"custom_id": "a", "method": "GET", "body": {}})"),
              HasSubstr("$.method: \"GET\" is not POST"));
  EXPECT_THAT(ErrorOf(R"({"custom_id": "a", "method": "POST", "url":
                "/v1/chat/completions"})"),
              HasSubstr("$.body: missing"));
  EXPECT_THAT(ErrorOf(Line("a", "/v1/embedding", "{}")),
              HasSubstr("did you mean \"/v1/embeddings\""));
  EXPECT_THAT(ErrorOf(Line("a", "/v1/images/generations", "{}")),
              HasSubstr("$.url: "));
  EXPECT_THAT(ErrorOf(Line("a", "/v1/chat/completions",
                           R"({"model": "gpt-4.1", "messages": [1]})")),
              HasSubstr("$.body.messages[0]: expected"));
  EXPECT_THAT(ErrorOf(Line("a", "/v1/chat/completions",
                           R"({"model": "gpt-9", "messages": [
                             {"role": "user", "content": "a"}]})")),
              HasSubstr("$.body.model: "));
}

TEST(Batch, WarningsNameThePlaceInTheLine) {
  const Verdict verdict = MustCheck(
      Line("a", "/v1/embeddings",
           R"({"model": "text-embedding-3-small", "input": "a", "usr": 1})"));
  ASSERT_EQ(verdict.warnings.size(), 1U);
  EXPECT_THAT(verdict.warnings[0].message, HasSubstr("$.body.usr: unknown"));
}

TEST(BatchTally, AddsUpByModel) {
  BatchTally tally;
  EXPECT_TRUE(tally.Add(
      1, 100, MustCheck(Line("a", "/v1/chat/completions", kRiversBody))));
  EXPECT_TRUE(tally.Add(
      2, 100, MustCheck(Line("b", "/v1/chat/completions", kRiversBody))));
  EXPECT_EQ(tally.lines(), 2U);
  EXPECT_THAT(tally.Findings(), IsEmpty());
  ASSERT_EQ(tally.models().size(), 1U);
  const RequestTally& model = tally.models().at("gpt-4.1-mini");
  EXPECT_EQ(model.requests(), 2U);
  EXPECT_EQ(model.input_tokens().expected, 22);
  EXPECT_EQ(model.cost_usd().high.ToDecimal(), "0.0001644");
}

TEST(BatchTally, FindsWhatMakesNoBatch) {
  BatchTally tally;
  tally.Add(1, 100, MustCheck(Line("a", "/v1/chat/completions", kRiversBody)));
  tally.Add(7, 100, MustCheck(Line("a", "/v1/embeddings", kChunks)));
  const std::vector<Finding> findings = tally.Findings();
  EXPECT_THAT(CodesIn(findings),
              ElementsAre(batch::kRepeatedId, batch::kSeveralModels,
                          batch::kSeveralEndpoints));
  EXPECT_THAT(findings[0].message,
              HasSubstr("line 7 has the custom_id \"a\" of line 1"));
}

TEST(BatchTally, HasTheLimitsOfAFile) {
  Verdict verdict = MustCheck(Line("a", "/v1/embeddings", kChunks));
  BatchTally tally;
  for (size_t line = 1; line <= 25'000; ++line) {
    verdict.custom_id = fmt::format("{}", line);
    tally.Add(line, 3'999, verdict);
  }
  // 50,000 texts, and 25,000 lines of 4,000 bytes with their ends.
  EXPECT_THAT(tally.Findings(), IsEmpty());
  for (size_t line = 0; line < 25'000; ++line) tally.AddBad(3'999);
  EXPECT_THAT(tally.Findings(), IsEmpty());
  tally.AddBad(0);
  EXPECT_THAT(CodesIn(tally.Findings()),
              ElementsAre(batch::kTooManyLines, batch::kTooLarge));
  verdict.custom_id = "one more";
  tally.Add(50'002, 100, verdict);
  EXPECT_THAT(CodesIn(tally.Findings()),
              ElementsAre(batch::kTooManyLines, batch::kTooLarge,
                          batch::kTooManyInputs));
}

}  // namespace
}  // namespace tokenfare
