// What responses of all endpoints, and their streams, say of their bills.
// Figures are those written into the responses here.

#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tokenfare/json/document.h"
#include "tokenfare/preflight/billing/usage/event_lines.h"
#include "tokenfare/preflight/billing/usage/event_stream.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"

namespace tokenfare {
namespace {

using internal::EventLines;
using internal::ReadResponseText;
using internal::UsageRecord;

UsageRecord MustRead(std::string_view text) {
  absl::StatusOr<UsageRecord> record = ReadResponseText(text);
  EXPECT_TRUE(record.ok()) << record.status() << "\n" << text;
  return record.ok() ? *std::move(record) : UsageRecord{};
}

std::string ErrorOf(std::string_view text) {
  const absl::StatusOr<UsageRecord> record = ReadResponseText(text);
  return record.ok() ? "no error" : std::string(record.status().message());
}

// 1763769600 is the first second of 2025-11-22.
std::string ResponsesBody(std::string_view status, std::string_view usage) {
  return fmt::format(
      R"({{"id": "resp_1", "object": "response", "created_at": 1763769600,
           "status": "{}", "model": "gpt-5-mini-2025-08-07", "output": [],
           "service_tier": "default", "error": null, "usage": {}}})",
      status, usage);
}

constexpr std::string_view kResponsesUsage =
    R"({"input_tokens": 36, "input_tokens_details": {"cached_tokens": 12},
        "output_tokens": 87, "output_tokens_details": {"reasoning_tokens": 64},
        "total_tokens": 123})";

void ExpectResponsesBill(const UsageRecord& record) {
  EXPECT_EQ(record.endpoint, "/v1/responses");
  EXPECT_EQ(record.model, "gpt-5-mini-2025-08-07");
  EXPECT_EQ(record.created, *ParseDate("2025-11-22"));
  EXPECT_EQ(record.service_tier, "default");
  EXPECT_EQ(record.usage.prompt_tokens, 36);
  EXPECT_EQ(record.usage.completion_tokens, 87);
  EXPECT_EQ(record.usage.prompt.cached, 12);
  EXPECT_EQ(record.usage.completion.reasoning, 64);
  EXPECT_TRUE(record.unknown_fields.empty());
}

TEST(ResponsesUsage, HasTheNamesOfItsEndpoint) {
  ExpectResponsesBill(MustRead(ResponsesBody("completed", kResponsesUsage)));
}

TEST(ResponsesUsage, OfAnIncompleteResponseIsABillToo) {
  ExpectResponsesBill(MustRead(ResponsesBody("incomplete", kResponsesUsage)));
}

TEST(ResponsesUsage, IsMissingWhereTheResponseIsNotFinished) {
  for (const std::string_view status : {"in_progress", "queued"}) {
    const std::string error = ErrorOf(ResponsesBody(status, "null"));
    EXPECT_TRUE(error.starts_with(fmt::format(
        "$.usage: missing; the response is {}: get it again", status)))
        << error;
  }
  for (const std::string_view status : {"failed", "incomplete", "cancelled"}) {
    EXPECT_EQ(ErrorOf(ResponsesBody(status, "null")),
              fmt::format("$.usage: missing; the response is {} and does not "
                          "say what was billed",
                          status));
  }
}

TEST(ResponsesUsage, FaultsAreNamedByItsNames) {
  const auto error_of = [](std::string_view usage) {
    return ErrorOf(ResponsesBody("completed", usage));
  };
  EXPECT_TRUE(error_of(R"({"input_tokens": 3})")
                  .starts_with("$.usage.output_tokens: missing"));
  EXPECT_EQ(error_of(R"({"input_tokens": 3, "output_tokens": 4,
                         "total_tokens": 8})"),
            "$.usage.total_tokens: 8 is not the sum of 3 input_tokens and 4 "
            "output_tokens");
  EXPECT_EQ(error_of(R"({"input_tokens": 3, "output_tokens": 4,
                         "output_tokens_details": {"reasoning_tokens": 5}})"),
            "$.usage.output_tokens_details: reasoning_tokens is 5, more than "
            "the 4 output_tokens of which it is a part");
}

TEST(UsageOfOtherEndpoints, EmbeddingsHaveNoOutput) {
  const UsageRecord record = MustRead(
      R"({"object": "list", "model": "text-embedding-3-small",
          "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
          "usage": {"prompt_tokens": 8, "total_tokens": 8}})");
  EXPECT_EQ(record.endpoint, "/v1/embeddings");
  EXPECT_EQ(record.usage.prompt_tokens, 8);
  EXPECT_EQ(record.usage.completion_tokens, 0);
  // A total of more is no usage of embeddings.
  EXPECT_TRUE(ErrorOf(R"({"usage": {"prompt_tokens": 8, "total_tokens": 9}})")
                  .starts_with("$.usage.completion_tokens: missing"));
  EXPECT_TRUE(ErrorOf(R"({"usage": {"prompt_tokens": 8}})")
                  .starts_with("$.usage.completion_tokens: missing"));
}

