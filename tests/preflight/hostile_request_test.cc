// Requests made to break what reads them. Each gets a clear error or bounds,
// and what it is rendered to stays in proportion to it. Time is not measured:
// where a rule were quadratic, the sizes here would take minutes, and the
// test's limit of time ends it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/hostile.h"
#include "tests/preflight/media_files.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

// ---- Names ----

TEST(HostileNames, MegabytesOfEach) {
  const std::string name(1'000'000, 'n');
  Survives(
      Request("gpt-4o", kHello,
              fmt::format(
                  R"("tools": [{{"type": "function", "function": {{"name": "{}",
          "parameters": {{"type": "object", "properties":
          {{"{}": {{"type": "string"}}}}}}}}}}],
          "tool_choice": {{"type": "function", "function": {{"name": "{}"}}}})",
                  name, name, name)));
  Survives(Request(
      "gpt-4o",
      fmt::format(R"([{{"role": "user", "name": "{}", "content": "x"}}])",
                  name)));
  Survives(
      Request("gpt-4o", kHello,
              fmt::format(
                  R"("response_format": {{"type": "json_schema", "json_schema":
          {{"name": "{}", "schema": {{}}}}}})",
                  name)));
  EXPECT_THAT(ErrorOf(Request(name, kHello)), HasSubstr("$.model"));
}

// One long name that each of many messages has without repeating it.
TEST(HostileNames, SharedByManyMessages) {
  const std::string name(1'000'000, 'n');
  std::string results;
  std::string answers;
  for (size_t i = 0; i < 5'000; ++i) {
    results += R"(, {"role": "tool", "tool_call_id": "a", "content": "r"})";
    answers += R"(, {"role": "assistant", "content": "r"})";
  }
  Survives(
      Request("gpt-4o",
              fmt::format(
                  R"([{{"role": "assistant", "tool_calls": [{{"id": "a", "type":
          "function", "function": {{"name": "{}", "arguments": "{{}}"}}}}]}}{}])",
                  name, results)));
  Survives(
      Request("gpt-4o",
              fmt::format(R"([{{"role": "user", "content": "x"}}{}])", answers),
              fmt::format(
                  R"("response_format": {{"type": "json_schema", "json_schema":
          {{"name": "{}", "schema": {{}}}}}})",
                  name)));
}

TEST(HostileNames, Repeated) {
  const std::string twice =
      R"("tools": [{"type": "function", "function": {"name": "f"}},
                   {"type": "function", "function": {"name": "f"}}])";
  const Verdict verdict = Survives(Request("gpt-4o", kHello, twice));
  const auto declared =
      std::count_if(verdict.parts.begin(), verdict.parts.end(),
                    [](const PartTokens& part) { return part.rule == "tool"; });
  EXPECT_EQ(declared, 2);
}

// ---- Messages ----

TEST(HostileMessages, CallsAndResultsThatDoNotMeet) {
  const std::string call =
      R"({"id": "a", "type": "function", "function":
          {"name": "f", "arguments": "{}"}})";
  for (const std::string& messages : {
           fmt::format(R"([{{"role": "assistant", "tool_calls": [{}]}}])",
                       call),
           fmt::format(R"([{{"role": "assistant", "tool_calls": [{}, {}]}}])",
                       call, call),
           std::string(
               R"([{"role": "tool", "tool_call_id": "a", "content": "r"}])"),
           fmt::format(
               R"([{{"role": "tool", "tool_call_id": "a", "content": "r"}},
                   {{"role": "assistant", "tool_calls": [{}]}}])",
               call),
           std::string(
               R"([{"role": "function", "name": "f", "content": "r"}])"),
       }) {
    for (std::string_view model : kModels) Survives(Request(model, messages));
  }
}

