// Mistyped fields below the first level of a request warn, with the near name,
// and no figure with one is exact. True fields never do.

#include <string>
#include <string_view>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

std::vector<std::string> UnknownFields(const Verdict& verdict) {
  std::vector<std::string> messages;
  for (const Finding& warning : verdict.warnings) {
    if (warning.code == warning::kUnknownField) {
      messages.push_back(warning.message);
    }
  }
  return messages;
}

struct Typo {
  std::string name;
  std::string body;
  // Where the warning says it is, and what may have been meant.
  std::string path;
  std::string meant;
};

std::string Tools(std::string_view function) {
  return Body(kHello, fmt::format(R"("tools": [{{"type": "function",
      "function": {{"name": "f", "description": "Does it.", {}}}}}])",
                                  function));
}

std::string Content(std::string_view part) {
  return Body(fmt::format(
      R"([{{"role": "user", "content": [{{"type": "text", "text": "Hi"}}, {}]}}])",
      part));
}

class TypoTest : public testing::TestWithParam<Typo> {};

TEST_P(TypoTest, WarnsAndIsNotExact) {
  const Verdict verdict = MustCheck(GetParam().body);
  const std::vector<std::string> found = UnknownFields(verdict);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with(GetParam().path + ": unknown field"))
      << found[0];
  EXPECT_NE(found[0].find(fmt::format("did you mean \"{}\"", GetParam().meant)),
            std::string::npos)
      << found[0];
  EXPECT_FALSE(verdict.input_tokens.exact);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, TypoTest,
    testing::ValuesIn(std::vector<Typo>{
        {"Parameters", Tools(R"("paramters": {"type": "object"})"),
         "$.tools[0].function.paramters", "parameters"},
        {"Description", Tools(R"("desciption": "Adds.")"),
         "$.tools[0].function.desciption", "description"},
        {"ToolStrict", Tools(R"("strct": true)"), "$.tools[0].function.strct",
         "strict"},
        {"SchemaKeyword",
         Tools(R"("parameters": {"type": "object", "properties":
             {"a": {"type": "string", "desciption": "A"}}})"),
         "$.tools[0].function.parameters.properties.a.desciption",
         "description"},
        {"SchemaInUnion",
         Tools(R"("parameters": {"type": "object", "properties":
             {"a": {"anyOf": [{"type": "string"},
                              {"type": "array", "item": {}}]}}})"),
         "$.tools[0].function.parameters.properties.a.anyOf[1].item", "items"},
        {"FormatStrict",
         Body(kHello, R"("response_format": {"type": "json_schema",
             "json_schema": {"name": "n", "strct": true,
                             "schema": {"type": "object"}}})"),
         "$.response_format.json_schema.strct", "strict"},
        {"FormatKeyword",
         Body(kHello, R"("response_format": {"type": "json_schema",
             "json_schema": {"name": "n", "schema": {"type": "object",
                 "properties": {}, "requird": []}}})"),
         "$.response_format.json_schema.schema.requird", "required"},
        {"Detail", Content(R"({"type": "image_url",
             "image_url": {"url": "https://x.org/a.png", "detial": "low"}})"),
         "$.messages[0].content[1].image_url.detial", "detail"},
        {"TextPart", Content(R"({"type": "text", "text": "a", "txt": "b"})"),
         "$.messages[0].content[1].txt", "text"},
        {"CallArguments", Body(R"([{"role": "user", "content": "Hi"},
             {"role": "assistant", "tool_calls": [{"id": "c", "type": "function",
              "function": {"name": "f", "arguments": "{}", "argument": "1"}}]},
             {"role": "tool", "tool_call_id": "c", "content": "x"}])"),
         "$.messages[1].tool_calls[0].function.argument", "arguments"},
        {"Choice", Body(kHello, R"("tools": [{"type": "function", "function":
             {"name": "f"}}], "tool_choice": {"type": "function",
             "function": {"name": "f"}, "functon": {}})"),
         "$.tool_choice.functon", "function"},
        {"Usage", Body(kHello, R"("stream": true, "stream_options":
             {"include_usages": true})"),
         "$.stream_options.include_usages", "include_usage"},
        {"Search", Body(kHello, R"("web_search_options": {"user_location":
             {"type": "approximate", "approximate": {"ctiy": "x"}}})"),
         "$.web_search_options.user_location.approximate.ctiy", "city"},
    }),
    [](const testing::TestParamInfo<Typo>& info) { return info.param.name; });

