// Records as LiteLLM, Langfuse and OpenTelemetry write them. What they hold of
// a request must be predicted as that request is, and what they may lack must
// not be taken for nothing: so each is compared with the pair that it was made
// of. The prompt of kMessages has 19 tokens (reconcile_test.cc).

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/json_schema.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr int64_t kWindow = 1'047'576;  // of gpt-4.1-mini

Json Messages() {
  return Json::parse(R"([{"role": "system", "content": "You are terse."},
                         {"role": "user", "content": "Name three rivers."}])");
}

Json Tools() {
  return Json::parse(R"([{"type": "function", "function": {
      "name": "get_order", "description": "Look up an order.",
      "parameters": {"type": "object", "properties": {
          "id": {"type": "string", "description": "Its number."}},
        "required": ["id"]}}}])");
}

Json Usage(int64_t prompt = 19, int64_t completion = 12) {
  return {{"prompt_tokens", prompt},
          {"completion_tokens", completion},
          {"total_tokens", prompt + completion}};
}

Json Response(const Json& usage = Usage()) {
  return {{"object", "chat.completion"},
          {"created", 1763769600},
          {"model", "gpt-4.1-mini-2025-04-14"},
          {"service_tier", "default"},
          {"usage", usage}};
}

absl::StatusOr<Reconciliation> Read(const Json& record,
                                    const ReconcileOptions& options = {}) {
  return ReconcileRecord(record.dump(), options);
}

Reconciliation MustRead(const Json& record,
                        const ReconcileOptions& options = {}) {
  absl::StatusOr<Reconciliation> pair = Read(record, options);
  EXPECT_TRUE(pair.ok()) << pair.status() << "\n" << record.dump(1);
  return pair.ok() ? *std::move(pair) : Reconciliation{};
}

std::string ErrorOf(const Json& record) {
  const absl::StatusOr<Reconciliation> pair = Read(record);
  return pair.ok() ? "no error" : std::string(pair.status().message());
}

// What is expected of a request with these fields beside the model.
int64_t ExpectedOf(Json request) {
  request["model"] = "gpt-4.1-mini";
  return MustRead({{"request", request}, {"response", Response()}})
      .predicted.expected;
}

bool Warns(const Reconciliation& pair, std::string_view code) {
  return std::any_of(
      pair.warnings.begin(), pair.warnings.end(),
      [&](const Finding& warning) { return warning.code == code; });
}

// A bill of 19 tokens for kMessages, which the record may hold in part only.
void ExpectMatch(const Reconciliation& pair, RecordKind kind) {
  EXPECT_EQ(pair.source.record, kind);
  EXPECT_TRUE(pair.source.is_reconstructed);
  EXPECT_TRUE(Warns(pair, reconcile_warning::kRequestReconstructed));
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_EQ(pair.predicted.expected, 19);
  EXPECT_EQ(pair.usage.prompt_tokens, 19);
  EXPECT_EQ(pair.usage.completion_tokens, 12);
  EXPECT_EQ(FormatDate(pair.as_of), "2025-11-22");
  // 19 x 0.4 + 12 x 1.6 microdollars.
  ASSERT_TRUE(pair.cost_usd.has_value());
  EXPECT_EQ(pair.cost_usd->billed.total.ToDecimal(), "0.0000268");
  // Never exact, in no part.
  EXPECT_FALSE(pair.predicted.exact);
  EXPECT_EQ(pair.predicted.basis, Basis::kInferred);
  for (const PartTokens& part : pair.parts) EXPECT_FALSE(part.exact);
}

void ExpectWhole(const Reconciliation& pair) {
  EXPECT_THAT(pair.source.not_recorded, IsEmpty());
  EXPECT_FALSE(Warns(pair, reconcile_warning::kRequestIncomplete));
  EXPECT_EQ(pair.predicted.low, pair.predicted.expected);
  EXPECT_EQ(pair.predicted.high, pair.predicted.expected);
}

void ExpectNoUpperBound(const Reconciliation& pair) {
  EXPECT_THAT(pair.source.not_recorded, testing::Not(IsEmpty()));
  EXPECT_TRUE(Warns(pair, reconcile_warning::kRequestIncomplete));
  EXPECT_EQ(pair.predicted.low, pair.predicted.expected);
  EXPECT_EQ(pair.predicted.high, kWindow);
}

Json LiteLlm() {
  return {{"id", "chatcmpl-1"},
          {"call_type", "acompletion"},
          {"stream", false},
          {"status", "success"},
          {"custom_llm_provider", "openai"},
          {"cache_hit", false},
          {"model", "gpt-4.1-mini"},
          {"messages", Messages()},
          {"response", Response()},
          {"model_parameters",
           {{"temperature", 0.5}, {"extra_body", Json::object()}}},
          {"response_cost", 2.68e-05},
          {"startTime", 1763769599.5},
          {"prompt_tokens", 19},
          {"completion_tokens", 12},
          {"total_tokens", 31}};
}

