// Embeddings and completions. Tokens are those of tiktoken 0.14.0; prices those
// of OpenAI's page, in data/catalogue.

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Embed(std::string_view input, std::string_view fields = "") {
  return fmt::format(R"({{"model": "text-embedding-3-small", "input": {}{}}})",
                     input, fields);
}

std::string Complete(std::string_view fields) {
  return fmt::format(R"({{"model": "gpt-3.5-turbo-instruct", {}}})", fields);
}

// A day on which completions were served and have a price: none has both, so
// what is asked of them here is not whether they fit.
CheckOptions CompletionOptions() {
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate("2026-11-01");
  return options;
}

std::string Repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string ListOf(std::string_view element, size_t times) {
  std::string list = "[";
  for (size_t i = 0; i < times; ++i) {
    if (i > 0) list += ",";
    list += element;
  }
  return list + "]";
}

std::vector<std::string> CodesOf(const std::vector<Finding>& findings) {
  std::vector<std::string> codes;
  for (const Finding& finding : findings) codes.push_back(finding.code);
  return codes;
}

// The example of OpenAI's guide, whose response says 5.
TEST(Embeddings, CountAsTheGuidesExampleSays) {
  const Verdict verdict = MustCheck(Embed(R"("Your text string goes here")"));
  EXPECT_EQ(verdict.format, "openai_embeddings");
  EXPECT_EQ(verdict.encoding, "cl100k_base");
  EXPECT_EQ(verdict.input_tokens.expected, 5);
  EXPECT_TRUE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.input_tokens.basis, Basis::kText);
  EXPECT_EQ(verdict.fits, true);
  ASSERT_EQ(verdict.parts.size(), 1U);
  EXPECT_EQ(verdict.parts[0].label, "input");
  EXPECT_EQ(verdict.parts[0].path, "$.input");
}

TEST(Embeddings, TakeTextsAndTokenIds) {
  // n("first chunk") = 2, n("naïve café 👩‍🚀") = 11.
  const Verdict texts =
      MustCheck(Embed(R"(["first chunk", "na\u00efve caf\u00e9 👩\u200d🚀"])"));
  EXPECT_EQ(texts.input_tokens.expected, 13);
  EXPECT_EQ(texts.parts[1].label, "input[1]");
  EXPECT_EQ(texts.parts[1].path, "$.input[1]");
  EXPECT_EQ(texts.parts[1].rule, "plain-text");
  const Verdict ids = MustCheck(Embed("[3983, 12143, 0]"));
  EXPECT_EQ(ids.input_tokens.expected, 3);
  EXPECT_TRUE(ids.input_tokens.exact);
  EXPECT_EQ(ids.parts[0].rule, "token-ids");
  const Verdict lists = MustCheck(Embed("[[3983, 12143], [5686]]"));
  EXPECT_EQ(lists.input_tokens.expected, 3);
  EXPECT_EQ(lists.parts.size(), 2U);
}

TEST(Embeddings, SpecialTokensAreOrdinaryTextWithBounds) {
  const Verdict verdict = MustCheck(Embed(R"("<|endoftext|>")"));
  EXPECT_EQ(verdict.input_tokens.expected, 7);
  EXPECT_EQ(verdict.input_tokens.low, 0);
  EXPECT_FALSE(verdict.input_tokens.exact);
}

TEST(Embeddings, CostIsThatOfTheInput) {
  CheckOptions options = TestOptions();
  // 4 tokens at $0.02 per million, at the batch tier half of that.
  const std::string body = Embed(R"(["first chunk", "second chunk"])");
  const Verdict verdict = MustCheck(body, options);
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.00000008");
  EXPECT_EQ(verdict.cost_usd->low, verdict.cost_usd->high);
  EXPECT_EQ(verdict.output_tokens.limit, 0);
  EXPECT_EQ(verdict.context_window, std::nullopt);
  options.service_tier = "batch";
  EXPECT_EQ(MustCheck(body, options).cost_usd->high.ToDecimal(), "0.00000004");
  // Nothing is kept, however long it is.
  const Verdict large =
      MustCheck(Embed(fmt::format("\"{}\"", Repeated(" word", 4000))));
  EXPECT_EQ(large.input_tokens.expected, 4000);
  EXPECT_EQ(large.cost_usd->low.ToDecimal(), "0.00008");
  EXPECT_EQ(large.cost_usd->high.ToDecimal(), "0.00008");
  EXPECT_THAT(large.warnings, IsEmpty());
}

