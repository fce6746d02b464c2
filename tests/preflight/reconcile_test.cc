// One request with its response. Figures are worked by hand: o200k_base has 4
// tokens for each of the two texts of kRequest, so the prompt has
// (3 + 1 + 4) + (3 + 1 + 4) + 3 = 19; prices are those of gpt-4.1-mini, 0.4,
// 0.1 cached and 1.6 USD a million (0.7, 0.175 and 2.8 at priority).

#include "tokenfare/preflight/reconcile.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/json_schema.h"

namespace tokenfare {
namespace {

constexpr std::string_view kMessages =
    R"([{"role": "system", "content": "You are terse."},
        {"role": "user", "content": "Name three rivers."}])";
constexpr std::string_view kPlainUsage =
    R"({"prompt_tokens": 19, "completion_tokens": 12, "total_tokens": 31})";

std::string Request(std::string_view fields = "",
                    std::string_view model = "gpt-4.1-mini") {
  return fmt::format(R"({{"model": "{}", "messages": {}{}{}}})", model,
                     kMessages, fields.empty() ? "" : ", ", fields);
}

// 1763769600 is the first second of 2025-11-22.
std::string Response(std::string_view usage,
                     std::string_view fields =
                         R"("created": 1763769600, "service_tier": "default",
                            "model": "gpt-4.1-mini-2025-04-14")") {
  return fmt::format(R"({{"object": "chat.completion", {}, "usage": {}}})",
                     fields, usage);
}

std::string Usage(int64_t prompt, int64_t completion,
                  std::string_view prompt_details = "{}",
                  std::string_view completion_details = "{}") {
  return fmt::format(
      R"({{"prompt_tokens": {}, "completion_tokens": {},
           "prompt_tokens_details": {}, "completion_tokens_details": {}}})",
      prompt, completion, prompt_details, completion_details);
}

Reconciliation MustReconcile(std::string_view request,
                             std::string_view response,
                             const ReconcileOptions& options = {}) {
  absl::StatusOr<Reconciliation> pair = Reconcile(request, response, options);
  EXPECT_TRUE(pair.ok()) << pair.status().ToString();
  return pair.ok() ? *std::move(pair) : Reconciliation{};
}

std::string ErrorOf(const absl::StatusOr<Reconciliation>& pair) {
  return pair.ok() ? "no error" : std::string(pair.status().message());
}

bool Warns(const Reconciliation& pair, std::string_view code) {
  for (const Finding& warning : pair.warnings) {
    if (warning.code == code) return true;
  }
  return false;
}

TEST(Reconcile, ABillAsPredicted) {
  const Reconciliation pair = MustReconcile(Request(), Response(kPlainUsage));
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_TRUE(pair.within_tolerance);
  EXPECT_EQ(pair.predicted.expected, 19);
  EXPECT_EQ(pair.Difference(), 0);
  EXPECT_EQ(pair.model, "gpt-4.1-mini-2025-04-14");
  EXPECT_EQ(pair.requested_model, "gpt-4.1-mini");
  EXPECT_EQ(FormatDate(pair.as_of), "2025-11-22");
  // 19 x 0.4 + 12 x 1.6 = 7.6 + 19.2 microdollars.
  ASSERT_TRUE(pair.cost_usd.has_value());
  EXPECT_EQ(pair.cost_usd->billed.total.ToDecimal(), "0.0000268");
  EXPECT_EQ(pair.cost_usd->predicted.ToDecimal(), "0.0000268");
  EXPECT_EQ(pair.cost_usd->difference, Money::Zero());
}

TEST(Reconcile, TheDayIsThatOfCreatedInUtc) {
  const std::string fields =
      R"("model": "gpt-4.1-mini", "created": 1763769599)";
  EXPECT_EQ(
      FormatDate(MustReconcile(Request(), Response(kPlainUsage, fields)).as_of),
      "2025-11-21");
  ReconcileOptions options;
  options.as_of = *ParseDate("2026-01-02");
  EXPECT_EQ(FormatDate(
                MustReconcile(Request(), Response(kPlainUsage, fields), options)
                    .as_of),
            "2026-01-02");
}