Json With(Json record, const std::string& key, const Json& value) {
  record[key] = value;
  return record;
}

Json Without(Json record, const std::string& key) {
  record.erase(key);
  return record;
}

TEST(LiteLlmRecord, HoldsMessagesAndParameters) {
  const Reconciliation pair = MustRead(LiteLlm());
  ExpectMatch(pair, RecordKind::kLiteLlm);
  ExpectWhole(pair);
  EXPECT_EQ(pair.source.endpoint, "/v1/chat/completions");
  EXPECT_EQ(pair.source.stated_cost_usd, "2.68e-05");
  EXPECT_EQ(pair.model, "gpt-4.1-mini-2025-04-14");
  EXPECT_EQ(pair.requested_model, "gpt-4.1-mini");
  // As kwargs of its callbacks hold it.
  ExpectMatch(MustRead({{"standard_logging_object", LiteLlm()}}),
              RecordKind::kLiteLlm);
}

TEST(LiteLlmRecord, ToolsAndFormatsAreParameters) {
  const Json format = Json::parse(
      R"({"type": "json_schema", "json_schema": {"name": "rivers", "schema":
          {"type": "object", "properties": {"names": {"type": "array",
           "items": {"type": "string"}}}}}})");
  const Reconciliation pair = MustRead(
      With(LiteLlm(), "model_parameters",
           {{"tools", Tools()}, {"response_format", format}, {"n", nullptr}}));
  EXPECT_EQ(pair.predicted.expected, ExpectedOf({{"messages", Messages()},
                                                 {"tools", Tools()},
                                                 {"response_format", format}}));
  EXPECT_GT(pair.predicted.expected, 50);
}

TEST(LiteLlmRecord, WithoutParametersMayLackTools) {
  const Reconciliation pair = MustRead(Without(LiteLlm(), "model_parameters"));
  ExpectMatch(pair, RecordKind::kLiteLlm);
  ExpectNoUpperBound(pair);
  EXPECT_THAT(pair.source.not_recorded,
              ElementsAre("tools", "response_format"));
}

Json SpendLog() {
  Json record = Json::parse(
      R"({"request_id": "r", "call_type": "acompletion", "cache_hit": "None",
          "startTime": "2025-11-22 09:20:46.847371", "model": "gpt-4.1-mini",
          "metadata": "{}", "spend": 2.68e-05, "total_tokens": 31,
          "prompt_tokens": 19, "completion_tokens": 12, "messages": "{}",
          "response": "{}", "custom_llm_provider": "openai"})");
  record["proxy_server_request"] =
      Json({{"model", "our-fast-one"}, {"messages", Messages()}}).dump();
  return record;
}

TEST(LiteLlmRecord, SpendLogsHoldTheBodyAsText) {
  const Reconciliation pair = MustRead(SpendLog());
  ExpectMatch(pair, RecordKind::kLiteLlm);
  ExpectWhole(pair);
  EXPECT_EQ(pair.model, "gpt-4.1-mini");
  // The same with its address around it, and usage in the metadata.
  Json record = SpendLog();
  record["proxy_server_request"] = {{"url", "http://proxy/chat/completions"},
                                    {"body", {{"messages", Messages()}}}};
  Json usage = Usage();
  usage["prompt_tokens_details"] = {{"cached_tokens", 4}};
  record["metadata"] = Json({{"usage_object", usage}}).dump();
  EXPECT_EQ(MustRead(record).usage.prompt.cached, 4);
}

TEST(LiteLlmRecord, WhatWasNotBilledIsAnError) {
  EXPECT_THAT(ErrorOf(With(LiteLlm(), "status", "failure")),
              StartsWith("$.status: \"failure\": the call failed"));
  EXPECT_THAT(ErrorOf(With(LiteLlm(), "cache_hit", true)),
              StartsWith("$.cache_hit: LiteLLM answered from its own cache"));
  EXPECT_THAT(ErrorOf(With(SpendLog(), "cache_hit", "True")),
              StartsWith("$.cache_hit: "));
  EXPECT_THAT(ErrorOf(With(LiteLlm(), "status", "failure")),
              testing::EndsWith("(in a record of LiteLLM)"));
}

