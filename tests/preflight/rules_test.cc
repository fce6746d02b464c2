// What holds for every rule, and requests that no rule covers. The rules one by
// one are in rule_cases_test.cc, images, speech and files in media_test.cc.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// Names are not among the recordings of gpt-4.1: bounds, with the reason.
TEST(Rules, NameIsEstimated) {
  const Verdict verdict = MustCheck(
      R"({"model":"gpt-4.1-mini","messages":[
          {"role":"user","name":"Marta","content":"Hello, world!"}]})");
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_EQ(
      verdict.parts[0].why,
      "recorded requests of one source only show a name to GPT-4o and GPT-4.1: "
      "5 of them");
}

TEST(Rules, ExampleIsCountedMessageByMessage) {
  std::ifstream file("examples/support-chat.json");
  const std::string body(std::istreambuf_iterator<char>(file), {});
  const Verdict verdict = MustCheck(body);
  // By tiktoken 0.14.0: 3 + n(role) + n(content) each, and the priming.
  const std::vector<int64_t> expected = {91, 35, 63, 34, 75, 45, 3};
  ASSERT_EQ(verdict.parts.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(verdict.parts[i].expected, expected[i]) << i;
  }
  EXPECT_EQ(verdict.input_tokens.expected, 346);
  EXPECT_TRUE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.parts[0].label, "messages[0] (system)");
  EXPECT_EQ(verdict.parts[0].path, "$.messages[0]");
  EXPECT_EQ(verdict.parts[6].label, "reply priming");
  EXPECT_EQ(verdict.fits, true);
}

constexpr const char* kSystemUser =
    R"([{"role":"system","content":"Be brief."},
        {"role":"user","content":"Hello, world!"}])";
constexpr const char* kTools =
    R"("tools":[{"type":"function","function":{"name":"on"}},
                {"type":"function","function":{"name":"off"}}])";

TEST(Rules, TextsAreGivenWhereAskedForOnly) {
  const std::string body = Body(kSystemUser, kTools);
  for (const PartTokens& part : MustCheck(body).parts) {
    EXPECT_TRUE(part.texts.empty()) << part.label;
  }
  CheckOptions options = TestOptions();
  options.explain = true;
  const Verdict verdict = MustCheck(body, options);
  std::vector<std::string> shown;
  for (const PartTokens& part : verdict.parts) {
    shown.push_back(part.path);
    for (const PromptText& text : part.texts) shown.push_back(text.text);
  }
  EXPECT_EQ(shown, (std::vector<std::string>{
                       "$.messages[0]", "system", "Be brief.", "$.tools",
                       "\n\n# Tools\n\n## functions\n\nnamespace functions {",
                       "$.tools[0]", "\n\ntype on = () => any;", "$.tools[1]",
                       "\n\ntype off = () => any;", "$.tools",
                       "\n\n} // namespace functions", "$.messages[1]", "user",
                       "Hello, world!", "$"}));
}

TEST(Rules, ExplainingChangesNoCount) {
  CheckOptions options = TestOptions();
  options.explain = true;
  const std::string body = Body(kSystemUser, kTools);
  const Verdict plain = MustCheck(body);
  const Verdict explained = MustCheck(body, options);
  EXPECT_EQ(plain.input_tokens.expected, explained.input_tokens.expected);
  ASSERT_EQ(plain.parts.size(), explained.parts.size());
  for (size_t i = 0; i < plain.parts.size(); ++i) {
    EXPECT_EQ(plain.parts[i].expected, explained.parts[i].expected) << i;
  }
}

struct UncoveredCase {
  std::string name;
  std::string body;
  int64_t least_high;
};

class UncoveredRequest : public testing::TestWithParam<UncoveredCase> {};

TEST_P(UncoveredRequest, IsNotExactAndSaysWhy) {
  const Verdict verdict = MustCheck(GetParam().body);
  const InputTokens& input = verdict.input_tokens;
  EXPECT_FALSE(input.exact);
  EXPECT_LE(input.low, input.expected);
  EXPECT_LE(input.expected, input.high);
  EXPECT_GE(input.high, GetParam().least_high);
  for (const PartTokens& part : verdict.parts) {
    EXPECT_EQ(part.exact, part.why.empty()) << part.label;
  }
}

// The recursive schema that "billion laughs" is.
constexpr const char* kLaughs =
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{
       "properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{
       "a":{"anyOf":[{"$ref":"#/$defs/b"},{"$ref":"#/$defs/b"}]},
       "b":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}}}])";

INSTANTIATE_TEST_SUITE_P(
    Rules, UncoveredRequest,
    testing::ValuesIn(std::vector<UncoveredCase>{
        {"SelfReference", Body(kHello, kLaughs), 30},
        {"ReferenceToNothing",
         Body(kHello, R"("tools":[{"type":"function","function":{"name":"f",
              "parameters":{"properties":{"a":{"$ref":"#/$defs/a"}}}}}])"),
         20},
        {"UnknownPart",
         Body(R"([{"role":"user","content":[{"type":"hologram","x":"y"}]}])"),
         10},
        {"ResultWithoutCall",
         Body(R"([{"role":"user","content":"Hello, world!"},
              {"role":"tool","tool_call_id":"c1","content":"shipped"}])"),
         15},
        {"OneResultOfTwo", Body(R"([{"role":"user","content":"Hello, world!"},
              {"role":"assistant","content":null,"tool_calls":[
               {"id":"c1","type":"function","function":{"name":"f",
                "arguments":"{}"}},
               {"id":"c2","type":"function","function":{"name":"f",
                "arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"shipped"}])"),
         30},
        {"HostedTool", Body(kHello, R"("tools":[{"type":"web_search"}])"), 20},
        {"UnknownFormat",
         Body(kHello, R"("response_format":{"type":"grammar","x":"y"})"), 12},
    }),
    [](const testing::TestParamInfo<UncoveredCase>& info) {
      return info.param.name;
    });

TEST(Rules, UncertainSnapshotWarns) {
  CheckOptions options = TestOptions();
  options.model = "o1-mini";
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_TRUE(Has(verdict.warnings, warning::kRulesUncertain));
}

}  // namespace
}  // namespace tokenfare