Date DayOf(std::string_view created) {
  return MustReconcile(
             Request(),
             Response(Usage(11, 6),
                      fmt::format(R"("model": "gpt-4.1-mini", "created": {})",
                                  created)))
      .as_of;
}

TEST(Reconcile, CreatedMayBeAFractionOrText) {
  const Date day = *ParseDate("2025-11-22");
  for (const std::string_view created :
       {"1763769600.75", "1.7637696e9", R"("1763769600")", R"("2025-11-22")",
        R"("2025-11-22T00:00:00Z")", R"("2025-11-22 09:30:00.123456")",
        R"("2025-11-22T00:30:00+00:30")", R"("2025-11-21T23:30:00-01:00")",
        R"("2025-11-22T09:30:00 UTC")", R"("2025-11-22t09:30z")"}) {
    EXPECT_EQ(DayOf(created), day) << created;
  }
  EXPECT_EQ(DayOf(R"("2025-11-22T00:30:00+02:00")"), *ParseDate("2025-11-21"));
  EXPECT_EQ(DayOf(R"("2025-11-22T23:30:00-02:00")"), *ParseDate("2025-11-23"));
  EXPECT_EQ(DayOf("1763769599.9"), *ParseDate("2025-11-21"));
}

TEST(Reconcile, OtherTextsOfCreatedAreErrors) {
  for (const std::string_view created :
       {R"("yesterday")", R"("2025-13-40")", R"("2025-11-22T25:00:00Z")",
        R"("2025-11-22T09:30:00Q")", R"("2025-11-22x")", R"("")", "true", "{}",
        R"("nan")", R"("-5")"}) {
    const std::string error = ErrorOf(Reconcile(
        Request(),
        Response(Usage(11, 6), fmt::format(R"("created": {})", created)), {}));
    EXPECT_NE(error.find("response: $.created: "), std::string::npos)
        << created << ": " << error;
  }
}

TEST(Reconcile, TheScaleTierIsPricedAsStandard) {
  const Reconciliation pair = MustReconcile(
      Request(),
      Response(Usage(11, 6), R"("created": 1763769600, "service_tier": "scale",
                                "model": "gpt-4.1-mini-2025-04-14")"));
  EXPECT_EQ(pair.service_tier, ServiceTier::kStandard);
  EXPECT_EQ(pair.warnings.size(), 1U);
  EXPECT_EQ(pair.warnings[0].code, reconcile_warning::kTierAssumed);
}

TEST(Reconcile, OtherFilesAreNamed) {
  const std::string request = Request();
  const auto error_of = [&](std::string_view response) {
    return ErrorOf(Reconcile(request, response, {}));
  };
  EXPECT_NE(error_of(R"({"object": "response", "usage":
                         {"input_tokens": 1, "output_tokens": 1}})")
                .find("a response of /v1/responses, where the request is one "
                      "of /v1/chat/completions"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"custom_id": "a", "response": {}})")
                .find("response: $.response.status_code: missing"),
            std::string::npos);
  EXPECT_NE(error_of("data: {}\n\n").find("server-sent events"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"log": {}})").find("HAR"), std::string::npos);
  const auto record_error = [](std::string_view record) {
    return ErrorOf(ReconcileRecord(record, {}));
  };
  EXPECT_NE(record_error(R"({"custom_id": "a", "response": {}})")
                .find("a line of the results of a Batch"),
            std::string::npos);
  EXPECT_NE(record_error(R"({"request": "{}"})").find("fromjson"),
            std::string::npos);
}

TEST(Reconcile, AResponseMayStandInAnEnvelope) {
  const absl::StatusOr<Reconciliation> pair = ReconcileRecord(
      fmt::format(R"({{"request": {}, "response": {{"status_code": 200,
                       "body": {}}}}})",
                  Request(), Response(Usage(11, 6))),
      {});
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->usage.prompt_tokens, 11);
}

