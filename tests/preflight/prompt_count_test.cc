// Counting that stops at a budget, and texts that are counted again.

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

Verdict CheckWithin(std::string_view body, uint64_t max_input_tokens) {
  CheckOptions options = TestOptions();
  options.max_input_tokens = max_input_tokens;
  return MustCheck(body, options);
}

// Messages of several kinds, a tool, a schema; `filler` makes one long.
std::string MixedBody(std::string_view filler) {
  return Body(fmt::format(
                  R"([{{"role": "system", "content": "Be brief. {}"}},
              {{"role": "user", "name": "ann", "content": "Weather?"}},
              {{"role": "assistant", "content": null, "tool_calls": [
                {{"id": "a", "type": "function", "function":
                  {{"name": "weather", "arguments": "{{\"city\":\"Oslo\"}}"}}}}]}},
              {{"role": "tool", "tool_call_id": "a", "content": "4 degrees"}},
              {{"role": "user", "content": [
                {{"type": "text", "text": "And "}},
                {{"type": "text", "text": "tomorrow?"}}]}}])",
                  filler),
              R"("tools": [{"type": "function", "function": {"name": "weather",
           "description": "Of a city", "parameters": {"type": "object",
             "properties": {"city": {"type": "string"}}}}}],
         "response_format": {"type": "json_schema", "json_schema": {
           "name": "answer", "schema": {"type": "object",
             "properties": {"degrees": {"type": "integer"}}}}})");
}

std::string Filler(size_t count) {
  std::string words;
  for (size_t i = 0; i < count; ++i) words += "word ";
  return words;
}

void ExpectHonest(const Verdict& found, const TokenRange& whole,
                  uint64_t budget) {
  const InputTokens& input = found.input_tokens;
  EXPECT_LE(input.low, whole.low);
  EXPECT_GE(input.high, whole.high);
  EXPECT_LE(input.low, input.expected);
  EXPECT_LE(input.expected, input.high);
  TokenRange sum;
  for (const PartTokens& part : found.parts) {
    sum.low += part.low;
    sum.expected += part.expected;
    sum.high += part.high;
    EXPECT_EQ(part.exact, part.why.empty()) << part.label;
  }
  EXPECT_EQ(sum.low, input.low);
  EXPECT_EQ(sum.expected, input.expected);
  EXPECT_EQ(sum.high, input.high);
  if (input.stopped) {
    EXPECT_GT(input.low, static_cast<int64_t>(budget));
    EXPECT_FALSE(input.exact);
    EXPECT_EQ(found.fits, false);
    EXPECT_TRUE(Has(found.warnings, warning::kCountStopped));
  } else {
    EXPECT_EQ(input.low, whole.low);
    EXPECT_EQ(input.high, whole.high);
    EXPECT_EQ(input.exact, whole.exact);
  }
}