TEST(UsageOfOtherEndpoints, OldCompletions) {
  const UsageRecord record = MustRead(
      R"({"object": "text_completion", "created": 1763769600,
          "model": "gpt-3.5-turbo-instruct",
          "usage": {"prompt_tokens": 5, "completion_tokens": 7,
                    "total_tokens": 12}})");
  EXPECT_EQ(record.endpoint, "/v1/completions");
  EXPECT_EQ(record.usage.completion_tokens, 7);
}

// Its input_tokens are without the cached ones: to read them as OpenAI's would
// be wrong.
TEST(UsageOfOtherEndpoints, AnthropicsIsRefused) {
  EXPECT_NE(ErrorOf(R"({"type": "message", "role": "assistant",
                  "usage": {"input_tokens": 10, "output_tokens": 3}})")
                .find("Anthropic"),
            std::string::npos);
  EXPECT_NE(ErrorOf(R"({"usage": {"input_tokens": 10, "output_tokens": 3,
                                  "cache_read_input_tokens": 90}})")
                .find("Anthropic"),
            std::string::npos);
  EXPECT_NE(ErrorOf("event: message_start\n"
                    "data: {\"type\": \"message_start\", \"message\": {}}\n\n")
                .find("Anthropic"),
            std::string::npos);
}

TEST(UnknownMembers, ThatSayNothingAreNotNoted) {
  EXPECT_EQ(MustRead(R"({"usage": {"prompt_tokens": 1, "completion_tokens": 2,
                         "new": 3, "gone": null, "empty": {},
                         "prompt_tokens_details": {"x_tokens": null}}})")
                .unknown_fields,
            std::vector<std::string>{"$.usage.new"});
}

std::vector<std::string> EventsOf(std::string_view text) {
  std::vector<std::string> events;
  EventLines lines(text);
  while (lines.Next()) {
    events.push_back(fmt::format("{}: {}", lines.line(), lines.data()));
  }
  return events;
}

TEST(EventLines, FollowTheStandard) {
  using Events = std::vector<std::string>;
  EXPECT_EQ(EventsOf("data: a\n\ndata: b\n\n"), (Events{"1: a", "3: b"}));
  // Any end of a line, no blank after the colon, no blank line at the end.
  EXPECT_EQ(EventsOf("data:a\r\n\r\ndata: b\r\rdata:c"),
            (Events{"1: a", "3: b", "5: c"}));
  // Lines of one event are joined, and only one blank is taken.
  EXPECT_EQ(EventsOf("event: x\ndata: a\nid: 7\ndata:  b\n\n"),
            (Events{"2: a\n b"}));
  // Comments, other fields and names that only begin so are no data.
  EXPECT_EQ(EventsOf(": hi\n\nretry: 5\ndatax: 1\n\ndata\n\n"),
            (Events{"6: "}));
  EXPECT_EQ(EventsOf("\xEF\xBB\xBF"
                     "data: a"),
            (Events{"1: a"}));
  EXPECT_EQ(EventsOf(""), Events{});
}

// One event. Choices and usage must stand on one line.
std::string Chunk(std::string_view choices, std::string_view usage) {
  return fmt::format(
      R"(data: {{"object": "chat.completion.chunk", "created": 1763769600, )"
      R"("model": "gpt-4.1-mini-2025-04-14", "service_tier": "default", )"
      R"("choices": {}, "usage": {}}})"
      "\n\n",
      choices, usage);
}

const char* const kWord = R"([{"delta": {"content": "Po"}}])";
const char* const kStop = R"([{"delta": {}, "finish_reason": "stop"}])";
const char* const kBill =
    R"({"prompt_tokens": 19, "completion_tokens": 12, "total_tokens": 31})";
const char* const kSoFar = R"({"prompt_tokens": 19, "completion_tokens": 1})";
const char* const kDone = "data: [DONE]\n\n";

void ExpectChatBill(std::string_view stream) {
  const UsageRecord record = MustRead(stream);
  EXPECT_TRUE(record.is_stream);
  EXPECT_EQ(record.endpoint, "/v1/chat/completions");
  EXPECT_EQ(record.model, "gpt-4.1-mini-2025-04-14");
  EXPECT_EQ(record.created, *ParseDate("2025-11-22"));
  EXPECT_EQ(record.service_tier, "default");
  EXPECT_EQ(record.usage.prompt_tokens, 19);
  EXPECT_EQ(record.usage.completion_tokens, 12);
}

