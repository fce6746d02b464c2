// What a prompt shares with that of the request before. A word "a" is a token,
// and a message costs three, its role and its text.

#include "tokenfare/preflight/prompt/shared_prefix.h"

#include <random>
#include <span>
#include <string>
#include <vector>

#include "fmt/ranges.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

using internal::ComparePrompts;
using internal::Prompt;
using internal::PromptPart;
using internal::SharedPrefix;

std::string Words(size_t words) {
  std::string text = "a";
  for (size_t i = 1; i < words; ++i) text += " a";
  return text;
}

std::string Message(std::string_view role, std::string_view content) {
  return fmt::format(R"({{"role": "{}", "content": "{}"}})", role, content);
}

// 1,200 tokens.
std::string System() { return Message("system", Words(1196)); }

std::string Request(const std::vector<std::string>& messages,
                    std::string_view fields = "") {
  return Body(fmt::format("[{}]", fmt::join(messages, ", ")), fields);
}

CacheUse CacheAfter(std::string_view previous, std::string_view body,
                    CheckOptions options = TestOptions()) {
  options.previous = previous;
  return MustCheck(body, options).cache;
}

TEST(SharedPrefix, ConversationThatGoesOn_SharesAllOfTheEarlierTurn) {
  const std::string user = Message("user", Words(6));  // 10 tokens
  const std::string before = Request({System(), user});
  const std::string now =
      Request({System(), user, Message("assistant", "a"), user},
              R"("max_completion_tokens": 10)");
  CheckOptions options = TestOptions();
  options.previous = before;
  const Verdict verdict = MustCheck(now, options);
  EXPECT_EQ(verdict.cache.shared_prefix_tokens, 1210);
  EXPECT_EQ(verdict.cache.cached_tokens, 1152);  // 9 * 128
  EXPECT_EQ(verdict.cache.cache_write_tokens, 0);
  // 1,210 + 5 + 10, and 3 for the reply.
  ASSERT_EQ(verdict.input_tokens.expected, 1228);
  // 1,152 * 0.10 + 76 * 0.40 + 10 * 1.60.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0001616");
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kCachedTokens));
}

TEST(SharedPrefix, MessageThatDiffers_SharesItsFirstTokens) {
  // The role, and "a a".
  EXPECT_EQ(CacheAfter(Request({System(), Message("user", "a a a a")}),
                       Request({System(), Message("user", "a a b a")}))
                .shared_prefix_tokens,
            1203);
  // Another role: nothing of the message.
  EXPECT_EQ(CacheAfter(Request({System(), Message("user", "a")}),
                       Request({System(), Message("assistant", "a")}))
                .shared_prefix_tokens,
            1200);
  // The beginning differs.
  EXPECT_EQ(CacheAfter(Request({Message("user", "x"), System()}),
                       Request({Message("user", "y"), System()}))
                .shared_prefix_tokens,
            1);
}

TEST(SharedPrefix, Under1024_NothingIsCached) {
  const auto use = [](size_t words) {
    const std::string body = Request({Message("user", Words(words))});
    return CacheAfter(body, body);
  };
  // 1,016 + 4, and 3 for the reply; the same with a word more.
  EXPECT_EQ(use(1016).shared_prefix_tokens, 1023);
  EXPECT_EQ(use(1016).cached_tokens, 0);
  EXPECT_EQ(use(1017).shared_prefix_tokens, 1024);
  EXPECT_EQ(use(1017).cached_tokens, 1024);
  EXPECT_EQ(use(1017 + 127).cached_tokens, 1024);
  EXPECT_EQ(use(1017 + 128).cached_tokens, 1152);
}

TEST(SharedPrefix, WithoutPrevious_IsNotKnown) {
  const CacheUse use = MustCheck(Request({System()})).cache;
  EXPECT_FALSE(use.shared_prefix_tokens.has_value());
  EXPECT_EQ(use.cached_tokens, 0);
}

TEST(SharedPrefix, ToolsAndSchemas_ArePartOfIt) {
  const auto tool = [](std::string_view name) {
    return fmt::format(
        R"("tools": [{{"type": "function", "function": {{"name": "{}",)"
        R"("parameters": {{"type": "object", "properties": {{)"
        R"("city": {{"type": "string"}}}}}}}}}}])",
        name);
  };
  const std::vector<std::string> messages = {System(), Message("user", "a")};
  const Verdict verdict = MustCheck(Request(messages, tool("weather")));
  const std::string body = Request(messages, tool("weather"));
  // All of the prompt.
  EXPECT_EQ(CacheAfter(body, body).shared_prefix_tokens,
            verdict.input_tokens.expected);
  // The tools follow the first message.
  const int64_t other = *CacheAfter(Request(messages, tool("forecast")), body)
                             .shared_prefix_tokens;
  EXPECT_GE(other, 1200);
  EXPECT_LT(other, verdict.input_tokens.expected - 15);
  EXPECT_EQ(CacheAfter(Request(messages), body).shared_prefix_tokens, 1200);

  const auto schema = [](std::string_view name) {
    return fmt::format(
        R"("response_format": {{"type": "json_schema", "json_schema": {{)"
        R"("name": "{}", "schema": {{"type": "object"}}}}}})",
        name);
  };
  const std::string with_schema = Request(messages, schema("answer"));
  EXPECT_EQ(CacheAfter(with_schema, with_schema).shared_prefix_tokens,
            MustCheck(with_schema).input_tokens.expected);
  EXPECT_LT(CacheAfter(Request(messages, schema("reply")), with_schema)
                .shared_prefix_tokens,
            MustCheck(with_schema).input_tokens.expected - 10);
}

