// Checks that must end: by work, by a deadline, by whoever waits for them.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/check_many.h"

namespace tokenfare {
namespace {

std::string Repeated(std::string_view text, size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string Messages(size_t count, std::string_view content) {
  std::string messages = "[";
  for (size_t i = 0; i < count; ++i) {
    messages += fmt::format(R"({}{{"role": "user", "content": "{}"}})",
                            i == 0 ? "" : ",", content);
  }
  return messages + "]";
}

std::string UserText(std::string_view text) { return Messages(1, text); }

// A schema of `count` properties.
std::string ToolWith(size_t count) {
  std::string properties;
  for (size_t i = 0; i < count; ++i) {
    properties +=
        fmt::format(R"({}"p{}": {{"type": "string"}})", i == 0 ? "" : ",", i);
  }
  return fmt::format(
      R"("tools": [{{"type": "function", "function": {{"name": "f",
        "parameters": {{"type": "object", "properties": {{{}}}}}}}}}])",
      properties);
}

// Definitions that double with each level: endless when written out.
std::string LaughingTool(size_t levels) {
  std::string definitions = R"("l0": {"type": "string"})";
  for (size_t i = 1; i <= levels; ++i) {
    definitions += fmt::format(
        R"(, "l{}": {{"type": "object", "properties": {{
          "a": {{"$ref": "#/$defs/l{}"}}, "b": {{"$ref": "#/$defs/l{}"}}}}}})",
        i, i - 1, i - 1);
  }
  return fmt::format(
      R"("tools": [{{"type": "function", "function": {{"name": "f",
        "parameters": {{"type": "object", "properties": {{
          "a": {{"$ref": "#/$defs/l{}"}}}}, "$defs": {{{}}}}}}}}}])",
      levels, definitions);
}

std::string Elements(size_t count, std::string_view element) {
  std::string all;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) all += ",";
    all += fmt::format(fmt::runtime(element), i);
  }
  return all;
}

// A body of /v1/responses: `items` are those of the input.
std::string Items(std::string_view items, std::string_view fields = "") {
  return fmt::format(R"({{"model": "gpt-4.1-mini", "input": [{}]{}{}}})", items,
                     fields.empty() ? "" : ", ", fields);
}

using NamedBodies = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kItem =
    R"({{"role": "user", "content": "Hello there {}"}})";
constexpr std::string_view kCallItem =
    R"({{"type": "function_call", "call_id": "c{}", "name": "look_up",
         "arguments": "{{\"a\": 1}}"}})";
constexpr std::string_view kResultItem =
    R"({{"type": "function_call_output", "call_id": "c{}", "output": "ok"}})";
// Endless when written out, but for the budget that all sections share.
constexpr std::string_view kLaughingItem =
    R"({{"type": "additional_tools", "role": "developer", "tools": [{{
         "type": "function", "name": "f{}", "parameters": {{"type": "object",
         "properties": {{"a": {{"$ref": "#"}}, "b": {{"$ref": "#"}}}}}}}}]}})";