TEST(LiteLlmRecord, WithoutItsTextsIsAnError) {
  EXPECT_THAT(ErrorOf(Without(SpendLog(), "proxy_server_request")),
              HasSubstr("store_prompts_in_spend_logs"));
  EXPECT_THAT(
      ErrorOf(With(LiteLlm(), "messages",
                   {{{"role", "user"}, {"content", "redacted-by-litellm"}}})),
      StartsWith("$.messages: LiteLLM redacted the texts"));
  EXPECT_THAT(ErrorOf(With(SpendLog(), "proxy_server_request",
                           R"json({"messages": [{"role": "user", "content":
                           "ab... (litellm_truncated 2000 chars)"}]})json")),
              StartsWith("$.proxy_server_request: LiteLLM cut texts off"));
  EXPECT_THAT(ErrorOf(With(SpendLog(), "proxy_server_request",
                           R"({"messages": [{"role": "us)")),
              StartsWith("$.proxy_server_request: a text that begins as JSON "
                         "and is none, cut off perhaps"));
}

TEST(LiteLlmRecord, TotalsThatContradictAreAnError) {
  EXPECT_THAT(ErrorOf(With(LiteLlm(), "prompt_tokens", 20)),
              StartsWith("$.prompt_tokens: 20, where the usage of the response "
                         "says 19"));
}

TEST(LiteLlmRecord, OfAnotherProviderIsAnError) {
  const Json azure = With(LiteLlm(), "custom_llm_provider", "azure");
  EXPECT_THAT(ErrorOf(azure),
              StartsWith("$.custom_llm_provider: \"azure\", where the prices "
                         "are openai's"));
  ReconcileOptions options;
  options.model = "gpt-4.1-mini";
  ExpectMatch(MustRead(azure, options), RecordKind::kLiteLlm);
}

TEST(LiteLlmRecord, OtherCallsAreNamed) {
  EXPECT_THAT(ErrorOf(With(LiteLlm(), "call_type", "aimage_generation")),
              StartsWith("$.call_type: \"aimage_generation\" is not read"));
}

TEST(LiteLlmRecord, AStreamMayHaveBeenCountedByLiteLlm) {
  const Json stream = With(LiteLlm(), "stream", true);
  EXPECT_TRUE(Warns(MustRead(stream), reconcile_warning::kUsageMayBeCounted));
  EXPECT_FALSE(
      Warns(MustRead(LiteLlm()), reconcile_warning::kUsageMayBeCounted));
  EXPECT_FALSE(Warns(
      MustRead(With(
          stream, "model_parameters",
          {{"stream_options", {{"include_usage", true}}}, {"stream", true}})),
      reconcile_warning::kUsageMayBeCounted));
}

Json Langfuse() {
  return {{"id", "o"},
          {"traceId", "t"},
          {"type", "GENERATION"},
          {"startTime", "2025-11-22T09:20:46.847Z"},
          {"model", "gpt-4.1-mini-2025-04-14"},
          {"modelParameters", {{"temperature", 1}, {"max_tokens", "inf"}}},
          {"input", Messages()},
          {"output", {{"role", "assistant"}, {"content", "Po"}}},
          {"usageDetails", {{"input", 19}, {"output", 12}, {"total", 31}}},
          {"calculatedTotalCost", 2.68e-05}};
}

TEST(LangfuseObservation, MayLackToolsAndFormats) {
  const Reconciliation pair = MustRead(Langfuse());
  ExpectMatch(pair, RecordKind::kLangfuse);
  ExpectNoUpperBound(pair);
  EXPECT_THAT(pair.source.not_recorded,
              ElementsAre("tools", "response_format"));
  EXPECT_EQ(pair.source.stated_cost_usd, "2.68e-05");
}

// Tools that are not in the record make the bill larger, and that is no drift;
// a smaller bill is.
TEST(LangfuseObservation, WhatItLacksIsNoDrift) {
  const auto billed = [](int64_t input) {
    return MustRead(
        With(Langfuse(), "usageDetails", {{"input", input}, {"output", 12}}));
  };
  EXPECT_EQ(billed(300).agreement, Agreement::kInsideBounds);
  EXPECT_EQ(billed(18).agreement, Agreement::kDrift);
  EXPECT_EQ(billed(18).outside, -1);
}

TEST(LangfuseObservation, MayHoldToolsBesideTheMessages) {
  const Json format = {{"type", "json_object"}};
  Json record =
      With(Langfuse(), "input", {{"messages", Messages()}, {"tools", Tools()}});
  record["metadata"] = {{"response_format", format}};
  const Reconciliation pair = MustRead(record);
  EXPECT_EQ(pair.predicted.expected, ExpectedOf({{"messages", Messages()},
                                                 {"tools", Tools()},
                                                 {"response_format", format}}));
  EXPECT_THAT(pair.source.not_recorded, IsEmpty());
  // As text, and in the parameters.
  record = With(Langfuse(), "input", Messages().dump());
  record["modelParameters"] = {{"tools", Tools().dump()}};
  EXPECT_EQ(MustRead(record).predicted.expected,
            ExpectedOf({{"messages", Messages()}, {"tools", Tools()}}));
}