TEST(SharedPrefix, ImagesOfOneSize_AreNotOneImage) {
  const auto body = [](std::string_view url, std::string_view text) {
    return Request({System(),
                    fmt::format(R"({{"role": "user", "content": [)"
                                R"({{"type": "text", "text": "{}"}},)"
                                R"({{"type": "image_url", "image_url": )"
                                R"({{"url": "{}"}}}}]}})",
                                text, url),
                    Message("user", "a")});
  };
  const std::string one = body("https://example.com/1.png", "a");
  EXPECT_EQ(CacheAfter(one, one).shared_prefix_tokens,
            MustCheck(one).input_tokens.expected);
  EXPECT_EQ(CacheAfter(body("https://example.com/2.png", "a"), one)
                .shared_prefix_tokens,
            1200);
  // The same image behind another text: the role.
  EXPECT_EQ(CacheAfter(body("https://example.com/1.png", "b"), one)
                .shared_prefix_tokens,
            1201);
}

TEST(SharedPrefix, AnotherModelsCache_IsNotRead) {
  const std::string messages = fmt::format("[{}]", System());
  const auto body = [&](std::string_view model) {
    return fmt::format(R"({{"model": "{}", "messages": {}}})", model, messages);
  };
  const std::string now = body("gpt-4.1-mini");
  CheckOptions options = TestOptions();
  const std::string other = body("gpt-4.1");
  options.previous = other;
  const Verdict verdict = MustCheck(now, options);
  EXPECT_EQ(verdict.cache.shared_prefix_tokens, 0);
  EXPECT_TRUE(Has(verdict.warnings, warning::kPreviousModel));
  // A snapshot of the same model, no model, and both under another name.
  EXPECT_EQ(
      CacheAfter(body("gpt-4.1-mini-2025-04-14"), now).shared_prefix_tokens,
      1203);
  EXPECT_EQ(CacheAfter(fmt::format(R"({{"messages": {}}})", messages), now)
                .shared_prefix_tokens,
            1203);
  options.model = "gpt-4o";
  EXPECT_EQ(CacheAfter(now, now, options).shared_prefix_tokens, 1203);
}

TEST(SharedPrefix, BadPreviousRequests_AreSaidToBeThat) {
  CheckOptions options = TestOptions();
  for (const char* previous : {"", "{", "[]", R"({"messages": 1})"}) {
    options.previous = previous;
    EXPECT_TRUE(ErrorOf(Request({System()}), options)
                    .starts_with("previous request: $"))
        << ErrorOf(Request({System()}), options);
  }
  const std::string body = Request({System()});
  options.previous = body;
  options.cached_tokens = 0;
  EXPECT_TRUE(ErrorOf(body, options)
                  .starts_with("cached tokens and a previous request are both"))
      << ErrorOf(body, options);
}

// Prompts made by hand.

const Encoding& O200k() { return **GetEncoding("o200k_base"); }

Prompt TextPrompt(std::string_view text) {
  Prompt prompt;
  PromptPart part;
  part.AddFixed(3);
  part.AddText(text);
  prompt.parts.push_back(part);
  return prompt;
}

TEST(ComparePrompts, CharactersThatAreCutDifferently_AreNotShared) {
  // "hello| wor" and "hello| world".
  EXPECT_EQ(ComparePrompts(TextPrompt("hello wor"), TextPrompt("hello world"),
                           O200k())
                .tokens_of_next,
            1);
  EXPECT_EQ(ComparePrompts(TextPrompt("hello world"),
                           TextPrompt("hello world again"), O200k())
                .tokens_of_next,
            2);
}

TEST(ComparePrompts, TextThatContinuesAnother_CountsWhatItAdds) {
  const auto prompt = [](std::string_view before, std::string_view text) {
    Prompt result = TextPrompt("");
    result.parts[0] = internal::PromptPart();
    result.parts[0].AddText(text, before);
    return result;
  };
  // "a a" is counted elsewhere; " b" is shared, " c" and " d" are not.
  EXPECT_EQ(
      ComparePrompts(prompt("a a", " b c"), prompt("a a", " b d"), O200k())
          .tokens_of_next,
      1);
  EXPECT_EQ(ComparePrompts(prompt("a a", " b"), prompt("a", " b"), O200k())
                .tokens_of_next,
            0);
}

TEST(ComparePrompts, RandomTexts_ShareTheSameBothWaysAndNoMoreThanTheyHave) {
  std::mt19937 random(20261122);
  const std::vector<std::string> pieces = {"a", " a",     "\n", "hello", "  ",
                                           "1", "\u00e9", ".",  " world"};
  const auto text = [&] {
    std::string result;
    for (size_t i = random() % 30; i > 0; --i) {
      result += pieces[random() % pieces.size()];
    }
    return result;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string common = text();
    const std::string a = common + text();
    const std::string b = common + text();
    const SharedPrefix shared =
        ComparePrompts(TextPrompt(a), TextPrompt(b), O200k());
    const SharedPrefix other =
        ComparePrompts(TextPrompt(b), TextPrompt(a), O200k());
    ASSERT_EQ(shared.parts, other.parts);
    ASSERT_EQ(shared.tokens_of_next, other.tokens_of_next);
    ASSERT_EQ(shared.parts, a == b ? 1u : 0u);
    ASSERT_LE(static_cast<size_t>(shared.tokens_of_next), O200k().Count(a));
    // What is shared is the same text in both.
    const std::vector<TokenId> ids = O200k().Encode(a);
    const absl::StatusOr<std::string> prefix = O200k().Decode(
        std::span(ids).first(static_cast<size_t>(shared.tokens_of_next)));
    ASSERT_TRUE(b.starts_with(*prefix));
  }
}

}  // namespace
}  // namespace tokenfare