TEST(ChatStream, TheChunkAfterTheChoicesHasTheBill) {
  ExpectChatBill(Chunk(kWord, "null") + Chunk(kStop, "null") +
                 Chunk("[]", kBill) + kDone);
  // Recorded up to the bill, or from it on.
  ExpectChatBill(Chunk(kWord, "null") + Chunk("[]", kBill));
  // In the last chunk of the choices, as some hosts have it.
  ExpectChatBill(Chunk(kWord, "null") + Chunk(kStop, kBill) + kDone);
}

TEST(ChatStream, TheLastUsageIsTheBill) {
  ExpectChatBill(Chunk(kWord, kSoFar) + Chunk(kStop, kBill) + kDone);
}

TEST(ChatStream, WhatAChunkDoesNotSayAnotherDoes) {
  ExpectChatBill(Chunk(kStop, "null") +
                 "data: {\"choices\": [], \"usage\": " + kBill + "}\n\n");
}

TEST(ChatStream, WithoutUsageSaysHowToAskForIt) {
  const std::string error =
      ErrorOf(Chunk(kWord, "null") + Chunk(kStop, "null") + kDone);
  EXPECT_EQ(error,
            "the stream has no usage; it has where the request sets "
            "stream_options to {\"include_usage\": true}");
}

TEST(ChatStream, ThatWasCutOffHasNoBill) {
  const std::string whole =
      Chunk(kWord, kSoFar) + Chunk(kStop, "null") + Chunk("[]", kBill) + kDone;
  const size_t stop = whole.find("finish_reason");
  // Even where chunks state what was used so far.
  for (size_t size = Chunk(kWord, kSoFar).size() - 4; size < stop; ++size) {
    const std::string error = ErrorOf(whole.substr(0, size));
    EXPECT_TRUE(error.starts_with("the stream was cut off before its end"))
        << size << ": " << error;
  }
}

TEST(ChatStream, AnErrorInItIsTold) {
  EXPECT_EQ(ErrorOf(Chunk(kWord, "null") +
                    "data: {\"error\": {\"message\": \"overloaded\"}}\n\n"),
            "the stream ends in an error, \"overloaded\", and does not say "
            "what was billed");
}

TEST(ChatStream, FaultsHaveTheLineOfTheirEvent) {
  EXPECT_TRUE(ErrorOf(Chunk(kWord, "null") + Chunk("[]", "7"))
                  .starts_with("line 3: $.usage: expected an object"));
  EXPECT_TRUE(ErrorOf(": a comment\ndata: {]\n\n" + Chunk("[]", kBill))
                  .starts_with("line 2: $"));
}

TEST(ChatStream, OtherStreamsAreNamed) {
  EXPECT_TRUE(ErrorOf("data: {\"hello\": 1}\n\n")
                  .starts_with("a stream of server-sent events without"));
  EXPECT_TRUE(ErrorOf(": ping\n\n")
                  .starts_with("a stream of server-sent events without"));
}

// JSON of several lines as one event.
std::string Event(std::string_view type, std::string_view response) {
  std::string text = fmt::format(
      "event: {0}\ndata: {{\"type\": \"{0}\", \"response\": ", type);
  for (const char c : response) text += c == '\n' ? ' ' : c;
  return text + "}\n\n";
}

TEST(ResponsesStream, TheLastEventHasTheWholeResponse) {
  const std::string created =
      Event("response.created", ResponsesBody("in_progress", "null"));
  const std::string delta =
      "data: {\"type\": \"response.output_text.delta\", \"delta\": \"Po\"}\n\n";
  const UsageRecord record = MustRead(
      created + delta +
      Event("response.completed", ResponsesBody("completed", kResponsesUsage)));
  EXPECT_TRUE(record.is_stream);
  ExpectResponsesBill(record);
  ExpectResponsesBill(
      MustRead(created + Event("response.incomplete",
                               ResponsesBody("incomplete", kResponsesUsage))));
  EXPECT_TRUE(ErrorOf(created + delta)
                  .starts_with("the stream was cut off before "
                               "response.completed"));
  EXPECT_EQ(ErrorOf(created +
                    Event("response.failed", ResponsesBody("failed", "null"))),
            "line 5: $.response.usage: missing; the response is failed and "
            "does not say what was billed");
  EXPECT_EQ(ErrorOf(created + "event: error\ndata: {\"type\": \"error\", "
                              "\"message\": \"too late\"}\n\n"),
            "the stream ends in an error, \"too late\", and does not say what "
            "was billed");
}

TEST(Stream, IsLimitedLikeABody) {
  std::string text = "data: {}\n\n:";
  text.resize((size_t{128} << 20) + 1, 'x');
  EXPECT_TRUE(absl::IsResourceExhausted(ReadResponseText(text).status()));
}

}  // namespace
}  // namespace tokenfare