TEST(LangfuseObservation, OfExportsAndEvents) {
  Json row = Json::parse(
      R"({"id": "o", "trace_id": "t", "type": "GENERATION",
          "start_time": "2025-11-22 09:20:46.847", "total_cost": "0.0000268",
          "provided_model_name": "gpt-4.1-mini",
          "usage_details": {"input": "19", "output": "12", "total": "31"}})");
  row["input"] = Messages().dump();
  ExpectMatch(MustRead(row), RecordKind::kLangfuse);
  ExpectMatch(MustRead({{"type", "generation-create"}, {"body", Langfuse()}}),
              RecordKind::kLangfuse);
  // Before there were details.
  Json old = Without(Langfuse(), "usageDetails");
  old["usage"] = {{"input", 19},
                  {"output", 12},
                  {"total", 31},
                  {"unit", "TOKENS"},
                  {"totalCost", 0.1}};
  ExpectMatch(MustRead(old), RecordKind::kLangfuse);
  old.erase("usage");
  old["promptTokens"] = 19;
  old["completionTokens"] = 12;
  ExpectMatch(MustRead(old), RecordKind::kLangfuse);
  ExpectMatch(MustRead(With(Langfuse(), "usageDetails", Usage())),
              RecordKind::kLangfuse);
}

Reconciliation OfTypes(const Json& types) {
  return MustRead(With(Langfuse(), "usageDetails", types));
}

TEST(LangfuseUsage, TotalTellsWhetherInputIncludesTheCached) {
  const Reconciliation apart = OfTypes({{"input", 7},
                                        {"input_cached_tokens", 12},
                                        {"output", 4},
                                        {"output_reasoning_tokens", 8},
                                        {"total", 31}});
  EXPECT_EQ(apart.usage.prompt_tokens, 19);
  EXPECT_EQ(apart.usage.prompt.cached, 12);
  EXPECT_EQ(apart.usage.completion_tokens, 12);
  EXPECT_EQ(apart.usage.completion.reasoning, 8);
  EXPECT_TRUE(Warns(apart, reconcile_warning::kUsageCombined));
  const Reconciliation included = OfTypes({{"input", 19},
                                           {"cache_read_input_tokens", 12},
                                           {"output", 12},
                                           {"total", 31}});
  EXPECT_EQ(included.usage.prompt_tokens, 19);
  EXPECT_EQ(included.usage.prompt.cached, 12);
  EXPECT_FALSE(Warns(included, reconcile_warning::kUsageCombined));
}

TEST(LangfuseUsage, ThatCannotBeToldIsAnError) {
  const auto error_of = [](const Json& types) {
    return ErrorOf(With(Langfuse(), "usageDetails", types));
  };
  EXPECT_THAT(error_of({{"input", 19}, {"input_cached", 12}, {"output", 12}}),
              StartsWith("$.usageDetails: whether input and output include"));
  // 12 cached or 12 of reasoning.
  EXPECT_THAT(error_of({{"input", 19},
                        {"input_cached", 12},
                        {"output", 12},
                        {"output_reasoning", 12},
                        {"total", 43}}),
              StartsWith("$.usageDetails: whether input and output include"));
  EXPECT_THAT(error_of({{"input", 19}, {"output", 12}, {"total", 40}}),
              StartsWith("$.usageDetails.total: 40 is no sum"));
  EXPECT_THAT(error_of({{"output", 12}}),
              StartsWith("$.usageDetails.input: missing"));
  EXPECT_THAT(error_of({{"input", 19}}),
              StartsWith("$.usageDetails.output: missing"));
  EXPECT_THAT(error_of({{"input", -1}, {"output", 1}}),
              StartsWith("$.usageDetails.input: expected a whole number"));
  EXPECT_THAT(error_of({{"input", 1e9},
                        {"input_text", 1'000'000'000},
                        {"output", 0},
                        {"total", 2e9}}),
              StartsWith("$.usageDetails.input: expected a whole number"));
}

TEST(LangfuseObservation, FaultsAreNamed) {
  EXPECT_THAT(ErrorOf(With(Langfuse(), "type", "SPAN")),
              StartsWith("$.type: SPAN; calls of models"));
  EXPECT_THAT(ErrorOf(With(Langfuse(), "level", "ERROR")),
              StartsWith("$.level: "));
  EXPECT_THAT(ErrorOf(With(Langfuse(), "input", nullptr)),
              StartsWith("$.input: missing"));
  EXPECT_THAT(ErrorOf(With(Langfuse(), "input", "Name three rivers.")),
              StartsWith("$.input: a string without messages: the prompt is "
                         "not known"));
  EXPECT_THAT(ErrorOf(With(Langfuse(), "usageDetails", Json::object())),
              StartsWith("$.usageDetails: missing"));
  EXPECT_THAT(ErrorOf({{"id", "t"}, {"observations", {Langfuse()}}}),
              HasSubstr("`jq -c '.observations[]' FILE`"));
  EXPECT_THAT(
      ErrorOf(With(Langfuse(), "input", {{{"role", "robot"}}})),
      testing::AllOf(StartsWith("$.messages[0].role"),
                     testing::EndsWith("(in an observation of Langfuse)")));
}

// An image that Langfuse keeps elsewhere.
TEST(LangfuseObservation, MediaElsewhereHaveNoBounds) {
  Json messages = Messages();
  messages[1]["content"] = Json::parse(
      R"([{"type": "text", "text": "Name three rivers."},
          {"type": "image_url", "image_url": {"url":
           "@@@langfuseMedia:type=image/png|id=1|source=base64_data_uri@@@"}}])");
  const Reconciliation pair = MustRead(With(Langfuse(), "input", messages));
  EXPECT_THAT(pair.source.not_recorded,
              ElementsAre("tools", "response_format", "media"));
  EXPECT_LE(pair.predicted.low, 11);
  EXPECT_EQ(pair.predicted.high, kWindow);
}