TEST(Reconcile, WithoutCreatedTheCallerSaysTheDay) {
  const std::string response =
      Response(kPlainUsage, R"("model": "gpt-4.1-mini")");
  EXPECT_EQ(ErrorOf(Reconcile(Request(), response, {})),
            "response: $.created: missing; give it, or the day to assume");
  ReconcileOptions options;
  options.undated_as_of = *ParseDate("2026-01-02");
  const Reconciliation pair = MustReconcile(Request(), response, options);
  EXPECT_EQ(FormatDate(pair.as_of), "2026-01-02");
  EXPECT_TRUE(Warns(pair, reconcile_warning::kUndated));
}

TEST(Reconcile, CachedTokensArePartOfThePromptAndReasoningOfTheCompletion) {
  // 1,000 uncached, 1,024 cached: 400 + 102.4 + 50 x 1.6 = 582.4 microdollars.
  const Reconciliation pair = MustReconcile(
      Request(), Response(Usage(2024, 50, R"({"cached_tokens": 1024})",
                                R"({"reasoning_tokens": 40})")));
  ASSERT_TRUE(pair.cost_usd.has_value());
  EXPECT_EQ(pair.cost_usd->billed.uncached_input.ToDecimal(), "0.0004");
  EXPECT_EQ(pair.cost_usd->billed.cached_input.ToDecimal(), "0.0001024");
  EXPECT_EQ(pair.cost_usd->billed.output.ToDecimal(), "0.00008");
  EXPECT_EQ(pair.cost_usd->billed.total.ToDecimal(), "0.0005824");
  // Predicted are 19 input tokens, of which no more than all can be cached:
  // 1.9 + 80 microdollars.
  EXPECT_EQ(pair.cost_usd->predicted.ToDecimal(), "0.0000819");
  EXPECT_EQ(pair.cost_usd->difference.ToDecimal(), "0.0005005");
}

TEST(Reconcile, WrittenTokensArePartOfThePrompt) {
  // gpt-5.6-sol since 2026-08-21: 4, cached 0.4, written 5, output 20. Of 3,000
  // tokens 1,024 are read and 1,500 written: 476 x 4 + 409.6 + 7500 + 10 x 20 =
  // 10013.6 microdollars.
  const Reconciliation pair = MustReconcile(
      Request("", "gpt-5.6-sol"),
      Response(Usage(3000, 10,
                     R"({"cached_tokens": 1024, "cache_write_tokens": 1500})"),
               // 2026-11-22
               R"("model": "gpt-5.6-sol", "created": 1795305600,
                  "service_tier": "default")"));
  ASSERT_TRUE(pair.cost_usd.has_value());
  EXPECT_EQ(pair.cost_usd->billed.total.ToDecimal(), "0.0100136");
}

TEST(Reconcile, EveryDetailFieldIsRead) {
  const Reconciliation pair = MustReconcile(
      Request(),
      Response(Usage(
          100, 200,
          R"({"audio_tokens": 1, "cached_tokens": 2, "cache_write_tokens": 3,
              "image_tokens": 4, "text_tokens": 5})",
          R"({"accepted_prediction_tokens": 6, "audio_tokens": 8,
              "rejected_prediction_tokens": 7, "reasoning_tokens": 9,
              "text_tokens": 10})")));
  EXPECT_EQ(pair.usage.prompt.audio, 1);
  EXPECT_EQ(pair.usage.prompt.cached, 2);
  EXPECT_EQ(pair.usage.prompt.cache_write, 3);
  EXPECT_EQ(pair.usage.prompt.image, 4);
  EXPECT_EQ(pair.usage.prompt.text, 5);
  EXPECT_EQ(pair.usage.completion.accepted_prediction, 6);
  EXPECT_EQ(pair.usage.completion.rejected_prediction, 7);
  EXPECT_EQ(pair.usage.completion.audio, 8);
  EXPECT_EQ(pair.usage.completion.reasoning, 9);
  EXPECT_EQ(pair.usage.completion.text, 10);
  EXPECT_FALSE(Warns(pair, reconcile_warning::kUnknownUsageField));
  // Audio has rates of its own.
  EXPECT_FALSE(pair.cost_usd.has_value());
  EXPECT_TRUE(Warns(pair, reconcile_warning::kPriceUnknown));
}