TEST(Embeddings, EachInputFitsByItself) {
  const std::string longest = fmt::format("\"{}\"", Repeated(" word", 8192));
  EXPECT_EQ(MustCheck(Embed(longest)).fits, true);
  const Verdict both =
      MustCheck(Embed(fmt::format(R"([{}, "a", {}])", longest, longest)));
  EXPECT_EQ(both.fits, true);
  EXPECT_EQ(both.input_tokens.each_limit, 8192);
  EXPECT_EQ(both.input_tokens.limit, 300000);
  const std::string longer = fmt::format("\"{}\"", Repeated(" word", 8193));
  const Verdict verdict =
      MustCheck(Embed(fmt::format(R"(["a", {}, {}, "b"])", longer, longer)));
  EXPECT_EQ(verdict.fits, false);
  EXPECT_THAT(CodesOf(verdict.reasons),
              ElementsAre(reason::kInputLimitExceeded));
  EXPECT_THAT(verdict.reasons[0].message,
              HasSubstr("input[1], the first of 2, has 8193 tokens"));
  EXPECT_THAT(verdict.reasons[0].message, HasSubstr("8192"));
}

TEST(Embeddings, ARequestHasLimits) {
  EXPECT_EQ(MustCheck(Embed(ListOf("\"a\"", 2048))).fits, true);
  const Verdict many = MustCheck(Embed(ListOf("\"a\"", 2049)));
  EXPECT_THAT(CodesOf(many.reasons), ElementsAre(reason::kTooManyInputs));
  EXPECT_THAT(many.reasons[0].message, HasSubstr("2049 inputs"));
  EXPECT_THAT(many.reasons[0].message, HasSubstr("split it into 2 requests"));
  // 60 x 5000 = 300,000.
  const std::string text = fmt::format("\"{}\"", Repeated(" word", 5000));
  EXPECT_EQ(MustCheck(Embed(ListOf(text, 60))).fits, true);
  const Verdict large = MustCheck(Embed(ListOf(text, 61)));
  EXPECT_THAT(CodesOf(large.reasons), ElementsAre(reason::kInputLimitExceeded));
  EXPECT_THAT(large.reasons[0].message, HasSubstr("305000 input tokens"));
}

TEST(Embeddings, TheLongTailOfInputsIsOnePart) {
  const Verdict verdict = MustCheck(Embed(ListOf("\"first chunk\"", 5000)));
  EXPECT_EQ(verdict.input_tokens.expected, 10000);
  EXPECT_EQ(verdict.parts.size(), 4097U);
  EXPECT_EQ(verdict.parts.back().label, "input[4096..4999]");
  EXPECT_EQ(verdict.parts.back().path, "$.input");
  EXPECT_EQ(verdict.parts.back().expected, 904 * 2);
}

TEST(Embeddings, ABudgetStopsTheCount) {
  CheckOptions options = TestOptions();
  options.max_input_tokens = 3;
  const std::string text = fmt::format("\"{}\"", Repeated(" word", 3000));
  const Verdict verdict = MustCheck(Embed(ListOf(text, 2)), options);
  EXPECT_THAT(CodesOf(verdict.reasons),
              ElementsAre(reason::kOverMaxInputTokens));
  EXPECT_TRUE(verdict.input_tokens.stopped);
}

TEST(Embeddings, BudgetInMoneyNamesNoOutput) {
  CheckOptions options = TestOptions();
  options.max_cost = *Money::ParseUsd("0.00000001");
  const Verdict verdict = MustCheck(Embed(R"("first chunk")"), options);
  ASSERT_THAT(CodesOf(verdict.reasons), ElementsAre(reason::kOverMaxCost));
  EXPECT_THAT(verdict.reasons[0].message, HasSubstr("shorten the input"));
  EXPECT_EQ(verdict.reasons[0].message.find("output"), std::string::npos);
}