// Messages by the conventions of OpenTelemetry.
Json Parts(const Json& messages) {
  Json list = Json::array();
  for (const Json& message : messages) {
    list.push_back(
        {{"role", message["role"]},
         {"parts", {{{"type", "text"}, {"content", message["content"]}}}}});
  }
  return list;
}

Json Attributes() {
  return {{"gen_ai.operation.name", "chat"},
          {"gen_ai.provider.name", "openai"},
          {"gen_ai.request.model", "gpt-4.1-mini"},
          {"gen_ai.response.model", "gpt-4.1-mini-2025-04-14"},
          {"gen_ai.usage.input_tokens", 19},
          {"gen_ai.usage.output_tokens", 12},
          {"gen_ai.input.messages", Parts(Messages()).dump()}};
}

Json Span(const Json& attributes) {
  return {{"name", "chat gpt-4.1-mini"},
          {"start_time", "2025-11-22T09:20:46.847371Z"},
          {"attributes", attributes}};
}

// As OTLP writes a value.
Json AnyValue(const Json& value) {
  if (value.is_string()) return {{"stringValue", value}};
  if (value.is_number_integer()) return {{"intValue", value.dump()}};
  if (value.is_boolean()) return {{"boolValue", value}};
  if (value.is_number()) return {{"doubleValue", value}};
  Json values = Json::array();
  if (value.is_array()) {
    for (const Json& element : value) values.push_back(AnyValue(element));
    return {{"arrayValue", {{"values", values}}}};
  }
  for (const auto& [key, member] : value.items()) {
    values.push_back({{"key", key}, {"value", AnyValue(member)}});
  }
  return {{"kvlistValue", {{"values", values}}}};
}

Json OtlpSpan(const Json& attributes) {
  return {{"name", "chat"},
          {"startTimeUnixNano", "1763769600000000000"},
          {"attributes", AnyValue(attributes)["kvlistValue"]["values"]}};
}

Json Envelope(const Json& spans) {
  return {{"resourceSpans", {{{"scopeSpans", {{{"spans", spans}}}}}}}};
}

TEST(OpenTelemetrySpan, InEveryForm) {
  Json structured = Attributes();
  structured["gen_ai.input.messages"] = Parts(Messages());
  Json flat = Attributes();
  flat["gen_ai.usage.input_tokens"] = "19";
  flat["timestamp"] = 1763769600123;
  const Json tool_span = OtlpSpan({{"gen_ai.operation.name", "execute_tool"}});
  for (const Json& record : {Span(Attributes()), Span(structured),
                             OtlpSpan(Attributes()), OtlpSpan(structured), flat,
                             Envelope({tool_span, OtlpSpan(structured)})}) {
    const Reconciliation pair = MustRead(record);
    ExpectMatch(pair, RecordKind::kOpenTelemetry);
    ExpectNoUpperBound(pair);
    EXPECT_THAT(pair.source.not_recorded,
                ElementsAre("tools", "response_format"));
    EXPECT_EQ(pair.model, "gpt-4.1-mini-2025-04-14");
    EXPECT_EQ(pair.requested_model, "gpt-4.1-mini");
  }
}

