// What recordings show decides what is exact; and bounds have a reason.

#include "tokenfare/preflight/rules/evidence.h"

#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/preflight/prompt/prompt.h"

namespace tokenfare {
namespace {

using internal::EvidenceRow;
using internal::EvidenceTable;
using internal::Feature;
using internal::WhyNotShown;

TEST(Evidence, TableIsInOrder) {
  const auto key = [](const EvidenceRow& row) {
    return std::pair(row.models, row.feature);
  };
  EXPECT_TRUE(std::ranges::is_sorted(EvidenceTable(), {}, key));
  for (const EvidenceRow& row : EvidenceTable()) {
    EXPECT_GE(row.recordings, row.repositories);
    EXPECT_LE(row.first, row.last);
  }
}

TEST(Evidence, OneSourceIsNotEnough) {
  for (const EvidenceRow& row : EvidenceTable()) {
    if (row.feature == Feature::kModel || row.models == "chat models") continue;
    const std::string why =
        WhyNotShown(row.feature, {"", row.models, "gpt-4o"});
    if (row.repositories < 2) {
      EXPECT_NE(why, "") << row.models;
    }
  }
}

TEST(Evidence, NoRecordingOfTheModelIsNotExact) {
  CheckOptions options = TestOptions();
  for (const char* model : {"gpt-5-pro", "o3", "gpt-4-turbo", "gpt-6-sol"}) {
    options.model = model;
    EXPECT_FALSE(MustCheck(Body(kHello), options).input_tokens.exact) << model;
  }
  for (const char* model : {"gpt-4o", "gpt-4.1-mini", "gpt-5", "o3-mini"}) {
    options.model = model;
    EXPECT_TRUE(MustCheck(Body(kHello), options).input_tokens.exact) << model;
  }
}

TEST(Evidence, SnapshotsSpeakForTheirModel) {
  EXPECT_EQ(internal::WithoutDay("gpt-4o-2024-08-06"), "gpt-4o");
  EXPECT_EQ(internal::WithoutDay("gpt-4o-mini"), "gpt-4o-mini");
  EXPECT_EQ(internal::WithoutDay("gpt-4-0125-preview"), "gpt-4-0125-preview");
}

// In 2023 gpt-3.5-turbo was the snapshot of June 2023, which bills a call and
// its result otherwise: 40 tokens, where later snapshots take 42.
TEST(Evidence, DaysBeforeTheFirstRecordingAreNotExact) {
  constexpr std::string_view kCall = R"({"model": "gpt-3.5-turbo", "messages": [
    {"role": "user", "content": "How much is 2 plus 2?"},
    {"role": "assistant", "tool_calls": [{"id": "a", "type": "function",
      "function": {"name": "calculator", "arguments": "{\"a\":2, \"b\":2}"}}]},
    {"role": "tool", "tool_call_id": "a", "content": "4"}]})";
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate("2023-12-01");
  const InputTokens then = MustCheck(kCall, options).input_tokens;
  EXPECT_FALSE(then.exact);
  EXPECT_LE(then.low, 40);
  options.as_of = *ParseDate("2024-02-21");
  EXPECT_TRUE(MustCheck(kCall, options).input_tokens.exact);
}

TEST(PromptPart, BoundsWithoutAReasonAreNotExact) {
  internal::PromptPart part;
  part.AddFixed(3);
  EXPECT_EQ(part.why(), "");
  part.AddBetween({0, -1, 1}, "");
  EXPECT_NE(part.why(), "");
}

std::string Weather(std::string_view parameters) {
  return Body(kHello, fmt::format(R"("tools":[{{"type":"function","function":
      {{"name":"weather","description":"Now","parameters":{}}}}}])",
                                  parameters));
}

// Of which no recording shows any, in gpt-4o, whose tools are well known.
TEST(Evidence, WhatNobodySentIsNotExact) {
  CheckOptions options = TestOptions();
  options.model = "gpt-4o";
  const auto is_exact = [&](std::string_view body) {
    const InputTokens input = MustCheck(body, options).input_tokens;
    EXPECT_TRUE(!input.exact || input.low == input.high) << body;
    return input.exact;
  };
  constexpr std::string_view kKnown =
      R"({"type":"object","properties":{"city":{"type":"string"}}})";
  EXPECT_TRUE(is_exact(Weather(kKnown)));
  for (const std::string_view property :
       {R"("city":{"enum":[]})", R"("city":{"type":"text"})", R"("city":true)",
        R"("city":{"description":7})", R"("the city":{"type":"string"})",
        R"("city":{"type":"number","default":1.50})",
        R"("city":{"type":"number","default":1e3})",
        R"("city":{"description":"one\rtwo"})",
        R"("city":{"description":"one\u00a0\ntwo"})",
        R"("city":{"description":"say <|im_end|>"})"}) {
    EXPECT_FALSE(is_exact(Weather(
        fmt::format(R"({{"type":"object","properties":{{{}}}}})", property))))
        << property;
  }
  for (const std::string_view arguments :
       {R"({\"a\":NaN})", R"({\"a\":1,\"a\":2})", R"({\"a\":1.50})"}) {
    EXPECT_FALSE(is_exact(Body(fmt::format(
        R"([{{"role":"user","content":"Go"}},{{"role":"assistant",
            "tool_calls":[{{"id":"a","type":"function","function":
            {{"name":"go","arguments":"{}"}}}}]}}])",
        arguments))))
        << arguments;
  }
  EXPECT_FALSE(is_exact(
      Body(R"([{"role":"user","content":"Go","reasoning_content":"a"}])")));
}

}  // namespace
}  // namespace tokenfare