TEST(Reconcile, NullDetailsAreAbsent) {
  const Reconciliation pair = MustReconcile(
      Request(), Response(Usage(19, 12, R"({"cached_tokens": null})", "null")));
  EXPECT_EQ(pair.usage.prompt.cached, std::nullopt);
  EXPECT_EQ(pair.usage.completion.reasoning, std::nullopt);
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
}

TEST(Reconcile, UnknownUsageFieldsWarn) {
  const Reconciliation pair = MustReconcile(
      Request(), Response(Usage(19, 12, R"({"video_tokens": 1})")));
  ASSERT_TRUE(Warns(pair, reconcile_warning::kUnknownUsageField));
  EXPECT_TRUE(pair.warnings[0].message.starts_with(
      "$.usage.prompt_tokens_details.video_tokens: "));
}

TEST(Reconcile, PartsThatAreMoreThanTheWholeAreErrors) {
  struct Case {
    std::string usage;
    std::string_view error;
  };
  const std::vector<Case> cases = {
      {Usage(10, 5, R"({"cached_tokens": 11})"),
       "prompt_tokens_details: cached_tokens is 11, more than the 10 "
       "prompt_tokens of which it is a part"},
      {Usage(10, 5, R"({"cached_tokens": 6, "cache_write_tokens": 5})"),
       "prompt_tokens_details: cached_tokens + cache_write_tokens is 11, "},
      {Usage(10, 5, R"({"image_tokens": 6, "text_tokens": 5})"),
       "prompt_tokens_details: image_tokens + text_tokens is 11, "},
      {Usage(10, 5, R"({"audio_tokens": 11})"),
       "prompt_tokens_details: audio_tokens is 11, "},
      {Usage(10, 5, "{}", R"({"reasoning_tokens": 6})"),
       "completion_tokens_details: reasoning_tokens is 6, more than the 5 "
       "completion_tokens of which it is a part"},
      {Usage(10, 5, "{}",
             R"({"accepted_prediction_tokens": 3,
                 "rejected_prediction_tokens": 3})"),
       "completion_tokens_details: accepted_prediction_tokens + "
       "rejected_prediction_tokens is 6, "},
      {Usage(10, 5, "{}", R"({"audio_tokens": 3, "text_tokens": 3})"),
       "completion_tokens_details: audio_tokens + text_tokens is 6, "},
      {R"({"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 16})",
       "total_tokens: 16 is not the sum of 10 prompt_tokens and 5 "
       "completion_tokens"}};
  for (const Case& broken : cases) {
    const std::string error =
        ErrorOf(Reconcile(Request(), Response(broken.usage), {}));
    EXPECT_TRUE(
        error.starts_with(fmt::format("response: $.usage.{}", broken.error)))
        << error;
  }
  // Equal is not more, and what overlaps is not summed.
  MustReconcile(
      Request(),
      Response(Usage(10, 5, R"({"cached_tokens": 10, "text_tokens": 10})",
                     R"({"reasoning_tokens": 5, "text_tokens": 5})")));
}