TEST(OpenTelemetrySpan, OfOlderConventions) {
  const Json base = Without(Attributes(), "gen_ai.input.messages");
  Json indexed = base;
  indexed["gen_ai.prompt.0.role"] = "system";
  indexed["gen_ai.prompt.0.content"] = "You are terse.";
  indexed["gen_ai.prompt.1.role"] = "user";
  indexed["gen_ai.prompt.1.content"] = "Name three rivers.";
  Json old_names = Without(Without(indexed, "gen_ai.usage.input_tokens"),
                           "gen_ai.usage.output_tokens");
  old_names["gen_ai.usage.prompt_tokens"] = 19;
  old_names["gen_ai.usage.completion_tokens"] = 12;
  old_names["llm.usage.total_tokens"] = 31;
  Json text = base;
  text["gen_ai.prompt"] = Messages().dump();
  for (const Json& attributes : {indexed, old_names, text}) {
    ExpectMatch(MustRead(Span(attributes)), RecordKind::kOpenTelemetry);
  }
  Json by_event = Span(base);
  by_event["events"] = Json::parse(
      R"([{"name": "gen_ai.system.message",
           "attributes": {"content": "You are terse."}},
          {"name": "gen_ai.user.message", "attributes": {"gen_ai.event.content":
           "{\"role\": \"user\", \"content\": \"Name three rivers.\"}"}},
          {"name": "gen_ai.choice", "attributes": {"message": "Po"}}])");
  ExpectMatch(MustRead(by_event), RecordKind::kOpenTelemetry);
  Json details = Span(base);
  details["events"] = {
      {{"name", "gen_ai.client.inference.operation.details"},
       {"attributes", {{"gen_ai.input.messages", Parts(Messages())}}}}};
  ExpectMatch(MustRead(details), RecordKind::kOpenTelemetry);
}

TEST(OpenTelemetrySpan, SystemInstructionsAreASystemMessage) {
  Json attributes = Attributes();
  attributes["gen_ai.input.messages"] = Parts(Json::array({Messages()[1]}));
  attributes["gen_ai.system_instructions"] = {
      {{"type", "text"}, {"content", "You are terse."}}};
  ExpectMatch(MustRead(Span(attributes)), RecordKind::kOpenTelemetry);
}

Json CallMessages(const Json& arguments) {
  Json messages = Parts(Json::array({Messages()[1]}));
  messages.push_back({{"role", "assistant"},
                      {"parts",
                       {{{"type", "tool_call"},
                         {"id", "call_1"},
                         {"name", "get_order"},
                         {"arguments", arguments}}}}});
  messages.push_back({{"role", "tool"},
                      {"parts",
                       {{{"type", "tool_call_response"},
                         {"id", "call_1"},
                         {"response", "sent"}}}}});
  return messages;
}

TEST(OpenTelemetrySpan, ToolsAndCallsBecomeTheirs) {
  const Json function = Tools()[0]["function"];
  Json tool = {{"type", "function"}};
  tool.update(function);
  Json attributes = Attributes();
  attributes["gen_ai.tool.definitions"] = Json::array({tool}).dump();
  attributes["gen_ai.output.type"] = "text";
  attributes["gen_ai.input.messages"] = CallMessages(R"({"id":"7"})");
  const Json request = Json::parse(
      R"([{"role": "user", "content": "Name three rivers."},
          {"role": "assistant", "content": null, "tool_calls": [{
             "id": "call_1", "type": "function", "function": {
               "name": "get_order", "arguments": "{\"id\":\"7\"}"}}]},
          {"role": "tool", "tool_call_id": "call_1", "content": "sent"}])");
  const int64_t expected =
      ExpectedOf({{"messages", request}, {"tools", Tools()}});
  const Reconciliation pair = MustRead(Span(attributes));
  EXPECT_EQ(pair.predicted.expected, expected);
  EXPECT_THAT(pair.source.not_recorded, ElementsAre("tool_choice"));
  // The same by indexes, as OpenLLMetry has it.
  Json indexed = Attributes();
  indexed.erase("gen_ai.input.messages");
  indexed["llm.request.functions.0.name"] = function["name"];
  indexed["llm.request.functions.0.description"] = function["description"];
  indexed["llm.request.functions.0.parameters"] = function["parameters"].dump();
  indexed["gen_ai.prompt.0.role"] = "user";
  indexed["gen_ai.prompt.0.content"] = "Name three rivers.";
  indexed["gen_ai.prompt.1.role"] = "assistant";
  indexed["gen_ai.prompt.1.tool_calls.0.id"] = "call_1";
  indexed["gen_ai.prompt.1.tool_calls.0.name"] = "get_order";
  indexed["gen_ai.prompt.1.tool_calls.0.arguments"] = R"({"id":"7"})";
  indexed["gen_ai.prompt.2.role"] = "tool";
  indexed["gen_ai.prompt.2.tool_call_id"] = "call_1";
  indexed["gen_ai.prompt.2.content"] = "sent";
  EXPECT_EQ(MustRead(Span(indexed)).predicted.expected, expected);
}

