// Every bad request gets an error that names the place, the cause and the cure.

#include <string>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

struct BadCase {
  std::string name;
  std::string body;
  std::vector<std::string> mentions;
};

class BadRequest : public testing::TestWithParam<BadCase> {};

TEST_P(BadRequest, IsRefusedWithItsPlace) {
  const std::string error = ErrorOf(GetParam().body);
  for (const std::string& mention : GetParam().mentions) {
    EXPECT_NE(error.find(mention), std::string::npos)
        << "\"" << error << "\" lacks \"" << mention << "\"";
  }
}

std::string With(std::string_view fields) { return Body(kHello, fields); }

std::string Message(std::string_view fields) {
  return Body(fmt::format("[{{{}}}]", fields));
}

INSTANTIATE_TEST_SUITE_P(
    Json, BadRequest,
    testing::ValuesIn(std::vector<BadCase>{
        {"Empty", "", {"$: ", "empty"}},
        {"Array", "[]", {"$: expected an object", "an array"}},
        {"Scalar", "42", {"$: "}},
        {"Truncated", R"({"model": "gpt-4.1-mini", "messages": [)", {"ends"}},
        {"UnclosedString", R"({"model": "gpt)", {"$.model: ", "quote"}},
        {"Misplaced",
         R"({"model": "gpt-4.1-mini", "messages": [{"role": user}]})",
         {"$.messages[0].role: ", "line 1, column 49"}},
        {"TrailingComma", R"({"model": "gpt-4.1-mini",})", {"$", "line 1"}},
        {"MissingColon", R"({"model" "x"})", {"$", "line 1"}},
        {"MoreText", Body(kHello) + " {}", {"$: more text"}},
        {"BadNumber", With(R"("seed": 01)"), {"$.seed: ", "01"}},
        {"BadLiteral", With(R"("stream": tru)"), {"$.stream: ", "tru"}},
        {"RepeatedKey", With(R"("n": 1, "n": 2)"), {"$.n: ", "twice"}},
        {"RepeatedNestedKey",
         Message(R"("role":"user","content":"a","content":"b")"),
         {"$.messages[0].content: ", "twice"}},
        {"EscapedRepeatedKey", With(R"("n": 1, "\u006e": 2)"), {"$.n: "}},
        {"IllFormedUtf8",
         Message("\"role\":\"user\",\"content\":\"a\xFF\""),
         {"$.messages[0].content: ", "UTF-8", "line 1"}},
        {"LoneSurrogate",
         Message(R"("role":"user","content":"\ud83d!")"),
         {"$.messages[0].content: ", "surrogate"}},
        {"LoneLowSurrogate",
         Message(R"("role":"user","content":"\ude00")"),
         {"$.messages[0].content: ", "surrogate"}},
        {"BadEscape",
         Message(R"("role":"user","content":"\q")"),
         {"$.messages[0].content: ", "escape"}},
        {"ControlCharacter",
         Message("\"role\":\"user\",\"content\":\"a\nb\""),
         {"$.messages[0].content: ", "control character"}},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

INSTANTIATE_TEST_SUITE_P(
    Fields, BadRequest,
    testing::ValuesIn(std::vector<BadCase>{
        {"NoMessages", R"({"model":"gpt-4.1-mini"})", {"$.messages: missing"}},
        {"EmptyMessages", Body("[]"), {"$.messages: empty"}},
        {"MessagesString",
         Body(R"("hi")"),
         {"$.messages: expected an array, found a string"}},
        {"MessageString",
         Body(R"(["hi"])"),
         {"$.messages[0]: expected an object, found a string"}},
        {"NoRole",
         Message(R"("content":"hi")"),
         {"$.messages[0].role: missing"}},
        {"UnknownRole",
         Message(R"("role":"asistant","content":"hi")"),
         {"$.messages[0].role: ", "did you mean \"assistant\""}},
        {"RoleNumber",
         Message(R"("role":7,"content":"hi")"),
         {"$.messages[0].role: expected a string, found a number"}},
        {"NoContent",
         Message(R"("role":"user")"),
         {"$.messages[0].content: missing"}},
        {"ContentNumber",
         Message(R"("role":"user","content":7)"),
         {"$.messages[0].content: expected a string or an array"}},
        {"PartNumber",
         Message(R"("role":"user","content":[1])"),
         {"$.messages[0].content[0]: expected an object"}},
        {"PartWithoutText",
         Message(R"("role":"user","content":[{"type":"text"}])"),
         {"$.messages[0].content[0].text: missing"}},
        {"ToolWithoutId",
         Message(R"("role":"tool","content":"x")"),
         {"$.messages[0].tool_call_id: missing"}},
        {"NoModel",
         R"({"messages":[{"role":"user","content":"hi"}]})",
         {"$.model: missing"}},
        {"UnknownModel",
         R"({"model":"gpt-4.1-mni","messages":[{"role":"user","content":""}]})",
         {"$.model: ", "gpt-4.1-mini"}},
        {"Embedding",
         R"({"model":"text-embedding-3-small",
             "messages":[{"role":"user","content":""}]})",
         {"$.model: ", "no chat messages"}},
        {"ZeroChoices", With(R"("n": 0)"), {"$.n: 0 is out of range"}},
        {"NegativeLimit",
         With(R"("max_tokens": -5)"),
         {"$.max_tokens: -5 is out of range"}},
        {"AbsurdLimit",
         With(R"("max_completion_tokens": 2000000000)"),
         {"$.max_completion_tokens: 2000000000 is out of range"}},
        {"HugeLimit",
         With(R"("max_tokens": 99999999999999999999999)"),
         {"$.max_tokens: ", "out of range"}},
        {"FractionLimit",
         With(R"("max_tokens": 1.5)"),
         {"$.max_tokens: expected a whole number, found 1.5"}},
        {"ExponentChoices", With(R"("n": 1e400)"), {"$.n: ", "1e400"}},
        {"LimitString",
         With(R"("max_tokens": "100")"),
         {"$.max_tokens: expected a number, found a string"}},
        {"StreamString",
         With(R"("stream": "yes")"),
         {"$.stream: expected a boolean, found a string"}},
        {"UnknownTier",
         With(R"("service_tier": "prority")"),
         {"$.service_tier: ", "priority"}},
        {"ToolWithoutName",
         With(R"("tools":[{"type":"function","function":{}}])"),
         {"$.tools[0].function.name: missing"}},
        {"SchemaMissing",
         With(R"("response_format":{"type":"json_schema"})"),
         {"$.response_format.json_schema: missing"}},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

TEST(RequestErrors, UnknownProviderAndOptionsNameThemselves) {
  CheckOptions options = TestOptions();
  options.provider = "opnai";
  EXPECT_NE(ErrorOf(Body(kHello), options).find("openai"), std::string::npos);
  options = TestOptions();
  options.service_tier = "flx";
  EXPECT_NE(ErrorOf(Body(kHello), options).find("flex"), std::string::npos);
  options = TestOptions();
  options.cached_tokens = 12;  // of 11
  EXPECT_NE(ErrorOf(Body(kHello), options).find("12 is more than the 11"),
            std::string::npos);
}

TEST(RequestErrors, UnknownFieldsOnlyWarn) {
  const Verdict verdict =
      MustCheck(Body(R"([{"role":"user","content":"Hi","mood":"good"}])",
                     R"("temprature": 1, "huge": 1e999999)"));
  ASSERT_EQ(verdict.warnings.size(), 4U);  // and the deprecation
  EXPECT_NE(verdict.warnings[0].message.find("did you mean \"temperature\""),
            std::string::npos);
  EXPECT_NE(verdict.warnings[2].message.find("$.messages[0].mood"),
            std::string::npos);
  EXPECT_EQ(verdict.fits, true);
}

TEST(RequestErrors, DeepNestingIsRefusedWithoutRecursion) {
  constexpr size_t kLevels = 100'000;
  const std::string deep =
      std::string(kLevels, '[') + std::string(kLevels, ']');
  const absl::Status status =
      Check(With("\"metadata\": " + deep), TestOptions()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(std::string(status.message()).find("$.metadata[0][0]"),
            std::string::npos);
  EXPECT_LT(status.message().size(), 500U);
}

TEST(RequestErrors, ManyValuesAndLargeBodiesAreRefused) {
  std::string many = "\"metadata\": [0";
  for (size_t i = 0; i < kMaxJsonValues; ++i) many += ",0";
  EXPECT_EQ(Check(With(many + "]"), TestOptions()).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(
      Check(std::string(kMaxBodyBytes + 1, ' '), TestOptions()).status().code(),
      absl::StatusCode::kResourceExhausted);
}

TEST(RequestErrors, LimitsAreOptions) {
  std::string many = "[0";
  for (size_t i = 0; i < kMaxJsonValues; ++i) many += ",0";
  const std::string body =
      R"({"model": "gpt-4.1-mini", "metadata": )" + many +
      R"(], "messages": [{"role": "user", "content": "a"}]})";
  CheckOptions options = TestOptions();
  EXPECT_EQ(Check(body, options).status().code(),
            absl::StatusCode::kResourceExhausted);
  options.limits.json_values = 2 * kMaxJsonValues;
  EXPECT_NE(Check(body, options).status().code(),
            absl::StatusCode::kResourceExhausted);
  options.limits.body_bytes = body.size() - 1;
  EXPECT_EQ(Check(body, options).status().code(),
            absl::StatusCode::kResourceExhausted);
  options.limits.body_bytes = body.size();
  EXPECT_NE(Check(body, options).status().code(),
            absl::StatusCode::kResourceExhausted);
  // The previous request is held to them, too.
  const std::string small =
      R"({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "a"}]})";
  const std::string longer = body + " ";
  options.previous = longer;
  EXPECT_EQ(Check(small, options).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(RequestErrors, HundredMegabytesAreCounted) {
  constexpr size_t kBytes = 100'000'000;
  std::string text;
  text.reserve(kBytes);
  while (text.size() < kBytes) text += "a b c d ";
  const Verdict verdict = MustCheck(
      Body(fmt::format(R"([{{"role":"user","content":"{}"}}])", text)));
  // A letter with its space each, the last space alone, and 7 around.
  EXPECT_EQ(verdict.input_tokens.expected, 50'000'000 + 1 + 7);
  EXPECT_EQ(verdict.fits, false);
  EXPECT_TRUE(Has(verdict.reasons, reason::kInputLimitExceeded));
}

INSTANTIATE_TEST_SUITE_P(
    Documents, BadRequest,
    testing::ValuesIn(std::vector<BadCase>{
        {"BatchLine",
         R"({"custom_id": "a", "method": "POST", "url": "/v1/chat/completions",
             "body": {"model": "gpt-4.1-mini", "messages": []}})",
         {"$.body.messages: "}},
        {"BatchResult",
         R"({"id": "b", "custom_id": "a", "response": {"status_code": 200}})",
         {"a line of the results of a Batch"}},
        {"Speech",
         R"({"model": "tts-1", "input": "a", "voice": "alloy"})",
         {"$: ", "/v1/audio/speech", "not counted"}},
        {"Transcription",
         R"({"model": "whisper-1", "file": "a.mp3"})",
         {"/v1/audio/transcriptions", "not counted"}},
        {"Moderation",
         R"({"model": "omni-moderation-latest", "input": ["a"]})",
         {"/v1/moderations", "costs nothing"}},
        {"Images",
         R"({"model": "gpt-image-1", "prompt": "a"})",
         {"a request for images", "not counted"}},
        {"ImagesBySize",
         R"({"prompt": "a", "size": "1024x1024"})",
         {"a request for images", "not counted"}},
        {"Video",
         R"({"model": "sora-2", "prompt": "a", "seconds": "4"})",
         {"a request for a video", "not counted"}},
        {"Session",
         R"({"type": "session.update", "session": {"type": "realtime"}})",
         {"/v1/realtime", "not counted"}},
        {"RealtimeEvent",
         R"({"type": "conversation.item.create", "item": {}})",
         {"/v1/realtime", "not counted"}},
        {"FineTuningJob",
         R"({"model": "gpt-4.1-mini", "training_file": "file-a"})",
         {"a fine-tuning job", "its training file"}},
        {"BatchJob",
         R"({"input_file_id": "file-a", "endpoint": "/v1/responses"})",
         {"a request for a batch", "its input file"}},
        {"Run", R"({"assistant_id": "asst_a"})", {"the Assistants API"}},
        {"Har", R"({"log": {"version": "1.2", "entries": []}})", {"HAR"}},
        {"Gemini", R"({"contents": [{"parts": [{"text": "a"}]}]})", {"Gemini"}},
        {"Response",
         R"({"object": "chat.completion", "choices": []})",
         {"a response of /v1/chat/completions", "reconcile"}},
        {"Export", R"({"object": "list", "data": []})", {"a list of stored"}},
        {"Record", R"({"request": {}, "response": {}})", {"reconcile"}},
        {"Requests",
         R"([{"model": "a", "messages": []}])",
         {"expected an object", "a list of requests", "--jsonl"}},
        {"Messages",
         R"([{"role": "user", "content": "a"}])",
         {"a list of messages"}},
        {"Training",
         R"({"messages": [{"role": "user", "content": "a"},
                          {"role": "assistant", "content": "b"}]})",
         {"$.model: missing", "fine-tuning"}},
        {"Events",
         "data: {\"choices\": []}\n\ndata: [DONE]\n",
         {"server-sent events", "reconcile takes the stream"}},
        {"Page", "<html></html>", {"a web page"}},
        {"Curl", "curl https://api.openai.com -d '{}'", {"a curl command"}},
        {"Http",
         "POST /v1/chat/completions HTTP/1.1\r\n\r\n{}",
         {"an HTTP message"}},
        {"Utf16", std::string("\xFF\xFE{\0\"\0", 6), {"UTF-16", "iconv"}},
        {"Utf16BigEndian", std::string("\xFE\xFF\0{", 4), {"UTF-16"}},
        {"Utf16WithoutMark", std::string("{\0\"\0m\0o\0d\0", 10), {"UTF-16"}},
        {"Utf32", std::string("\xFF\xFE\0\0{\0\0\0", 8), {"UTF-32"}},
        {"FlatTool",
         With(R"("tools": [{"type": "function", "name": "f",
                            "parameters": {}}])"),
         {"$.tools[0].function: missing", "/v1/responses"}},
        {"AnthropicTool",
         With(R"("tools": [{"name": "f", "input_schema": {}}])"),
         {"$.tools[0].type: missing", "Anthropic"}},
        {"GeminiTool",
         With(R"("tools": [{"function_declarations": []}])"),
         {"$.tools[0].type: missing", "Gemini"}},
        {"BedrockTool", With(R"("tools": [{"toolSpec": {}}])"), {"Bedrock"}},
    }),
    [](const testing::TestParamInfo<BadCase>& info) {
      return info.param.name;
    });

TEST(RequestErrors, AByteOrderMarkIsSkipped) {
  const std::string body = Body(kHello);
  EXPECT_EQ(VerdictToJson(MustCheck("\xEF\xBB\xBF" + body)),
            VerdictToJson(MustCheck(body)));
}

TEST(RequestErrors, TheScaleTierIsPricedAsStandardAndMayCostNothing) {
  const Verdict plain = MustCheck(Body(kHello, R"("max_tokens": 10)"));
  const Verdict scale =
      MustCheck(Body(kHello, R"("max_tokens": 10, "service_tier": "scale")"));
  ASSERT_TRUE(scale.cost_usd.has_value());
  EXPECT_EQ(scale.cost_usd->expected, plain.cost_usd->expected);
  EXPECT_EQ(scale.cost_usd->high, plain.cost_usd->high);
  EXPECT_EQ(scale.cost_usd->low, Money::Zero());
  EXPECT_EQ(scale.service_tier, ServiceTier::kStandard);
  EXPECT_TRUE(Has(scale.assumptions, assumption::kServiceTier));
}

TEST(RequestErrors, RepeatedNamesOfToolsOnlyWarn) {
  const Verdict verdict = MustCheck(
      With(R"("tools": [{"type": "function", "function": {"name": "f"}},
                        {"type": "function", "function": {"name": "f"}}])"));
  EXPECT_TRUE(Has(verdict.warnings, warning::kToolNameRepeated));
  EXPECT_TRUE(verdict.refused.empty());
}

}  // namespace
}  // namespace tokenfare