TEST(Reconcile, MissingAndWrongFieldsAreErrorsWithTheirPath) {
  struct Case {
    std::string response;
    std::string_view error;
  };
  const std::vector<Case> cases = {
      {"[]", "response: $: expected an object, found an array"},
      {"{", "response: $"},
      {R"({"error": {"message": "no"}})",
       "response: $.usage: missing; the response is an error"},
      {R"({"object": "chat.completion.chunk", "usage": null})",
       "response: $.usage: missing; only the last chunk of a stream has it"},
      {Response("[]"), "response: $.usage: expected an object, found an array"},
      {Response(R"({"completion_tokens": 5})"),
       "response: $.usage.prompt_tokens: missing; "},
      {Response(R"({"prompt_tokens": -1, "completion_tokens": 5})"),
       "response: $.usage.prompt_tokens: -1 is out of range"},
      {Response(R"({"prompt_tokens": 1.5, "completion_tokens": 5})"),
       "response: $.usage.prompt_tokens: expected a whole number, found 1.5"},
      {Response(Usage(10, 5, R"({"cached_tokens": "2"})")),
       "response: $.usage.prompt_tokens_details.cached_tokens: expected a "
       "number, found a string"},
      {Response(kPlainUsage, R"("model": 4, "created": 1763769600)"),
       "response: $.model: expected a string, found a number"},
      {Response(kPlainUsage, R"("model": "gpt-4.1-mini", "created": 1e99)"),
       "response: $.created: expected a whole number, found 1e99"},
      {Response(kPlainUsage, R"("model": "gpt-4.1-mini", "service_tier": "flux",
                                "created": 1763769600)"),
       "response: $.service_tier: "}};
  for (const Case& wrong : cases) {
    const std::string error = ErrorOf(Reconcile(Request(), wrong.response, {}));
    EXPECT_TRUE(error.starts_with(wrong.error)) << error;
  }
  EXPECT_TRUE(ErrorOf(Reconcile(R"({"model": "gpt-4.1-mini", "messages": 1})",
                                Response(kPlainUsage), {}))
                  .starts_with("request: $.messages: "));
}

TEST(Reconcile, TheModelThatServedDecides) {
  // Served by gpt-3.5-turbo, whose encoding has 4 and 4 tokens, too; its rates
  // are others.
  const Reconciliation other = MustReconcile(
      Request(), Response(kPlainUsage,
                          R"("model": "gpt-4o-mini", "created": 1763769600)"));
  EXPECT_EQ(other.model, "gpt-4o-mini");
  const std::string nameless =
      Response(kPlainUsage, R"("created": 1763769600)");
  EXPECT_EQ(MustReconcile(Request(), nameless).model, "gpt-4.1-mini");
  ReconcileOptions options;
  options.model = "gpt-4.1";
  EXPECT_EQ(MustReconcile(Request(), nameless, options).model, "gpt-4.1");
}

TEST(Reconcile, AnUnknownModelIsAnErrorWithNearMatches) {
  const absl::StatusOr<Reconciliation> pair =
      Reconcile(Request(),
                Response(kPlainUsage,
                         R"("model": "gpt-4.1-mimi", "created": 1763769600)"),
                {});
  EXPECT_TRUE(absl::IsNotFound(pair.status()));
  EXPECT_TRUE(ErrorOf(pair).starts_with("response: $.model: "))
      << ErrorOf(pair);
  EXPECT_NE(ErrorOf(pair).find("did you mean \"gpt-4.1-mini\""),
            std::string::npos)
      << ErrorOf(pair);
}

TEST(Reconcile, TheTierThatServedIsBilled) {
  const std::string fields =
      R"("created": 1763769600, "model": "gpt-4.1-mini")";
  // Asked for priority, served and billed as standard.
  const Reconciliation downgraded = MustReconcile(
      Request(R"("service_tier": "priority")"),
      Response(kPlainUsage, fields + R"(, "service_tier": "default")"));
  EXPECT_EQ(downgraded.service_tier, ServiceTier::kStandard);
  EXPECT_EQ(downgraded.cost_usd->billed.total.ToDecimal(), "0.0000268");
  EXPECT_TRUE(Warns(downgraded, reconcile_warning::kTierChanged));
  // 19 x 0.7 + 12 x 2.8 = 46.9 microdollars.
  const Reconciliation served = MustReconcile(
      Request(),
      Response(kPlainUsage, fields + R"(, "service_tier": "priority")"));
  EXPECT_EQ(served.cost_usd->billed.total.ToDecimal(), "0.0000469");
  EXPECT_FALSE(Warns(served, reconcile_warning::kTierChanged));
  // The response does not say: the request's.
  const Reconciliation assumed = MustReconcile(
      Request(R"("service_tier": "priority")"), Response(kPlainUsage, fields));
  EXPECT_EQ(assumed.service_tier, ServiceTier::kPriority);
  EXPECT_TRUE(Warns(assumed, reconcile_warning::kTierAssumed));
}