TEST(Embeddings, OtherModelsAreSuggested) {
  CheckOptions options = TestOptions();
  options.suggest = true;
  options.model = "text-embedding-3-large";
  const Verdict verdict = MustCheck(Embed(R"("first chunk")"), options);
  std::vector<std::string> models;
  for (const Suggestion& other : *verdict.suggestions) {
    models.push_back(other.model);
  }
  // When text-embedding-ada-002 was released, no source states.
  EXPECT_THAT(models, ElementsAre("text-embedding-3-small"));
}

TEST(Embeddings, WhatTheApiRefuses) {
  const auto refused = [](std::string_view input, std::string_view fields) {
    return MustCheck(Embed(input, fields)).refused;
  };
  EXPECT_THAT(refused(R"("a")", R"(, "dimensions": 256, "user": "u")"),
              IsEmpty());
  EXPECT_THAT(refused(R"("a")", R"(, "encoding_format": "base64")"), IsEmpty());
  EXPECT_THAT(refused(R"("")", ""), ElementsAre("input_empty"));
  EXPECT_THAT(refused("[]", ""), ElementsAre("input_empty"));
  EXPECT_THAT(refused(R"(["a", ""])", ""), ElementsAre("input_empty"));
  EXPECT_THAT(refused("[[1], []]", ""), ElementsAre("input_empty"));
  EXPECT_THAT(refused(R"("a")", R"(, "dimensions": 1537)"),
              ElementsAre("dimensions_out_of_range"));
  EXPECT_THAT(refused(R"("a")", R"(, "dimensions": 0)"),
              ElementsAre("dimensions_out_of_range"));
  EXPECT_THAT(refused(R"("a")", R"(, "encoding_format": "int8")"),
              ElementsAre("encoding_format_unknown"));
  CheckOptions options = TestOptions();
  options.model = "text-embedding-ada-002";
  EXPECT_THAT(
      MustCheck(Embed(R"("a")", R"(, "dimensions": 9)"), options).refused,
      ElementsAre("dimensions_unsupported"));
}

TEST(Completions, CountAsTheReferencesExampleSays) {
  // Its response says 5 prompt tokens.
  const Verdict verdict =
      MustCheck(Complete(R"("prompt": "Say this is a test", "max_tokens": 7)"),
                CompletionOptions());
  EXPECT_EQ(verdict.format, "openai_completions");
  EXPECT_EQ(verdict.input_tokens.expected, 5);
  EXPECT_EQ(verdict.input_tokens.basis, Basis::kText);
  EXPECT_EQ(verdict.output_tokens.limit, 7);
  // 5 x 1.5 + 7 x 2 microdollars.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0000215");
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.0000075");
}

TEST(Completions, WriteSixteenTokensForEachPromptAndChoice) {
  const Verdict one =
      MustCheck(Complete(R"("prompt": "Say hi")"), CompletionOptions());
  EXPECT_EQ(one.output_tokens.limit, 16);
  EXPECT_FALSE(one.output_tokens.stated);
  EXPECT_EQ(one.output_tokens.choices, 1);
  const auto choices = [](std::string_view fields) {
    return MustCheck(Complete(fields), CompletionOptions())
        .output_tokens.choices;
  };
  EXPECT_EQ(choices(R"("prompt": ["Say hi", "Say hi"], "n": 3)"), 6);
  EXPECT_EQ(choices(R"("prompt": "Say hi", "n": 3)"), 3);
}

TEST(Completions, TheBestOfManyCostsAllOfThem) {
  const Verdict verdict =
      MustCheck(Complete(R"("prompt": [[1, 2], [3]], "n": 2, "best_of": 5)"),
                CompletionOptions());
  EXPECT_EQ(verdict.output_tokens.choices, 10);
  // 3 x 1.5 + 16 x 10 x 2 microdollars.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0003245");
}