TEST(KnownFields, FieldsOfTheReferenceNeverWarn) {
  const Verdict verdict = MustCheck(R"({
    "model": "gpt-4o",
    "messages": [
      {"role": "user", "content": [
        {"type": "text", "text": "a",
         "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "image_url",
         "image_url": {"url": "https://x.org/a.png", "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "aa", "format": "wav"}},
        {"type": "file", "file": {"file_id": "f", "filename": "a.pdf"}}]},
      {"role": "assistant", "content": [{"type": "refusal", "refusal": "no"}],
       "audio": {"id": "audio_1"}, "tool_calls": [
         {"id": "c", "type": "function",
          "function": {"name": "f", "arguments": "{}"}},
         {"id": "d", "type": "custom",
          "custom": {"name": "g", "input": "x"}}]},
      {"role": "tool", "tool_call_id": "c", "content": "x"},
      {"role": "tool", "tool_call_id": "d", "content": "y"}],
    "audio": {"voice": {"id": "voice_1"}, "format": "wav"},
    "modalities": ["text", "audio"],
    "moderation": {"model": "m", "policy": {"input": {"mode": "block"},
                                            "output": {"mode": "block"}}},
    "prediction": {"type": "content", "content": [
        {"type": "text", "text": "a"}]},
    "prompt_cache_options": {"mode": "implicit", "ttl": "30m"},
    "response_format": {"type": "json_schema", "json_schema": {"name": "n",
        "description": "d", "strict": true, "schema": {"type": "object",
        "properties": {"title": {"type": "string", "x-order": 1}},
        "additionalProperties": false, "required": ["title"],
        "$defs": {"desciption": {"type": "string"}}}}},
    "stream": true,
    "stream_options": {"include_usage": true, "include_obfuscation": false},
    "tools": [
      {"type": "function", "function": {"name": "f", "description": "d",
       "strict": false, "parameters": {"type": "object", "properties": {
         "desciption": {"type": "string", "default": {"typ": 1},
                        "examples": [{"typ": 1}]}}}}},
      {"type": "custom", "custom": {"name": "g", "description": "d",
       "format": {"type": "grammar",
                  "grammar": {"syntax": "lark", "definition": "s: x"}}}}],
    "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto",
        "tools": [{"type": "function", "function": {"name": "f"}}]}},
    "metadata": {"contnt": "x"}, "logit_bias": {"1": 2},
    "web_search_options": {"search_context_size": "low", "user_location": {
        "type": "approximate", "approximate": {"city": "a", "country": "b",
        "region": "c", "timezone": "d"}}}
  })");
  EXPECT_EQ(UnknownFields(verdict), std::vector<std::string>{});
}

// Recorded requests with these were billed as if they were not there.
TEST(KnownFields, FieldsThatRecordingsShowIgnoredWarnOnly) {
  const Verdict plain = MustCheck(Tools(R"("strict": false)"));
  const Verdict with =
      MustCheck(Tools(R"("strict": false, "returns": {"type": "string"})"));
  EXPECT_EQ(UnknownFields(with).size(), 1U);
  EXPECT_EQ(with.input_tokens.exact, plain.input_tokens.exact);
  EXPECT_EQ(with.input_tokens.high, plain.input_tokens.high);
}

TEST(KnownFields, TheBoundsHoldWhatTheUnknownFieldSays) {
  const Verdict plain = MustCheck(Tools(R"("strict": false)"));
  const Verdict with = MustCheck(
      Tools(R"("strict": false, "paramters": {"one": "two three four"})"));
  EXPECT_EQ(with.input_tokens.expected, plain.input_tokens.expected);
  EXPECT_EQ(with.input_tokens.low, plain.input_tokens.low);
  EXPECT_GE(with.input_tokens.high, plain.input_tokens.high + 6);
}

TEST(KnownFields, ManyTyposAreToldUpToFifty) {
  std::string tools;
  for (int i = 0; i < 200; ++i) {
    tools += fmt::format(
        R"({}{{"type": "function", "function": {{"name": "f{}", "strct": 1}}}})",
        i == 0 ? "" : ",", i);
  }
  const Verdict verdict =
      MustCheck(Body(kHello, fmt::format(R"("tools": [{}])", tools)));
  EXPECT_EQ(UnknownFields(verdict).size(), 50U);
}

// However many stand below.
TEST(KnownFields, ThoseOfTheRequestItselfAreToldFirst) {
  std::string messages;
  for (int i = 0; i < 60; ++i) {
    messages +=
        fmt::format(R"({}{{"role": "user", "content": "Hi", "odd{}": 1}})",
                    i == 0 ? "" : ",", i);
  }
  const std::vector<std::string> found = UnknownFields(MustCheck(
      fmt::format(R"({{"model": "gpt-4o", "messages": [{}], "temprature": 0,
                       "tool_choice": {{"type": "function", "fun": {{}}}}}})",
                  messages)));
  ASSERT_EQ(found.size(), 50U);
  EXPECT_TRUE(found[0].starts_with("$.temprature: ")) << found[0];
  EXPECT_TRUE(found[1].starts_with("$.messages[0].odd0: ")) << found[1];
}

TEST(KnownFields, AMissingFieldNamesTheOneThatStandsThere) {
  const std::string tool = ErrorOf(Body(
      kHello, R"("tools": [{"type": "function", "fuction": {"name": "f"}}])"));
  EXPECT_NE(tool.find("$.tools[0].function: missing"), std::string::npos);
  EXPECT_NE(tool.find("\"fuction\" stands there"), std::string::npos) << tool;
  const std::string id = ErrorOf(
      Body(R"([{"role": "tool", "tool_call_idd": "c", "content": "x"}])"));
  EXPECT_NE(id.find("\"tool_call_idd\" stands there"), std::string::npos) << id;
}

}  // namespace
}  // namespace tokenfare
