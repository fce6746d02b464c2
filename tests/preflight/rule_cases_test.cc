// Cases of each rule: requests, the texts of their prompts written by hand from
// the rules (DESIGN.md, "Rules of the prompt") and counted by tiktoken
// (rule_cases/check_cases.py, which says what a case holds).

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFolder = "tests/preflight/rule_cases";

// Those of /v1/responses begin with its name: whose body a request is, it tells
// itself.
constexpr std::array<const char*, 21> kGroups = {"bounds",
                                                 "gpt5",
                                                 "messages",
                                                 "names",
                                                 "o_series",
                                                 "parallel_calls",
                                                 "reply_priming",
                                                 "response_format",
                                                 "responses_calls",
                                                 "responses_hosted",
                                                 "responses_messages",
                                                 "responses_schema",
                                                 "responses_stored",
                                                 "responses_tool_choice",
                                                 "responses_tools",
                                                 "rules_2026",
                                                 "snapshots",
                                                 "tool_calls",
                                                 "tool_choice",
                                                 "tools",
                                                 "tools_place"};

std::string TextOf(const Json& segment) {
  if (segment.is_string()) return segment;
  std::string text;
  for (const Json& line : segment) {
    if (&line != &segment.front()) text += '\n';
    text += line.get<std::string>();
  }
  return text;
}

// How the prompt is cut into texts is for the renderers to choose.
std::string TextOfAll(const Json& segments) {
  std::string text;
  for (const Json& segment : segments) text += TextOf(segment);
  return text;
}

Verdict CheckCase(const Json& the_case) {
  Json request = the_case["request"];
  request["model"] = the_case["model"];
  CheckOptions options;
  options.as_of = *ParseDate(the_case["as_of"].get<std::string>());
  options.explain = true;
  options.provider = the_case.value("provider", options.provider);
  return MustCheck(request.dump(), options);
}

// The parts sum to the input, and each part's texts and framing to the part.
void ExpectSums(const Verdict& verdict) {
  TokenRange input;
  for (const PartTokens& part : verdict.parts) {
    int64_t tokens = part.framing.expected;
    for (const PromptText& text : part.texts) tokens += text.tokens.expected;
    EXPECT_EQ(tokens, part.expected) << part.label;
    EXPECT_EQ(part.exact, part.why.empty()) << part.label;
    input.low += part.low;
    input.expected += part.expected;
    input.high += part.high;
  }
  EXPECT_EQ(input.low, verdict.input_tokens.low);
  EXPECT_EQ(input.expected, verdict.input_tokens.expected);
  EXPECT_EQ(input.high, verdict.input_tokens.high);
}

void ExpectTexts(const Json& the_case, const Verdict& verdict) {
  std::string text;
  int64_t framing = 0;
  for (const PartTokens& part : verdict.parts) {
    for (const PromptText& piece : part.texts) text += piece.text;
    framing += part.framing.expected;
  }
  EXPECT_EQ(text, TextOfAll(the_case["segments"]));
  EXPECT_EQ(framing, the_case["fixed"].get<int64_t>());
}

// A rule that is known: exact, or with bounds that are `off` from it where too
// few recordings show it, or without an upper bound where the request does not
// hold all that is counted.
void ExpectKnown(const Json& the_case, const Verdict& verdict) {
  const int64_t tokens = the_case["tokens"];
  const Json off = the_case.value("off", Json::array({0, 0}));
  const InputTokens& input = verdict.input_tokens;
  const bool unbounded = the_case.value("unbounded", false);
  EXPECT_EQ(input.expected, tokens);
  EXPECT_EQ(input.exact, !unbounded && !the_case.contains("off"));
  EXPECT_EQ(input.low, tokens + off[0].get<int64_t>());
  if (unbounded) {
    EXPECT_GE(input.high, 1'000'000);
  } else {
    EXPECT_EQ(input.high, tokens + off[1].get<int64_t>());
  }
  ExpectTexts(the_case, verdict);
}

// A rule that is not: every reading is within the bounds, and these are not
// much wider.
void ExpectBounded(const Json& the_case, const Verdict& verdict) {
  const InputTokens& input = verdict.input_tokens;
  const int64_t low = the_case["low"];
  const int64_t high = the_case["high"];
  EXPECT_FALSE(input.exact);
  EXPECT_LE(input.low, low);
  EXPECT_GE(input.high, high);
  if (the_case.contains("expected")) {
    EXPECT_EQ(input.expected, the_case["expected"].get<int64_t>());
  }
  EXPECT_LE(input.low, input.expected);
  EXPECT_LE(input.expected, input.high);
  EXPECT_LE(input.high - input.low,
            high - low + the_case["margin"].get<int64_t>());
}

class RuleCases : public testing::TestWithParam<const char*> {};

TEST_P(RuleCases, AreCountedByTheirRule) {
  std::ifstream file(fmt::format("{}/{}.json", kFolder, GetParam()));
  ASSERT_TRUE(file.is_open());
  const Json cases = Json::parse(file);
  ASSERT_FALSE(cases.empty());
  for (const Json& the_case : cases) {
    SCOPED_TRACE(the_case["name"].get<std::string>());
    const Verdict verdict = CheckCase(the_case);
    ExpectSums(verdict);
    if (the_case.contains("readings")) {
      ExpectBounded(the_case, verdict);
    } else {
      ExpectKnown(the_case, verdict);
    }
    const std::string rule = the_case["rule"];
    EXPECT_TRUE(std::any_of(
        verdict.parts.begin(), verdict.parts.end(),
        [&rule](const PartTokens& part) { return part.rule == rule; }))
        << rule;
  }
}

INSTANTIATE_TEST_SUITE_P(Groups, RuleCases, testing::ValuesIn(kGroups),
                         [](const testing::TestParamInfo<const char*>& info) {
                           return std::string(info.param);
                         });

TEST(RuleCaseGroups, AreAllRun) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".json") {
      files.insert(entry.path().stem().string());
    }
  }
  EXPECT_EQ(files, std::set<std::string>(kGroups.begin(), kGroups.end()));
}

}  // namespace
}  // namespace tokenfare