// How they were written is not known, so they may have any number of tokens.
TEST(OpenTelemetrySpan, ArgumentsThatWereParsedHaveNoBounds) {
  Json attributes = Attributes();
  attributes["gen_ai.input.messages"] = CallMessages({{"id", "7"}});
  const Reconciliation pair = MustRead(Span(attributes));
  EXPECT_THAT(pair.source.not_recorded,
              ElementsAre("tools", "response_format",
                          "the texts of calls and results"));
  attributes["gen_ai.input.messages"] = CallMessages(R"({"id":"7"})");
  const Reconciliation as_sent = MustRead(Span(attributes));
  EXPECT_EQ(pair.predicted.expected, as_sent.predicted.expected);
  ASSERT_EQ(as_sent.parts.size(), 4U);
  EXPECT_EQ(pair.predicted.low, as_sent.predicted.low - as_sent.parts[1].low);
  EXPECT_EQ(pair.predicted.high, kWindow);
}

TEST(OpenTelemetrySpan, DefinitionsWithoutParametersAreNoTools) {
  Json attributes = Attributes();
  attributes["gen_ai.tool.definitions"] =
      R"([{"type": "function", "name": "get_order"}])";
  const Reconciliation pair = MustRead(Span(attributes));
  EXPECT_THAT(pair.source.not_recorded,
              ElementsAre("the parameters of tools", "response_format"));
  ExpectMatch(pair, RecordKind::kOpenTelemetry);
}

TEST(OpenTelemetrySpan, DetailsOfUsage) {
  Json attributes = Attributes();
  attributes["gen_ai.usage.input_tokens"] = 2024;
  attributes["gen_ai.usage.cache_read.input_tokens"] = 1024;
  attributes["gen_ai.usage.reasoning.output_tokens"] = 5;
  attributes["openai.response.service_tier"] = "priority";
  const Reconciliation pair = MustRead(Span(attributes));
  EXPECT_EQ(pair.usage.prompt.cached, 1024);
  EXPECT_EQ(pair.usage.completion.reasoning, 5);
  EXPECT_EQ(pair.service_tier, ServiceTier::kPriority);
  attributes["gen_ai.usage.cache_read.input_tokens"] = 2025;
  EXPECT_THAT(ErrorOf(Span(attributes)),
              HasSubstr("cached_tokens is 2025, more than the 2024"));
}

TEST(OpenTelemetrySpan, FaultsAreNamed) {
  const auto error_of = [](const std::string& key, const Json& value) {
    return ErrorOf(Span(With(Attributes(), key, value)));
  };
  EXPECT_THAT(ErrorOf(Span(Without(Attributes(), "gen_ai.input.messages"))),
              StartsWith("$.attributes[\"gen_ai.input.messages\"]: missing; "
                         "spans hold it where"));
  EXPECT_THAT(error_of("gen_ai.input.messages", R"([{"role": "us)"),
              HasSubstr("begins as JSON and is none, cut off perhaps"));
  EXPECT_THAT(error_of("gen_ai.input.messages", "hello"),
              HasSubstr("expected a list of messages, found a string"));
  EXPECT_THAT(
      ErrorOf(Span(Without(Attributes(), "gen_ai.usage.output_tokens"))),
      StartsWith("$.attributes[\"gen_ai.usage.output_tokens\"]: missing"));
  EXPECT_THAT(error_of("gen_ai.usage.total_tokens", 99),
              HasSubstr("99 is not the sum of 19 input and 12 output tokens"));
  EXPECT_THAT(error_of("gen_ai.operation.name", "invoke_agent"),
              HasSubstr("\"invoke_agent\" is not read"));
  EXPECT_THAT(error_of("gen_ai.provider.name", "azure.ai.openai"),
              HasSubstr("\"azure.ai.openai\", where the prices are openai's"));
  EXPECT_THAT(
      ErrorOf(Envelope({OtlpSpan(Attributes()), OtlpSpan(Attributes())})),
      HasSubstr("2 calls in one line: `jq -c "
                "'.resourceSpans[].scopeSpans[].spans[]' FILE`"));
  EXPECT_THAT(ErrorOf(Envelope(Json::array())), HasSubstr("no span of a call"));
  EXPECT_THAT(error_of("gen_ai.usage.output_tokens", 99.5),
              testing::EndsWith("(in a span of OpenTelemetry)"));
}

TEST(Records, FollowTheSchema) {
  const Json schema = SchemaNamed("reconciliation");
  for (const Json& record : {LiteLlm(), Langfuse(), Span(Attributes())}) {
    Validate(Json::parse(ReconciliationToJson(MustRead(record))), schema,
             schema, "$");
  }
}