TEST(Reconcile, ATierThatTheModelLacksHasNoPrice) {
  const Reconciliation pair = MustReconcile(
      Request(),
      Response(kPlainUsage, R"("created": 1763769600, "service_tier": "flex",
                               "model": "gpt-4.1-mini")"));
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_FALSE(pair.cost_usd.has_value());
  EXPECT_TRUE(Warns(pair, reconcile_warning::kPriceUnknown));
}

TEST(Reconcile, ARegionalEndpointIsBilledWithItsUplift) {
  // gpt-5.6-sol since 2026-08-21: 4 and 20, times 1.1: 18 x 4.4 + 10 x 22 =
  // 299.2 microdollars. Its prompt has 18 tokens: priming is 2.
  ReconcileOptions options;
  options.regional = true;
  const Reconciliation pair =
      MustReconcile(Request("", "gpt-5.6-sol"),
                    Response(Usage(18, 10), R"("model": "gpt-5.6-sol",
                                 "created": 1795305600)"),
                    options);
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_EQ(pair.cost_usd->billed.total.ToDecimal(), "0.0002992");
  EXPECT_EQ(pair.cost_usd->difference, Money::Zero());
}

TEST(Reconcile, FeesOfSearchesAreSaidToBeLeftOut) {
  const auto warns = [](std::string_view fields) {
    return Warns(MustReconcile(Request(fields), Response(kPlainUsage)),
                 reconcile_warning::kSearchFeesLeftOut);
  };
  EXPECT_TRUE(warns(R"("web_search_options": {})"));
  EXPECT_FALSE(warns(""));
}

TEST(Reconcile, DriftIsMeasuredFromTheBoundsAndToleratedOnRequest) {
  const std::string response = Response(Usage(22, 12));
  const Reconciliation strict = MustReconcile(Request(), response);
  EXPECT_EQ(strict.agreement, Agreement::kDrift);
  EXPECT_EQ(strict.outside, 3);
  EXPECT_FALSE(strict.within_tolerance);
  // 3 x 0.4 microdollars.
  EXPECT_EQ(strict.cost_usd->difference.ToDecimal(), "0.0000012");
  const auto within = [&](Tolerance tolerance) {
    ReconcileOptions options;
    options.tolerance = tolerance;
    return MustReconcile(Request(), response, options).within_tolerance;
  };
  EXPECT_FALSE(within({.tokens = 2}));
  EXPECT_TRUE(within({.tokens = 3}));
  // 3 of 22 are 13.636...%.
  EXPECT_FALSE(within({.per_million = 136'363}));
  EXPECT_TRUE(within({.per_million = 136'364}));
  EXPECT_EQ(MustReconcile(Request(), Response(Usage(12, 1))).outside, -7);
}

TEST(Reconcile, ABillInsideTheBoundsIsNoDrift) {
  const std::string request =
      R"({"model": "gpt-4o", "messages": [{"role": "user", "content": [
          {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}
         ]}]})";
  const std::string fields = R"("model": "gpt-4o", "created": 1763769600)";
  const auto billed = [&](int64_t tokens) {
    return MustReconcile(request, Response(Usage(tokens, 1), fields));
  };
  const TokenRange range = billed(1).predicted;
  ASSERT_LT(range.expected + 1, range.high);
  EXPECT_EQ(billed(range.expected).agreement, Agreement::kMatch);
  EXPECT_EQ(billed(range.expected + 1).agreement, Agreement::kInsideBounds);
  EXPECT_EQ(billed(range.high).agreement, Agreement::kInsideBounds);
  EXPECT_EQ(billed(range.high + 1).agreement, Agreement::kDrift);
  EXPECT_EQ(billed(range.high + 1).outside, 1);
  EXPECT_EQ(billed(range.low - 1).outside, -1);
}

TEST(Reconcile, TheLastChunkOfAStreamIsAResponse) {
  const Reconciliation pair = MustReconcile(
      Request(),
      fmt::format(
          R"({{"object": "chat.completion.chunk", "created": 1763769600,
               "model": "gpt-4.1-mini", "choices": [], "usage": {}}})",
          kPlainUsage));
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
}

