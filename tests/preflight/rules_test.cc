// The rules of counting, on requests written for the purpose. Expected counts
// were worked out with tiktoken 0.14.0 as 3 + n(role) + n(content) +
// n(":" + name) for each message, and the priming.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

struct TextCase {
  std::string name;
  std::string model;
  std::string messages;
  int64_t tokens;
};

class TextRequest : public testing::TestWithParam<TextCase> {};

TEST_P(TextRequest, IsExact) {
  CheckOptions options = TestOptions();
  options.model = GetParam().model;
  const Verdict verdict = MustCheck(Body(GetParam().messages), options);
  EXPECT_EQ(verdict.input_tokens.expected, GetParam().tokens);
  EXPECT_EQ(verdict.input_tokens.low, GetParam().tokens);
  EXPECT_EQ(verdict.input_tokens.high, GetParam().tokens);
  EXPECT_TRUE(verdict.input_tokens.exact);
}

constexpr const char* kSystemUser =
    R"([{"role":"system","content":"You are a helpful assistant."},
        {"role":"user","content":"What is the capital of France?"}])";
constexpr const char* kTurns =
    R"([{"role":"system","content":"You are a helpful assistant."},
        {"role":"user","content":"What is the capital of France?"},
        {"role":"assistant","content":"Paris."},
        {"role":"user","content":"What is the capital of France?"}])";
constexpr const char* kNamed =
    R"([{"role":"user","name":"alice_smith","content":"Hello, world!"}])";
// "wor" and "ld" are one token only where the parts are joined.
constexpr const char* kParts =
    R"([{"role":"user","content":[{"type":"text","text":"Hello, wor"},
                                  {"type":"text","text":"ld!"}]}])";
constexpr const char* kSpecial =
    R"([{"role":"user","content":"<|endoftext|>"}])";
constexpr const char* kJapanese =
    R"([{"role":"user","content":"\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8"}])";

INSTANTIATE_TEST_SUITE_P(
    Rules, TextRequest,
    testing::ValuesIn(std::vector<TextCase>{
        {"SystemUser", "gpt-4.1-mini", kSystemUser, 24},
        {"Turns", "gpt-4o", kTurns, 41},
        {"TurnsCl100k", "gpt-4", kTurns, 41},
        {"Named", "gpt-4.1-mini", kNamed, 15},
        {"Parts", "gpt-4.1-mini", kParts, 11},
        {"SpecialText", "gpt-4.1-mini", kSpecial, 14},
        {"JapaneseO200k", "gpt-4o-mini", kJapanese, 13},
        {"JapaneseCl100k", "gpt-3.5-turbo", kJapanese, 15},
        {"Developer", "gpt-4.1-mini",
         R"([{"role":"developer","content":"Answer in one word."},
             {"role":"user","content":"What is the capital of France?"}])",
         23},
        {"Empty", "gpt-4.1-mini", R"([{"role":"user","content":""}])", 7},
        {"OSeriesPriming", "o3-mini", kSystemUser, 23},
        {"Gpt5Priming", "gpt-5", kSystemUser, 23},
        {"Gpt5Assistant", "gpt-5-mini", kTurns, 42},
    }),
    [](const testing::TestParamInfo<TextCase>& info) {
      return info.param.name;
    });

TEST(Rules, ExampleIsCountedMessageByMessage) {
  std::ifstream file("examples/support-chat.json");
  const std::string body(std::istreambuf_iterator<char>(file), {});
  const Verdict verdict = MustCheck(body);
  const std::vector<int64_t> expected = {91, 37, 63, 36, 75, 47, 3};
  ASSERT_EQ(verdict.parts.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(verdict.parts[i].expected, expected[i]) << i;
  }
  EXPECT_EQ(verdict.input_tokens.expected, 352);
  EXPECT_TRUE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.parts[0].label, "messages[0] (system)");
  EXPECT_EQ(verdict.parts[0].path, "$.messages[0]");
  EXPECT_EQ(verdict.parts[6].label, "reply priming");
  EXPECT_EQ(verdict.fits, true);
}

TEST(Rules, JsonObjectCostsNothing) {
  EXPECT_EQ(
      MustCheck(Body(kHello, R"("response_format":{"type":"json_object"})"))
          .input_tokens.expected,
      MustCheck(Body(kHello)).input_tokens.expected);
}