TEST(HostileMessages, HundredThousand) {
  Survives(Request(
      "gpt-4o",
      fmt::format("[{}]", Repeated(100'000,
                                   R"({{"role": "user", "content": "{}"}})"))));
  const Verdict verdict = Survives(Request(
      "gpt-5",
      fmt::format(
          "[{}]",
          Repeated(50'000,
                   R"({{"role": "assistant", "content": null, "tool_calls":
                       [{{"id": "c{0}", "type": "function", "function":
                       {{"name": "f", "arguments": "{{}}"}}}}]}},
                      {{"role": "tool", "tool_call_id": "c{0}",
                       "content": "r"}})"))));
  EXPECT_GE(verdict.parts.size(), 100'000U);
  // All calls in one message, all results of it.
  Survives(Request(
      "gpt-4o",
      fmt::format(
          R"([{{"role": "assistant", "tool_calls": [{}]}}, {}])",
          Repeated(50'000, R"({{"id": "c{}", "type": "function", "function":
                               {{"name": "f", "arguments": "x"}}}})"),
          Repeated(50'000, R"({{"role": "tool", "tool_call_id": "c{}",
                               "content": "r"}})"))));
}

// Each answer asks whether some message has an image.
TEST(HostileMessages, HundredThousandAnswersBehindASchema) {
  const Verdict verdict = Survives(Request(
      "gpt-4o",
      "[" + Repeated(100'000, R"({{"role": "assistant", "content": "a"}})") +
          "]",
      R"("response_format": {"type": "json_schema", "json_schema": {
           "name": "x", "schema": {"type": "object", "properties": {}}}})"));
  EXPECT_GT(verdict.input_tokens.low, 500'000);
}

TEST(HostileMessages, HundredThousandTools) {
  Survives(
      Request("gpt-4o", kHello,
              fmt::format(R"("tools": [{}])",
                          Repeated(100'000, R"({{"type": "function", "function":
                                        {{"name": "f{}"}}}})"))));
}

// Beside a previous request that differs in the last of them.
TEST(HostileMessages, HundredThousandToolsAsBefore) {
  const auto body = [](size_t count) {
    return Request(
        "gpt-4o", kHello,
        fmt::format(R"("tools": [{}])",
                    Repeated(count, R"({{"type": "function", "function":
                                        {{"name": "f{}"}}}})")));
  };
  const std::string previous = body(99'999);
  CheckOptions options = TestOptions();
  options.previous = previous;
  const Verdict verdict = MustCheck(body(100'000), options);
  ASSERT_TRUE(verdict.cache.shared_prefix_tokens.has_value());
  EXPECT_GT(*verdict.cache.shared_prefix_tokens, 99'999);
}

// A system message of characters between which nothing is certain to split, in
// front of many tools.
TEST(HostileMessages, TextWithoutBoundariesBeforeTools) {
  std::string text;
  for (size_t i = 0; i < 300'000; ++i) text += "\xE4\xB8\xAD";
  Survives(Request(
      "gpt-4o", fmt::format(R"([{{"role": "system", "content": "{}"}}])", text),
      fmt::format(R"("tools": [{}])",
                  Repeated(2'000, R"({{"type": "function", "function":
                      {{"name": "f{}", "description": "\u4e2d\u4e2d"}}}})"))));
}

// Arguments and results may be JSON inside a string.
TEST(HostileMessages, JsonInsideStrings) {
  const std::string deep = std::string(100'000, '[');
  for (const std::string& inner :
       {deep, deep + std::string(100'000, ']'), std::string("NaN"),
        std::string("1e400"), std::string(R"({\"a\": \"\\ud800\"})"),
        std::string(R"({\"a\": 1, \"a\": 2})"), std::string(R"(\ud83d\ude00)"),
        std::string(R"(\u0000)"), std::string(R"(\"\\u0000\")")}) {
    SCOPED_TRACE(inner.substr(0, 40));
    const std::string messages = fmt::format(
        R"([{{"role": "assistant", "tool_calls": [
            {{"id": "a", "type": "function", "function":
             {{"name": "f", "arguments": "{0}"}}}},
            {{"id": "b", "type": "function", "function":
             {{"name": "g", "arguments": "{0}"}}}}]}},
           {{"role": "tool", "tool_call_id": "a", "content": "{0}"}},
           {{"role": "tool", "tool_call_id": "b", "content": "{0}"}}])",
        inner);
    for (std::string_view model : kModels) Survives(Request(model, messages));
    Survives(Request("gpt-4o", fmt::format(
                                   R"([{{"role": "assistant", "function_call":
            {{"name": "f", "arguments": "{}"}}}}])",
                                   inner)));
  }
}

TEST(HostileMessages, LoneSurrogatesAreErrorsWithTheirPlace) {
  for (std::string_view text :
       {"\\ud800", "\\udc00", "\\ud800\\ud800", "a\\ud83d", "\\ude00\\ud83d"}) {
    for (const std::string& body :
         {Request(
              "gpt-4o",
              fmt::format(R"([{{"role": "user", "content": "{}"}}])", text)),
          Request("gpt-4o", kHello,
                  ToolField(fmt::format(R"({{"properties": {{"{}": {{}}}}}})",
                                        text)))}) {
      EXPECT_THAT(ErrorOf(body), HasSubstr("surrogate")) << body;
    }
  }
}

// ---- Media ----

std::string ImageMessage(size_t count, std::string_view url) {
  std::string parts;
  for (size_t i = 0; i < count; ++i) {
    parts += fmt::format(
        R"({}{{"type": "image_url", "image_url": {{"url": "{}"}}}})",
        i == 0 ? "" : ", ", url);
  }
  return fmt::format(R"([{{"role": "user", "content": [{}]}}])", parts);
}

TEST(HostileMedia, FourBillionPixels) {
  for (std::string_view model :
       {"gpt-4o", "gpt-4o-mini", "gpt-4.1-mini", "gpt-5-mini", "gpt-5.6-sol"}) {
    SCOPED_TRACE(model);
    // More than a PNG may have: not believed.
    const Verdict claim =
        Survives(Request(model, ImageMessage(1, PngUrl(4'294'967'295, 1))));
    EXPECT_THAT(claim.parts.front().why,
                HasSubstr("claims 4294967295 x 1 pixels"));
    // 2^16 by 2^16, and the most of all: bounded by the rule.
    for (const uint64_t side : {65'536ULL, 2'147'483'647ULL}) {
      const Verdict verdict =
          Survives(Request(model, ImageMessage(1, PngUrl(side, side))));
      EXPECT_LE(verdict.input_tokens.high, 100'000);
      EXPECT_GE(verdict.input_tokens.low, 1);
    }
  }
}

TEST(HostileMedia, HundredThousandImages) {
  Survives(Request("gpt-5-mini", ImageMessage(50'000, PngUrl(1, 1))));
  Survives(Request("gpt-5-mini", ImageMessage(50'000, "https://a")));
}

// A JPEG of a million segments; a PDF of a million streams; an MP3 and a WAV of
// as many frames and chunks.
TEST(HostileMedia, ManySmallSegments) {
  std::string jpeg = "\xff\xd8\xff";
  std::string pdf = "%PDF-";
  std::string wav = "RIFF????WAVE";
  std::string mp3;
  for (size_t i = 0; i < 1'000'000; ++i) {
    jpeg += i % 2 == 0 ? std::string("\xff\xe1\0\2", 4) : "\xff\xd0";
    pdf += i % 2 == 0 ? "stream" : "/Type /Page obj";
    wav += std::string("zero\0\0\0\0", 8);
  }
  for (size_t i = 0; i < 100'000; ++i) {
    // MPEG 2, 8 kbit/s, 24 kHz: 24 bytes.
    mp3 += std::string("\xff\xf3\x14\0", 4) + std::string(20, '\0');
  }
  Survives(Request("gpt-4o",
                   ImageMessage(1, "data:image/jpeg;base64," + Base64(jpeg))));
  const auto part = [](std::string_view type, std::string_view key,
                       std::string_view fields, std::string_view data) {
    return fmt::format(
        R"([{{"role": "user", "content": [{{"type": "{}", "{}":
            {{{}: "{}"}}}}]}}])",
        type, key, fields, data);
  };
  Survives(
      Request("gpt-4o", part("file", "file", R"("file_data")",
                             "data:application/pdf;base64," + Base64(pdf))));
  Survives(Request("gpt-4o", part("input_audio", "input_audio",
                                  R"("format": "wav", "data")", Base64(wav))));
  const Verdict speech = Survives(
      Request("gpt-4o", part("input_audio", "input_audio",
                             R"("format": "mp3", "data")", Base64(mp3))));
  // 100,000 frames of 24 ms.
  EXPECT_GE(speech.input_tokens.expected, 24'000);
}

}  // namespace
}  // namespace tokenfare