// A stream of two events, the last with the bill.
std::string Stream(std::string_view usage) {
  return fmt::format(
      R"(data: {{"object": "chat.completion.chunk", "created": 1763769600, )"
      R"("model": "gpt-4.1-mini", "choices": [{{"delta": {{}}, )"
      R"("finish_reason": "stop"}}], "usage": null}})"
      "\n\n"
      R"(data: {{"object": "chat.completion.chunk", "created": 1763769600, )"
      R"("model": "gpt-4.1-mini", "choices": [], "usage": {}}})"
      "\n\ndata: [DONE]\n\n",
      usage);
}

TEST(Reconcile, AStreamIsAResponse) {
  const Reconciliation pair = MustReconcile(Request(), Stream(kPlainUsage));
  EXPECT_EQ(pair.agreement, Agreement::kMatch);
  EXPECT_TRUE(pair.source.is_stream);
  EXPECT_EQ(pair.source.endpoint, "/v1/chat/completions");
  EXPECT_TRUE(
      ErrorOf(Reconcile(Request(), Stream("null"), {}))
          .starts_with("response: the stream has no usage; it has where"));
}

TEST(ReconcileRecord, AResponseMayBeItsText) {
  const auto reconcile = [](const std::string& text) {
    Json record = {{"request", Json::parse(Request())}, {"response", text}};
    return ReconcileRecord(record.dump(), {});
  };
  const absl::StatusOr<Reconciliation> stream = reconcile(Stream(kPlainUsage));
  ASSERT_TRUE(stream.ok()) << stream.status();
  EXPECT_TRUE(stream->source.is_stream);
  EXPECT_EQ(stream->usage.prompt_tokens, 19);
  const absl::StatusOr<Reconciliation> json = reconcile(Response(kPlainUsage));
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_FALSE(json->source.is_stream);
  EXPECT_EQ(json->usage.prompt_tokens, 19);
  EXPECT_TRUE(ErrorOf(reconcile(Stream("7")))
                  .starts_with("$.response: line 3: $.usage: expected"))
      << ErrorOf(reconcile(Stream("7")));
  EXPECT_TRUE(ErrorOf(reconcile(Response("{}")))
                  .starts_with("$.response.usage.prompt_tokens: missing"));
}

TEST(ReconcileRecord, ReadsTheirShapes) {
  const std::vector<std::string> records = {
      fmt::format(R"({{"id": 7, "request": {}, "response": {}}})", Request(),
                  Response(kPlainUsage)),
      fmt::format(R"({{"request": {}, "response": null,
                       "model": "gpt-4.1-mini-2025-04-14",
                       "created": 1763769600, "service_tier": "default",
                       "usage": {}}})",
                  Request(), kPlainUsage),
      fmt::format(R"({{"request": {}, "model": "gpt-4.1-mini",
                       "response_model": "gpt-4.1-mini-2025-04-14",
                       "created": 1763769600, "service_tier": "default",
                       "prompt_tokens": 19, "completion_tokens": 12,
                       "cached_tokens": 0, "reasoning_tokens": null}})",
                  Request()),
      fmt::format(R"({{"request": {}, "model": "gpt-4.1-mini-2025-04-14",
                       "created": 1763769600, "service_tier": "default",
                       "input_tokens": 19, "output_tokens": 12}})",
                  Request())};
  for (const std::string& record : records) {
    const absl::StatusOr<Reconciliation> pair = ReconcileRecord(record, {});
    ASSERT_TRUE(pair.ok()) << pair.status().ToString();
    EXPECT_EQ(pair->agreement, Agreement::kMatch) << record;
    EXPECT_EQ(pair->model, "gpt-4.1-mini-2025-04-14") << record;
    EXPECT_EQ(FormatDate(pair->as_of), "2025-11-22") << record;
    EXPECT_EQ(pair->cost_usd->billed.total.ToDecimal(), "0.0000268") << record;
  }
}