struct BoundedCase {
  std::string name;
  std::string body;
  // The request must count within; 11 is the message and its priming alone.
  int64_t least_high;
};

class BoundedRequest : public testing::TestWithParam<BoundedCase> {};

TEST_P(BoundedRequest, IsNotExactAndSaysWhy) {
  const Verdict verdict = MustCheck(GetParam().body);
  const InputTokens& input = verdict.input_tokens;
  EXPECT_FALSE(input.exact);
  EXPECT_LE(input.low, input.expected);
  EXPECT_LE(input.expected, input.high);
  EXPECT_GE(input.high, GetParam().least_high);
  TokenRange sum;
  for (const PartTokens& part : verdict.parts) {
    EXPECT_EQ(part.exact, part.why.empty()) << part.label;
    if (part.exact) {
      EXPECT_EQ(part.low, part.high) << part.label;
    }
    sum.expected += part.expected;
    sum.low += part.low;
    sum.high += part.high;
  }
  EXPECT_EQ(sum.expected, input.expected);
  EXPECT_EQ(sum.low, input.low);
  EXPECT_EQ(sum.high, input.high);
}

constexpr const char* kTools =
    R"("tools":[{"type":"function","function":{"name":"get_order",
       "description":"Look up an order.","parameters":{"type":"object",
       "properties":{"id":{"type":"string"}}}}}])";
// The recursive schema that "billion laughs" is.
constexpr const char* kLaughs =
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{
       "properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{
       "a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]},
       "b":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}}}])";

INSTANTIATE_TEST_SUITE_P(
    Rules, BoundedRequest,
    testing::ValuesIn(std::vector<BoundedCase>{
        {"Tools", Body(kHello, kTools), 40},
        {"ToolChoice",
         Body(kHello, std::string(kTools) +
                          R"(,"tool_choice":{"type":"function",
                              "function":{"name":"get_order"}})"),
         48},
        {"SelfReference", Body(kHello, kLaughs), 30},
        {"Schema",
         Body(kHello, R"("response_format":{"type":"json_schema","json_schema":{
              "name":"answer","schema":{"type":"object","properties":{
              "city":{"type":"string"}},"required":["city"]}}})"),
         30},
        {"Image",
         Body(R"([{"role":"user","content":[{"type":"text","text":"What?"},
              {"type":"image_url","image_url":{"url":"https://a.b/c.png"}}]}])"),
         6640},
        {"File", Body(R"([{"role":"user","content":[{"type":"file",
              "file":{"file_id":"file-1"}}]}])"),
         100000},
        {"Audio", Body(R"([{"role":"user","content":[{"type":"input_audio",
              "input_audio":{"data":"AAAAAAAA","format":"wav"}}]}])"),
         10},
        {"UnknownPart",
         Body(R"([{"role":"user","content":[{"type":"hologram","x":"y"}]}])"),
         10},
        {"Refusal", Body(R"([{"role":"user","content":"Hello, world!"},
              {"role":"assistant","content":null,"refusal":"I will not."}])"),
         20},
        {"ToolResult", Body(R"([{"role":"user","content":"Hello, world!"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1",
               "type":"function","function":{"name":"get_order",
               "arguments":"{\"id\": 7}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"shipped"}])"),
         30},
    }),
    [](const testing::TestParamInfo<BoundedCase>& info) {
      return info.param.name;
    });

TEST(Rules, ToolCallAndResultByTheirRule) {
  const Verdict verdict = MustCheck(Body(
      R"([{"role":"user","content":"Hello, world!"},
          {"role":"assistant","content":null,"tool_calls":[{"id":"c1",
           "type":"function","function":{"name":"f","arguments":"{\"id\": 7}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"shipped"}])"));
  ASSERT_EQ(verdict.parts.size(), 4U);
  EXPECT_EQ(verdict.parts[1].rule, "tool-calls");
  EXPECT_EQ(verdict.parts[2].rule, "tool-result");
  // 3 + n("f") + n("shipped") = 3 + 1 + 2.
  EXPECT_EQ(verdict.parts[2].expected, 6);
}

TEST(Rules, UncertainSnapshotIsNotExact) {
  CheckOptions options = TestOptions();
  options.model = "o1-mini";
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_TRUE(Has(verdict.warnings, warning::kRulesUncertain));
}

}  // namespace
}  // namespace tokenfare