// The request of kMessages as /v1/responses takes it, and its bill: what the
// record says of it must be predicted as the pair is.
Json ResponsesRequest() {
  return {{"model", "gpt-4.1-mini"},
          {"instructions", "You are terse."},
          {"input", "Name three rivers."}};
}

Json ResponsesResponse() {
  return Json::parse(
      R"({"object": "response", "created_at": 1763769600,
          "status": "completed", "model": "gpt-4.1-mini-2025-04-14",
          "usage": {"input_tokens": 19, "output_tokens": 12,
                    "output_tokens_details": {"reasoning_tokens": 2},
                    "total_tokens": 31}})");
}

TEST(Records, OfResponses) {
  const Reconciliation pair = MustRead(
      {{"request", ResponsesRequest()}, {"response", ResponsesResponse()}});
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_EQ(pair.predicted.expected, 19);
  EXPECT_EQ(pair.source.endpoint, "/v1/responses");
  EXPECT_EQ(pair.usage.completion.reasoning, 2);
  Json litellm = LiteLlm();
  litellm["call_type"] = "aresponses";
  litellm["messages"] = "Name three rivers.";
  litellm["model_parameters"] = {{"instructions", "You are terse."}};
  litellm["response"] = ResponsesResponse();
  Json langfuse = Langfuse();
  langfuse["input"] = ResponsesRequest();
  Json attributes = Attributes();
  attributes["gen_ai.response.id"] = "resp_1";
  attributes["gen_ai.input.messages"] = Parts(Json::array({Messages()[1]}));
  attributes["gen_ai.system_instructions"] = {
      {{"type", "text"}, {"content", "You are terse."}}};
  for (const Json& record : {litellm, langfuse, Span(attributes)}) {
    const Reconciliation read = MustRead(record);
    EXPECT_TRUE(read.source.is_reconstructed);
    EXPECT_EQ(read.predicted.expected, 19);
    EXPECT_EQ(read.predicted.low, pair.predicted.low);
    EXPECT_GE(read.predicted.high, pair.predicted.high);
    EXPECT_EQ(read.agreement, Agreement::kMatch);
    EXPECT_EQ(read.parts.front().path, "$.instructions");
  }
}

TEST(Records, OfEmbeddings) {
  Json litellm = LiteLlm();
  litellm["call_type"] = "aembedding";
  litellm["model"] = "text-embedding-3-small";
  litellm["messages"] = {"Name three rivers."};
  litellm["response"] = Json::parse(
      R"({"object": "list", "model": "text-embedding-3-small",
          "data": [{"object": "embedding", "embedding": [0.5]}],
          "usage": {"prompt_tokens": 4, "total_tokens": 4}})");
  litellm["prompt_tokens"] = 4;
  litellm["completion_tokens"] = 0;
  const Reconciliation read = MustRead(litellm);
  EXPECT_EQ(read.agreement, Agreement::kMatch);
  EXPECT_EQ(read.predicted.expected, 4);
  EXPECT_FALSE(read.predicted.exact);
  // Embeddings do not say when they were made; the call began the day before.
  EXPECT_EQ(FormatDate(read.as_of), "2025-11-21");
}

// Cut off anywhere, or with a byte changed: an error, or figures that hold.
TEST(Records, DamagedOnesAreErrorsOrHold) {
  ReconcileOptions options;
  options.undated_as_of = *ParseDate("2026-01-02");
  const auto check = [&](const std::string& text) {
    const absl::StatusOr<Reconciliation> pair = ReconcileRecord(text, options);
    if (!pair.ok()) {
      EXPECT_FALSE(pair.status().message().empty());
      return;
    }
    EXPECT_LE(pair->predicted.low, pair->predicted.expected) << text;
    EXPECT_LE(pair->predicted.expected, pair->predicted.high) << text;
    EXPECT_FALSE(pair->source.is_reconstructed && pair->predicted.exact);
  };
  uint32_t random = 7;
  for (const Json& record :
       {LiteLlm(), SpendLog(), Langfuse(), OtlpSpan(Attributes())}) {
    const std::string text = record.dump();
    for (size_t i = 0; i < text.size(); ++i) {
      check(text.substr(0, i));
      std::string changed = text;
      random = random * 1'664'525 + 1'013'904'223;
      constexpr std::string_view kBytes = "{}[]\":,0\\n\xff";
      changed[i] = kBytes[(random >> 8U) % kBytes.size()];
      check(changed);
    }
  }
}

// A record of another kind is a pair that lacks its request.
TEST(Records, OthersAreNamed) {
  EXPECT_THAT(ErrorOf({{"hello", 1}}), StartsWith("$.request: missing"));
  EXPECT_THAT(ErrorOf({{"attributes", {{"http.method", "GET"}}}}),
              StartsWith("$.request: missing"));
}

}  // namespace
}  // namespace tokenfare