NamedBodies HostileResponses() {
  return {
      {"a long input",
       fmt::format(R"({{"model": "gpt-4.1-mini", "input": "{}"}})",
                   Repeated("word ", 100'000))},
      {"long instructions",
       Items(Elements(1, kItem),
             fmt::format(R"("instructions": "{}")", Repeated("a", 500'000)))},
      {"items", Items(Elements(5'000, kItem))},
      {"calls and results",
       Items(Elements(3'000, kCallItem) + "," + Elements(3'000, kResultItem))},
      {"results of one call",
       Items(Elements(1, kCallItem) + "," +
             Repeated(R"({"type": "function_call_output", "call_id": "c0",
                          "output": "ok"},)",
                      3'000) +
             Elements(1, kItem))},
      {"declared tools",
       Items(Elements(1, kItem),
             fmt::format(R"("tools": [{}])",
                         Elements(3'000, R"({{"type": "function",
                             "name": "f{}", "description": "Do it",
                             "parameters": {{"type": "object",
                             "properties": {{}}}}}})")))},
      {"hosted tools",
       Items(Elements(1, kItem),
             fmt::format(R"("tools": [{}])", Elements(3'000, R"({{"type": "mcp",
                             "server_label": "s{}",
                             "server_url": "https://a"}})")))},
      {"lists of tools", Items(Elements(3'000, R"({{"type": "mcp_list_tools",
            "server_label": "s{}", "tools": [{{"name": "look", "input_schema":
            {{"type": "object", "properties": {{"a": {{}}}}}}}}]}})"))},
      {"endless schemas", Items(Elements(300, kLaughingItem))},
      {"unknown items",
       Items(Elements(3'000, R"({{"type": "odd_{}", "text": "abc"}})"))},
      {"a schema",
       Items(Elements(1, kItem),
             fmt::format(R"("text": {{"format": {{"type": "json_schema",
                 "name": "x", "schema": {{"type": "object",
                 "properties": {{{}}}}}}}}})",
                         Elements(20'000, R"("p{}": {{"type": "string"}})")))},
  };
}

NamedBodies HostilePlainTexts() {
  return {
      {"texts to embed",
       fmt::format(R"({{"model": "text-embedding-3-small", "input": [{}]}})",
                   Elements(6'000, R"("some text {}")"))},
      {"a long text to embed",
       fmt::format(R"({{"model": "text-embedding-3-small", "input": "{}"}})",
                   Repeated("word ", 100'000))},
      {"token ids",
       fmt::format(R"({{"model": "text-embedding-3-small", "input": [{}]}})",
                   Elements(6'000, "[{}, 1, 2]"))},
      {"prompts with a suffix",
       fmt::format(R"({{"model": "gpt-3.5-turbo-instruct", "suffix": "{}",
                       "max_tokens": 5, "prompt": [{}]}})",
                   Repeated("end ", 500), Elements(6'000, R"("begin {}")"))},
  };
}

// What hostile people send, small enough that it can be checked whole.
NamedBodies HostileBodies() {
  NamedBodies bodies = {
      {"words", Body(UserText(Repeated("word ", 200'000)))},
      {"one letter", Body(UserText(Repeated("a", 1'000'000)))},
      {"ideographs", Body(UserText(Repeated("\u4e2d\u6587\u5b57", 60'000)))},
      {"newlines", Body(UserText(Repeated("\\n", 300'000)))},
      {"blanks and newlines", Body(UserText(Repeated(" \\n  ", 100'000)))},
      {"special tokens", Body(UserText(Repeated("<|a|>", 100'000)))},
      {"messages", Body(Messages(5'000, "Hello there"))},
      {"long messages", Body(Messages(50, Repeated("word ", 4'000)))},
      {"properties", Body(kHello, ToolWith(20'000))},
      {"references", Body(kHello, LaughingTool(30))},
  };
  std::string parts;
  for (int i = 0; i < 20'000; ++i) {
    parts += fmt::format(R"({}{{"type": "text", "text": "ab "}})",
                         i == 0 ? "" : ",");
  }
  bodies.emplace_back(
      "parts",
      Body(fmt::format(R"([{{"role": "user", "content": [{}]}}])", parts)));
  bodies.emplace_back(
      "an image beside tools",
      Body(R"([{"role": "user", "content": [{"type": "image_url",
                "image_url": {"url": "https://a/b", "detail": "low"}}]},)" +
               Elements(3'000, kItem) + "]",
           ToolWith(1)));
  for (NamedBodies more : {HostileResponses(), HostilePlainTexts()}) {
    for (auto& body : more) bodies.push_back(std::move(body));
  }
  return bodies;
}

// More tokens than any request has: a bound of those says nothing.
constexpr int64_t kUnbounded = 1'000'000'000;

void ExpectContains(const TokenRange& bounds, const TokenRange& whole) {
  EXPECT_LE(bounds.low, whole.low);
  EXPECT_GE(bounds.high, std::min(whole.high, kUnbounded));
  EXPECT_LE(bounds.low, bounds.expected);
  EXPECT_LE(bounds.expected, bounds.high);
}

// Bounds that hold, reasons for them, and parts that add up to them.
void ExpectHonest(const Verdict& found, const Verdict& whole) {
  const InputTokens& input = found.input_tokens;
  ExpectContains(input, whole.input_tokens);
  TokenRange sum;
  for (const PartTokens& part : found.parts) sum += part;
  EXPECT_EQ(sum.low, input.low);
  EXPECT_EQ(sum.expected, input.expected);
  EXPECT_EQ(sum.high, input.high);
  EXPECT_EQ(Has(found.warnings, warning::kCountStopped), input.stopped);
  if (!input.stopped) {
    EXPECT_EQ(VerdictToJson(found), VerdictToJson(whole));
    return;
  }
  EXPECT_FALSE(input.exact);
  EXPECT_FALSE(found.parts.back().why.empty());
  if (found.fits != whole.fits) {
    EXPECT_EQ(found.fits, std::nullopt);
    EXPECT_TRUE(Has(found.reasons, reason::kCountStopped));
  }
  if (found.cost_usd.has_value()) {
    EXPECT_LE(found.cost_usd->low, whole.cost_usd->low);
    if (whole.input_tokens.high < kUnbounded) {
      EXPECT_GE(found.cost_usd->high, whole.cost_usd->high);
    }
  }
}

CheckOptions WithWork(uint64_t work) {
  CheckOptions options = TestOptions();
  options.max_work = work;
  return options;
}

TEST(CheckLimits, WhateverTheWork_BoundsHold) {
  for (const auto& [name, body] : HostileBodies()) {
    const Verdict whole = MustCheck(body);
    size_t stops = 0;
    for (uint64_t work = 0; work < 10'000'000; work = work * 3 + 1'000) {
      SCOPED_TRACE(fmt::format("{}, work {}", name, work));
      const Verdict found = MustCheck(body, WithWork(work));
      ExpectHonest(found, whole);
      stops += found.input_tokens.stopped ? 1 : 0;
    }
    EXPECT_GT(stops, 3U) << name;
    const Verdict all = MustCheck(body, WithWork(100'000'000));
    EXPECT_FALSE(all.input_tokens.stopped) << name;
  }
}

TEST(CheckLimits, WhateverTheDeadline_BoundsHold) {
  for (const auto& [name, body] : HostileBodies()) {
    const Verdict whole = MustCheck(body);
    for (const int micros : {0, 100, 1'000, 5'000, 3'600'000}) {
      SCOPED_TRACE(fmt::format("{}, {} us", name, micros));
      CheckOptions options = TestOptions();
      options.deadline = std::chrono::microseconds(micros);
      ExpectHonest(MustCheck(body, options), whole);
    }
  }
}

TEST(CheckLimits, Work_StopsWhereItDoesWhateverWasCountedBefore) {
  for (const auto& [name, body] : HostileBodies()) {
    for (const uint64_t work : {10'000, 100'000, 500'000}) {
      const std::string cold = VerdictToJson(MustCheck(body, WithWork(work)));
      MustCheck(body);
      EXPECT_EQ(VerdictToJson(MustCheck(body, WithWork(work))), cold)
          << name << ", " << work;
    }
  }
}

// As the counts of the steps add up, so do the bounds: what was counted is
// counted exactly, and each byte of the rest is a token at most.
TEST(CheckLimits, ALongTextIsCountedAsFarAsItGoes) {
  const std::string body = Body(UserText(Repeated("word ", 200'000)));
  const InputTokens found = MustCheck(body, WithWork(500'000)).input_tokens;
  EXPECT_TRUE(found.stopped);
  // A word is a token of five bytes; 32 KiB are a step.
  EXPECT_GT(found.low, (500'000 - 33'000) / 5);
  EXPECT_LT(found.low, 500'000 / 5 + 500'000 / 100);
  EXPECT_GT(found.high, 500'000 + 90'000);
  EXPECT_LT(found.high, 500'000 + 33'000 + 100'100);
}

TEST(CheckLimits, ALargeBodyIsRefusedUncounted) {
  // A token has 128 bytes at most.
  const std::string body = Body(UserText(Repeated("a", 140'000'000 / 1)));
  CheckOptions options = WithWork(0);
  options.limits.body_bytes = body.size();
  const Verdict found = MustCheck(body, options);
  EXPECT_EQ(found.fits, false);
  EXPECT_TRUE(Has(found.reasons, reason::kInputLimitExceeded));
}

TEST(CheckLimits, Messages) {
  const std::string body = Body(UserText(Repeated("word ", 300'000)));
  Verdict found = MustCheck(body, WithWork(100'000));
  EXPECT_EQ(found.fits, std::nullopt);
  ASSERT_EQ(found.reasons.size(), 1U);
  EXPECT_EQ(found.reasons[0].code, reason::kCountStopped);
  EXPECT_EQ(found.reasons[0].message,
            fmt::format("counting stopped at max_work: {} to {} input tokens "
                        "leave open whether the request fits",
                        found.input_tokens.low, found.input_tokens.high));
  ASSERT_FALSE(found.warnings.empty());
  EXPECT_EQ(found.warnings[0].code, warning::kCountStopped);
  EXPECT_EQ(found.warnings[0].message,
            "counting stopped at max_work; what follows is bounded by its "
            "bytes");
  EXPECT_NE(MustCheck(Body(Messages(2'000, "Hi")), WithWork(1'000))
                .warnings[0]
                .message.find("what the API refuses was not looked for"),
            std::string::npos);
  EXPECT_EQ(found.parts[0].why,
            "not counted to its end: it is more work than max_work");

  CheckOptions options = TestOptions();
  options.deadline = std::chrono::nanoseconds(0);
  found = MustCheck(body, options);
  ASSERT_EQ(found.reasons.size(), 1U);
  EXPECT_EQ(found.reasons[0].message.find("counting stopped at the deadline"),
            0U);
  EXPECT_EQ(found.parts[0].why,
            "not counted to its end: the deadline had come");
}

TEST(CheckLimits, WhatFitsByItsBytesFits) {
  const Verdict found =
      MustCheck(Body(UserText(Repeated("word ", 2'000))), WithWork(0));
  EXPECT_TRUE(found.input_tokens.stopped);
  EXPECT_EQ(found.fits, true);
  EXPECT_TRUE(found.reasons.empty());
  EXPECT_TRUE(Has(found.warnings, warning::kCountStopped));
}

TEST(CheckLimits, ABudgetThatBoundsLeaveOpenIsNotKnownToHold) {
  const std::string body = Body(UserText(Repeated("word ", 100'000)),
                                R"("max_completion_tokens": 10)");
  CheckOptions options = WithWork(1'000);
  // 100,000 tokens cost 0.04 dollars, 500,000 bytes at most 0.2.
  options.max_cost = *Money::ParseUsd("0.1");
  EXPECT_EQ(MustCheck(body, options).fits, std::nullopt);
  options.max_cost = *Money::ParseUsd("0.21");
  EXPECT_EQ(MustCheck(body, options).fits, true);
  options.max_cost = std::nullopt;
  options.max_input_tokens = 100'200;
  EXPECT_EQ(MustCheck(body, options).fits, std::nullopt);
}

// Options that rest on the whole count take the bounds.
TEST(CheckLimits, WithEveryOption) {
  const std::string body = Body(UserText(Repeated("word ", 50'000)));
  const Verdict whole = MustCheck(body);
  for (const uint64_t work : {0, 20'000, 120'000}) {
    CheckOptions options = WithWork(work);
    options.cached_tokens = 49'000;
    Verdict found = MustCheck(body, options);
    ExpectContains(found.input_tokens, whole.input_tokens);
    EXPECT_LE(found.cache.cached_tokens, found.input_tokens.expected);
    EXPECT_LE(found.cost_usd->low, found.cost_usd->expected);

    options = WithWork(work);
    options.previous = body;
    found = MustCheck(body, options);
    ExpectContains(found.input_tokens, whole.input_tokens);
    EXPECT_LE(*found.cache.shared_prefix_tokens, whole.input_tokens.low);

    options = WithWork(work);
    options.explain = true;
    found = MustCheck(body, options);
    TokenRange sum;
    for (const PartTokens& part : found.parts) {
      sum += part.framing;
      for (const PromptText& text : part.texts) sum += text.tokens;
    }
    EXPECT_EQ(sum.low, found.input_tokens.low);
    EXPECT_EQ(sum.high, found.input_tokens.high);

    options = WithWork(work);
    options.suggest = true;
    found = MustCheck(body, options);
    ExpectContains(found.input_tokens, whole.input_tokens);
    for (const Suggestion& other : *found.suggestions) {
      EXPECT_TRUE(other.input_tokens.exact || other.input_tokens.low > 40'000);
    }
  }
}

TEST(CheckLimits, CancelledBeforeIt_NothingIsRead) {
  std::stop_source source;
  CheckOptions options = TestOptions();
  options.cancel = source.get_token();
  EXPECT_TRUE(Check(Body(kHello), options).ok());
  source.request_stop();
  EXPECT_TRUE(absl::IsCancelled(Check(Body(kHello), options).status()));
  EXPECT_TRUE(absl::IsCancelled(Check("no JSON", options).status()));
  const auto request = Request::Parse(Body(kHello));
  EXPECT_TRUE(absl::IsCancelled(Check(*request, options).status()));
}

// Whenever that is, there is a whole verdict or none.
TEST(CheckLimits, CancelledMeanwhile) {
  const std::string body = Body(Messages(200, Repeated("word ", 5'000)));
  const std::string whole = VerdictToJson(MustCheck(body));
  for (int micros = 0; micros < 20'000; micros = micros * 2 + 100) {
    std::stop_source source;
    CheckOptions options = TestOptions();
    options.cancel = source.get_token();
    const std::jthread canceller([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(micros));
      source.request_stop();
    });
    const absl::StatusOr<Verdict> found = Check(body, options);
    if (found.ok()) {
      EXPECT_EQ(VerdictToJson(*found), whole);
    } else {
      EXPECT_TRUE(absl::IsCancelled(found.status())) << found.status();
    }
  }
}

TEST(CheckManyLimits, AreThoseOfEachBody) {
  const std::string large = Body(UserText(Repeated("word ", 100'000)));
  const std::string small = Body(kHello);
  const std::vector<const std::string*> bodies = {&small, &large, &small,
                                                  &large, &small};
  std::vector<bool> stopped;
  const absl::Status status = CheckMany(
      [&, next = size_t{0}]() mutable -> std::optional<std::string> {
        if (next == bodies.size()) return std::nullopt;
        return *bodies[next++];
      },
      [&](size_t, const absl::StatusOr<Verdict>& verdict) {
        stopped.push_back(verdict->input_tokens.stopped);
        return true;
      },
      WithWork(50'000), {.threads = 2});
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(stopped, (std::vector<bool>{false, true, false, true, false}));
}

TEST(CheckManyLimits, Cancelled) {
  std::stop_source source;
  CheckOptions options = TestOptions();
  options.cancel = source.get_token();
  size_t verdicts = 0;
  const absl::Status status =
      CheckMany([] { return std::optional(Body(kHello)); },  // without end
                [&](size_t, const absl::StatusOr<Verdict>& verdict) {
                  EXPECT_TRUE(verdict.ok());
                  if (++verdicts == 300) source.request_stop();
                  return true;
                },
                options, {.threads = 2});
  EXPECT_TRUE(absl::IsCancelled(status)) << status;
  EXPECT_GE(verdicts, 300U);
}

}  // namespace
}  // namespace tokenfare
