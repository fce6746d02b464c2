// The body of /v1/responses that a span's messages become.

#include "tokenfare/preflight/billing/records/span_messages.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tokenfare/json/document.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/billing/records/billing_record.h"
#include "tokenfare/preflight/billing/records/read_record.h"
#include "tokenfare/preflight/billing/records/span_attributes.h"

namespace tokenfare::internal {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

constexpr std::string_view kSpan = R"({"attributes": {
  "gen_ai.request.model": "gpt-4.1-mini", "gen_ai.response.id": "resp_1",
  "gen_ai.usage.input_tokens": 30, "gen_ai.usage.output_tokens": 5,
  "gen_ai.system_instructions": [{"type": "text", "content": "You are terse."}],
  "gen_ai.tool.definitions":
    "[{\"type\": \"function\", \"name\": \"f\", \"parameters\": {}}]",
  "gen_ai.input.messages": [
    {"role": "user", "parts": [
      {"type": "text", "content": "Look."},
      {"type": "uri", "modality": "image", "uri": "https://x.test/a.png"}]},
    {"role": "assistant", "parts": [
      {"type": "reasoning", "content": "Hm."},
      {"type": "tool_call", "id": "c1", "name": "f", "arguments": {"a": 1}},
      {"type": "text", "content": "Wait."}]},
    {"role": "tool", "parts": [
      {"type": "tool_call_response", "id": "c1", "response": "done"}]}]}})";

TEST(SpanMessages, BecomeItemsOfResponses) {
  const absl::StatusOr<BillingRecord> record = ReadRecord(kSpan);
  ASSERT_TRUE(record.ok()) << record.status();
  const Json body = Json::parse(JsonText(*record->request, kCompactJson));
  const Json expected = Json::parse(R"({
    "model": "gpt-4.1-mini", "instructions": "You are terse.",
    "tools": [{"type": "function", "name": "f", "parameters": {}}],
    "input": [
      {"role": "user", "content": [
        {"type": "input_text", "text": "Look."},
        {"type": "input_image", "image_url": "https://x.test/a.png"}]},
      {"role": "assistant", "content": "Wait."},
      {"type": "function_call", "call_id": "c1", "name": "f",
       "arguments": "{\"a\":1}"},
      {"type": "function_call_output", "call_id": "c1", "output": "done"}]})");
  EXPECT_EQ(body, expected) << body.dump(1);
  EXPECT_THAT(record->bill.changed_turns, ElementsAre(0, 2));
  EXPECT_THAT(
      record->bill.not_recorded,
      ElementsAre("tool_choice", "response_format", "the detail of images",
                  "the texts of calls and results"));
}

// A hundred thousand attributes by index are looked up in linear time; the test
// would not end otherwise.
TEST(SpanMessages, ByIndexAreReadInLinearTime) {
  constexpr int kMessages = 50'000;
  nlohmann::json attributes;
  for (int i = 0; i < kMessages; ++i) {
    const std::string prefix = "gen_ai.prompt." + std::to_string(i);
    attributes[prefix + ".role"] = "user";
    attributes[prefix + ".content"] = "Hi";
  }
  const std::string text = nlohmann::json({{"attributes", attributes}}).dump();
  const absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(text, kRecordLimits);
  ASSERT_TRUE(document.ok()) << document.status();
  const absl::StatusOr<SpanAttributes> span =
      SpanAttributes::Of(document->root());
  ASSERT_TRUE(span.ok()) << span.status();
  SpanMessages messages(/*for_responses=*/false);
  ASSERT_TRUE(messages.Take(*span).ok());
  EXPECT_EQ(Json::parse(messages.Finish()).size(), size_t{kMessages});
}

}  // namespace
}  // namespace tokenfare::internal