TEST(Completions, AnEchoMayBeBilledAsOutput) {
  const Verdict verdict = MustCheck(
      Complete(R"("prompt": [1, 2, 3], "max_tokens": 0, "echo": true, "n": 2)"),
      CompletionOptions());
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0000045");
  // 3 x 2 tokens more, at 2 microdollars.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0000165");
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kEcho));
}

TEST(Completions, ASuffixHasBounds) {
  // n(" Bye.") = 2.
  const Verdict verdict =
      MustCheck(Complete(R"("prompt": "Say hi", "suffix": " Bye.")"),
                CompletionOptions());
  EXPECT_EQ(verdict.input_tokens.low, 2);
  EXPECT_EQ(verdict.input_tokens.expected, 7);
  EXPECT_EQ(verdict.input_tokens.high, 10);
  EXPECT_EQ(verdict.input_tokens.basis, Basis::kInferred);
}

TEST(Completions, NoPromptIsNoError) {
  CheckOptions options = CompletionOptions();
  options.format = "openai_completions";
  const Verdict verdict =
      MustCheck(Complete(R"("max_tokens": 5, "prompt": null)"), options);
  EXPECT_EQ(verdict.input_tokens.expected, 1);
  EXPECT_EQ(verdict.input_tokens.low, 0);
}

TEST(Completions, EachPromptFitsTheWindowWithItsOutput) {
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate("2026-01-01");
  const std::string prompt = fmt::format("\"{}\"", Repeated(" word", 8000));
  const auto reasons = [&](std::string_view fields) {
    return CodesOf(
        MustCheck(Complete(fmt::format(R"("prompt": [{0}, {0}], {1})", prompt,
                                       fields)),
                  options)
            .reasons);
  };
  // 8000 + 8385 = 16385; its output limit is 4096, and its price of the day
  // unknown.
  EXPECT_THAT(reasons(R"("max_tokens": 4096)"),
              ElementsAre(reason::kPriceUnknown));
  EXPECT_THAT(reasons(R"("max_tokens": 8385)"),
              ElementsAre(reason::kPriceUnknown, reason::kOutputLimitExceeded));
  EXPECT_THAT(reasons(R"("max_tokens": 8386)"),
              ElementsAre(reason::kPriceUnknown, reason::kOutputLimitExceeded,
                          reason::kContextWindowExceeded));
}

TEST(Completions, WhatTheApiRefuses) {
  const auto refused = [](std::string_view fields) {
    return MustCheck(Complete(fmt::format(R"("prompt": "a", {})", fields)),
                     CompletionOptions())
        .refused;
  };
  EXPECT_THAT(refused(R"("best_of": 3, "n": 2, "logprobs": 5, "seed": 1)"),
              IsEmpty());
  EXPECT_THAT(refused(R"("best_of": 21)"), ElementsAre("best_of_out_of_range"));
  EXPECT_THAT(refused(R"("best_of": 2, "n": 3)"),
              ElementsAre("best_of_below_n"));
  EXPECT_THAT(refused(R"("best_of": 2, "stream": true)"),
              ElementsAre("best_of_streamed"));
  EXPECT_THAT(refused(R"("logprobs": 6)"),
              ElementsAre("logprobs_out_of_range"));
  EXPECT_THAT(refused(R"("temperature": 3)"),
              ElementsAre("temperature_out_of_range"));
  EXPECT_THAT(refused(R"("stop": ["a", "b", "c", "d", "e"])"),
              ElementsAre("too_many_stops"));
  CheckOptions options = CompletionOptions();
  options.model = "davinci-002";
  EXPECT_THAT(
      MustCheck(Complete(R"("prompt": "a", "suffix": "b")"), options).refused,
      ElementsAre("suffix_unsupported"));
}