TEST(ReconcileRecord, ErrorsHaveThePathInTheRecord) {
  struct Case {
    std::string record;
    std::string_view error;
  };
  const std::vector<Case> cases = {
      {"[1]", "$: expected an object, found an array"},
      {"{\"request\": {}, ", "$"},
      {"{}", "$.request: missing; "},
      {R"({"request": "x"})", "$.request: expected an object, found a string"},
      {R"({"request": {}})", "$.response: missing; "},
      {R"({"request": {}, "response": 4})",
       "$.response: expected an object, found a number"},
      {fmt::format(R"({{"request": {}, "response": {}}})", Request(),
                   Response(Usage(10, 5, R"({"cached_tokens": 11})"))),
       "$.response.usage.prompt_tokens_details: "},
      {fmt::format(R"({{"request": {}, "created": 1763769600,
                        "prompt_tokens": 10, "completion_tokens": 5,
                        "reasoning_tokens": 6}})",
                   Request()),
       "$: reasoning_tokens is 6, "},
      {fmt::format(
           R"({{"request": {{"model": "gpt-4.1-mini",
                             "messages": [{{"role": "robot"}}]}},
                "response": {}}})",
           Response(kPlainUsage)),
       "$.request.messages[0].role: "},
      {fmt::format(R"({{"request": {}, "response": {}}})", Request(),
                   Response(kPlainUsage, R"("model": "gpt-4.1-mini")")),
       "$.response.created: missing; "}};
  for (const Case& wrong : cases) {
    const std::string error = ErrorOf(ReconcileRecord(wrong.record, {}));
    EXPECT_TRUE(error.starts_with(wrong.error)) << error;
  }
}

TEST(ReconciliationJson, FollowsItsSchema) {
  const Json schema = SchemaNamed("reconciliation");
  for (const Reconciliation& pair :
       {MustReconcile(Request(), Response(kPlainUsage)),
        MustReconcile(Request(), Response(Usage(30, 2, R"({"audio_tokens": 3,
                                                           "new": 1})")))}) {
    Validate(Json::parse(ReconciliationToJson(pair)), schema, schema, "$");
  }
}

TEST(ReconciliationJson, HoldsTheFigures) {
  const Json json = Json::parse(ReconciliationToJson(MustReconcile(
      Request(), Response(Usage(22, 12, R"({"cached_tokens": 0})")))));
  EXPECT_EQ(json["agreement"], "drift");
  EXPECT_EQ(json["input_tokens"]["expected"], 19);
  EXPECT_EQ(json["input_tokens"]["billed"], 22);
  EXPECT_EQ(json["input_tokens"]["difference"], 3);
  EXPECT_EQ(json["usage"]["prompt_tokens_details"]["cached_tokens"], 0);
  EXPECT_TRUE(json["usage"]["prompt_tokens_details"]["image_tokens"].is_null());
  EXPECT_EQ(json["cost_usd"]["billed"], "0.000028");
  EXPECT_EQ(json["cost_usd"]["difference"], "0.0000012");
  EXPECT_EQ(json["parts"].size(), 3U);
}

}  // namespace
}  // namespace tokenfare