TEST(CountStops, EachBudgetIsAnsweredAsByTheWholeCount) {
  for (const size_t words : {0, 600, 3'000}) {
    const std::string body = MixedBody(Filler(words));
    const TokenRange whole = MustCheck(body).input_tokens;
    const auto last = static_cast<uint64_t>(whole.high) + 2;
    size_t stops = 0;
    for (uint64_t budget = 0; budget <= last; ++budget) {
      SCOPED_TRACE(fmt::format("{} words, budget {}", words, budget));
      const Verdict found = CheckWithin(body, budget);
      ExpectHonest(found, whole, budget);
      const bool over = whole.low > static_cast<int64_t>(budget);
      EXPECT_EQ(Has(found.reasons, reason::kOverMaxInputTokens), over);
      if (whole.high <= static_cast<int64_t>(budget)) {
        EXPECT_EQ(found.fits, true);
      }
      stops += found.input_tokens.stopped ? 1 : 0;
    }
    EXPECT_GT(stops, 20U);
  }
}

TEST(CountStops, SoonAfterTheBudgetInOneLongText) {
  const std::string body = MixedBody(Filler(200'000));
  const Verdict found = CheckWithin(body, 1'000);
  EXPECT_TRUE(found.input_tokens.stopped);
  // The texts behind the long one have a token each, at least.
  EXPECT_GT(found.input_tokens.low, 1'000);
  EXPECT_LT(found.input_tokens.low, 1'100);
  // A byte a token, and the few tokens of everything else.
  EXPECT_GT(found.input_tokens.high, 1'000'000);
  EXPECT_LT(found.input_tokens.high, 1'001'000);
  ASSERT_EQ(found.reasons.size(), 1U);
  EXPECT_EQ(found.reasons[0].code, reason::kOverMaxInputTokens);
  const int64_t least = found.input_tokens.low;
  EXPECT_EQ(
      found.reasons[0].message,
      fmt::format("over {} input tokens, and the budget is 1000; remove "
                  "at least {} tokens; the largest part is messages[0] "
                  "(system) with about {}",
                  least - 1, least - 1'000, found.parts.front().expected));
  EXPECT_NE(VerdictToJson(found).find("\"stopped\": true"), std::string::npos);
}

TEST(CountStops, TheSameWhateverWasCountedBefore) {
  for (const uint64_t budget : {10, 500, 1'500, 4'100}) {
    // Texts that nobody counted before, each short enough to be remembered.
    std::string messages;
    for (int i = 0; i < 8; ++i) {
      messages += fmt::format(
          R"({}{{"role": "user", "content": "budget {}, turn {}: {}"}})",
          i == 0 ? "" : ",", budget, i, Filler(1'000));
    }
    const std::string body = Body(fmt::format("[{}]", messages));
    const std::string cold = VerdictToJson(CheckWithin(body, budget));
    EXPECT_NE(cold.find("\"stopped\": true"), std::string::npos);
    MustCheck(body);
    EXPECT_EQ(VerdictToJson(CheckWithin(body, budget)), cold) << budget;
  }
}

TEST(CountStops, NotWhereMoreRestsOnTheFigure) {
  const std::string body = MixedBody(Filler(20'000));
  const TokenRange whole = MustCheck(body).input_tokens;
  const auto expect_whole = [&](const auto& set) {
    CheckOptions options = TestOptions();
    options.max_input_tokens = 100;
    set(options);
    const Verdict found = MustCheck(body, options);
    EXPECT_FALSE(found.input_tokens.stopped);
    EXPECT_EQ(found.input_tokens.expected, whole.expected);
    EXPECT_TRUE(Has(found.reasons, reason::kOverMaxInputTokens));
    EXPECT_EQ(VerdictToJson(found).find("\"stopped\""), std::string::npos);
  };
  expect_whole([](CheckOptions& options) { options.explain = true; });
  expect_whole([](CheckOptions& options) { options.suggest = true; });
  expect_whole([](CheckOptions& options) { options.cached_tokens = 10'000; });
  expect_whole([&](CheckOptions& options) { options.previous = body; });
  expect_whole([](CheckOptions& options) {
    options.max_cost = *Money::ParseUsd("1000");
  });
}

// By the rule of text messages and the tokenizer, which remembers no texts.
int64_t TokensOf(const std::vector<std::string>& texts,
                 std::string_view encoding_name) {
  const Encoding& encoding = **GetEncoding(encoding_name);
  int64_t tokens = 3;
  for (const std::string& text : texts) {
    tokens += 4 + static_cast<int64_t>(encoding.Count(text));
  }
  return tokens;
}

std::string BodyOf(const std::vector<std::string>& texts,
                   std::string_view model) {
  std::string messages;
  for (const std::string& text : texts) {
    messages += fmt::format(R"({}{{"role": "user", "content": "{}"}})",
                            messages.empty() ? "" : ", ", text);
  }
  return fmt::format(R"({{"model": "{}", "messages": [{}]}})", model, messages);
}

std::vector<std::string> Conversation(size_t turns) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < turns; ++i) {
    texts.push_back(fmt::format("turn {}: \u4f60\u597d\uff0c\u4e16\u754c {}",
                                i * i, std::string(i * 7 % 90, 'x')));
  }
  // Longer than any text that is remembered, and shared.
  texts.push_back(Filler(14'000));
  texts.push_back(texts.back());
  return texts;
}

void CheckTurns(size_t turns) {
  for (size_t i = 1; i <= turns; ++i) {
    const std::vector<std::string> texts = Conversation(i);
    EXPECT_EQ(MustCheck(BodyOf(texts, "gpt-4.1")).input_tokens.expected,
              TokensOf(texts, "o200k_base"));
    EXPECT_EQ(MustCheck(BodyOf(texts, "gpt-4")).input_tokens.expected,
              TokensOf(texts, "cl100k_base"));
  }
}

TEST(CountedAgain, EachTextHasTheTokensOfItsEncoding) { CheckTurns(40); }

TEST(CountedAgain, InSeveralThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { CheckTurns(15); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tokenfare