TEST(PlainRequests, ModelsAreOfTheirKind) {
  EXPECT_THAT(ErrorOf(R"({"model": "gpt-4.1", "input": ["a"]})"),
              HasSubstr("$.model: gpt-4.1 is a chat model, and embeds no"));
  EXPECT_THAT(ErrorOf(R"({"model": "gpt-4.1", "prompt": "a"})"),
              HasSubstr("send messages to /v1/chat/completions"));
  EXPECT_THAT(ErrorOf(R"({"model": "text-embedding-3-small", "prompt": "a"})"),
              HasSubstr("continues no prompts"));
  EXPECT_THAT(ErrorOf(R"({"model": "davinci-002", "input": ["a"]})"),
              HasSubstr("embeds no texts"));
  CheckOptions options = TestOptions();
  options.model = "text-embedding-3-small";
  EXPECT_THAT(
      ErrorOf(Body(kHello), options),
      HasSubstr("model: text-embedding-3-small takes no chat messages"));
}

TEST(PlainRequests, ErrorsNameTheInput) {
  EXPECT_THAT(ErrorOf(Embed("[1, 2.5]")), HasSubstr("$.input[1]: expected"));
  EXPECT_THAT(ErrorOf(Embed("[1, -2]")), HasSubstr("$.input[1]: expected"));
  EXPECT_THAT(ErrorOf(Embed(R"(["a", 1])")), HasSubstr("$.input[1]: expected"));
  EXPECT_THAT(ErrorOf(Embed(R"([[1], [2, "a"]])")),
              HasSubstr("$.input[1][1]: expected"));
  EXPECT_THAT(ErrorOf(Embed(R"(["a"], "dimensions": "x")")),
              HasSubstr("$.dimensions: expected a number"));
  EXPECT_THAT(ErrorOf(Complete(R"("prompt": [true])")),
              HasSubstr("$.prompt[0]: expected"));
  EXPECT_THAT(ErrorOf(Complete(R"("prompt": "a", "n": 0)")),
              HasSubstr("$.n: 0 is out of range"));
}

TEST(PlainRequests, UnknownFieldsWarn) {
  const Verdict verdict = MustCheck(Embed(R"("a")", R"(, "dimension": 4)"));
  ASSERT_EQ(verdict.warnings.size(), 1U);
  EXPECT_THAT(verdict.warnings[0].message, HasSubstr("dimensions"));
  EXPECT_TRUE(verdict.input_tokens.exact);
}

TEST(PlainRequests, AFormatThatIsGivenHolds) {
  CheckOptions options = TestOptions();
  options.format = "openai_chat";
  EXPECT_THAT(ErrorOf(Embed(R"("a")"), options),
              HasSubstr("$.messages: missing"));
  options.format = "openai_embeddings";
  EXPECT_THAT(ErrorOf(Body(kHello), options), HasSubstr("$.input: missing"));
  // Else it would be speech.
  options.model = "text-embedding-3-small";
  EXPECT_EQ(MustCheck(R"({"input": "a", "voice": "alloy"})", options).format,
            "openai_embeddings");
  options.format = "openai_chats";
  const absl::Status unknown = Check(Body(kHello), options).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(OptionAtFault(unknown), "format");
  options.format = "";
  EXPECT_EQ(OptionAtFault(Check(Body(kHello), options).status()), "format");
  EXPECT_THAT(RequestFormats(), ::testing::Contains("openai_embeddings"));
  EXPECT_EQ(Request::Parse(Embed(R"("a")"))->format(), "openai_embeddings");
}

TEST(PlainRequests, JsonHasTheFormatAndTheLimits) {
  const auto json =
      nlohmann::json::parse(VerdictToJson(MustCheck(Embed(R"("a")"))));
  EXPECT_EQ(json["format"], "openai_embeddings");
  EXPECT_EQ(json["input_tokens"]["each_limit"], 8192);
  EXPECT_EQ(json["output_tokens"]["limit"], 0);
  const auto chat =
      nlohmann::json::parse(VerdictToJson(MustCheck(Body(kHello))));
  EXPECT_EQ(chat["format"], "openai_chat");
  EXPECT_FALSE(chat["input_tokens"].contains("each_limit"));
}

}  // namespace
}  // namespace tokenfare
