// The verdict, at the edges of a tiny model's limits.

#include <optional>
#include <string>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// kHello is 11 tokens. Exact counts are of models of which there are
// recordings, so the cards have such ids, and names that say what they are for.
constexpr char kCatalogue[] = R"({
  "schema_version": 1,
  "sources": {"page": {"what": "a page", "url": "https://example.com"}},
  "models": [
    {"provider": "openai", "id": "gpt-4o-mini", "aliases": ["tiny"],
     "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 20, "source": "page"},
     "max_input_tokens": {"value": 15, "source": "page"},
     "max_output_tokens": {"value": 10, "source": "page"},
     "shutdown_date": {"value": "2027-01-01", "source": "page"},
     "rates": [{"verified": "2026-01-02", "tiers": {"standard": {
        "source": "page", "input": "1", "cached_input": "0.5",
        "output": "2"}}}]},
    {"provider": "openai", "id": "gpt-4o", "aliases": ["wide"],
     "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 500, "source": "page"},
     "max_output_tokens": {"value": 100, "source": "page"}},
    {"provider": "openai", "id": "gpt-4.1", "aliases": ["bare"],
     "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"}},
    {"provider": "openai", "id": "gpt-4.1-mini", "aliases": ["plain"],
     "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 100000, "source": "page"},
     "max_output_tokens": {"value": 100, "source": "page"},
     "input_modalities": {"value": ["text"], "source": "page"},
     "output_modalities": {"value": ["text"], "source": "page"},
     "tools": {"value": false, "source": "page"},
     "structured_outputs": {"value": false, "source": "page"},
     "reasoning": {"value": true, "source": "page"},
     "takes_max_tokens": {"value": false, "source": "page"}},
    {"provider": "openai", "id": "gpt-4.1-nano", "aliases": ["able"],
     "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 100000000, "source": "page"},
     "max_output_tokens": {"value": 100, "source": "page"},
     "input_modalities": {"value": ["text", "image", "audio", "pdf"],
                          "source": "page"},
     "output_modalities": {"value": ["text", "audio"], "source": "page"},
     "endpoints": {"value": ["POST /v1/chat/completions"], "source": "page"},
     "tools": {"value": true, "source": "page"},
     "structured_outputs": {"value": true, "source": "page"},
     "takes_max_tokens": {"value": true, "source": "page"},
     "image_rules": [{"verified": "2026-01-01", "source": "page",
                      "tile": {"base": 85, "tile": 170}}]},
    {"provider": "openai", "id": "elsewhere", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 100000, "source": "page"},
     "endpoints": {"value": ["/v1/responses", "/v1/batch"],
                   "source": "page"}},
    {"provider": "openai", "id": "guess", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "assumed": true, "source": "page"}}
  ]})";

const Catalogue& TinyCatalogue() {
  static const Catalogue catalogue = *Catalogue::Parse(kCatalogue, "tiny.json");
  return catalogue;
}

CheckOptions Options(std::string model) {
  CheckOptions options = TestOptions();
  options.catalogue = &TinyCatalogue();
  options.provider = "openai";
  options.model = std::move(model);
  return options;
}

struct FitCase {
  std::string name;
  std::string fields;
  std::optional<bool> fits;
  std::vector<std::string_view> reasons;
};

class TinyModel : public testing::TestWithParam<FitCase> {};

TEST_P(TinyModel, IsJudged) {
  const Verdict verdict =
      MustCheck(Body(kHello, GetParam().fields), Options("tiny"));
  EXPECT_EQ(verdict.input_tokens.expected, 11);
  EXPECT_EQ(verdict.fits, GetParam().fits);
  ASSERT_EQ(verdict.reasons.size(), GetParam().reasons.size());
  for (size_t i = 0; i < verdict.reasons.size(); ++i) {
    EXPECT_EQ(verdict.reasons[i].code, GetParam().reasons[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Fit, TinyModel,
    testing::ValuesIn(std::vector<FitCase>{
        {"NoOutputStated", "", true, {}},
        {"FillsTheWindow", R"("max_tokens": 9)", true, {}},
        {"OneOverTheWindow",
         R"("max_tokens": 10)",
         false,
         {reason::kContextWindowExceeded}},
        {"OverTheOutputLimit",
         R"("max_tokens": 11)",
         false,
         {reason::kOutputLimitExceeded, reason::kContextWindowExceeded}},
        {"TierUnavailable",
         R"("service_tier": "flex")",
         false,
         {reason::kTierUnavailable}},
        {"TierAuto", R"("service_tier": "auto")", true, {}},
    }),
    [](const testing::TestParamInfo<FitCase>& info) {
      return info.param.name;
    });

TEST(Fit, InputLimitCountsAlone) {
  // 4 + 13 + 3: the window of 20 has no room, and neither has the input's 15.
  const Verdict verdict = MustCheck(
      Body(R"([{"role":"user","content":"a b c d e f g h i j k l m"}])"),
      Options("tiny"));
  EXPECT_EQ(verdict.input_tokens.expected, 20);
  EXPECT_EQ(verdict.fits, false);
  EXPECT_TRUE(Has(verdict.reasons, reason::kInputLimitExceeded));
  EXPECT_TRUE(Has(verdict.reasons, reason::kContextWindowExceeded));
  EXPECT_EQ(verdict.reasons[0].message,
            "20 input tokens, and tiny takes at most 15; remove at least 5 "
            "tokens; the largest part is messages[0] (user) with 17");
  EXPECT_EQ(verdict.reasons[1].message,
            "20 input tokens and 1 of output are 21, and the context window of "
            "tiny holds 20; remove at least 1 tokens of input; the largest "
            "part is messages[0] (user) with 17");
}

TEST(Fit, OnlyTheLowInputFitsIsMayNotFit) {
  const Verdict verdict =
      MustCheck(Body(R"([{"role":"user","content":[{"type":"image_url",
              "image_url":{"url":"https://a.b/c.png"}}]}])"),
                Options("wide"));
  EXPECT_LE(verdict.input_tokens.low, 499);
  EXPECT_GT(verdict.input_tokens.high, 500);
  EXPECT_EQ(verdict.fits, false);
  EXPECT_TRUE(Has(verdict.reasons, reason::kMayNotFit));
  EXPECT_FALSE(Has(verdict.reasons, reason::kContextWindowExceeded));
}

TEST(Fit, UnknownLimitsAndPricesAreNull) {
  const Verdict verdict = MustCheck(Body(kHello), Options("bare"));
  EXPECT_EQ(verdict.input_tokens.expected, 11);
  EXPECT_TRUE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.fits, std::nullopt);
  EXPECT_EQ(verdict.context_window, std::nullopt);
  EXPECT_FALSE(verdict.cost_usd.has_value());
  EXPECT_TRUE(Has(verdict.reasons, reason::kLimitUnknown));
  EXPECT_TRUE(Has(verdict.reasons, reason::kPriceUnknown));
}

TEST(Fit, ACardOfOnesOwnIsNoEvidence) {
  const Verdict verdict = MustCheck(Body(kHello), Options("elsewhere"));
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_LE(verdict.input_tokens.low, 11);
  EXPECT_GE(verdict.input_tokens.high, 11);
}

TEST(Fit, AssumedEncodingIsNeverExact) {
  const Verdict verdict = MustCheck(Body(kHello), Options("guess"));
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_LT(verdict.input_tokens.low, 11);
  EXPECT_GT(verdict.input_tokens.high, 11);
  for (const PartTokens& part : verdict.parts) EXPECT_FALSE(part.exact);
  EXPECT_TRUE(Has(verdict.warnings, warning::kEncodingAssumed));
}

TEST(Fit, RetiredModelDoesNotFit) {
  CheckOptions options = Options("tiny");
  options.as_of = *ParseDate("2026-12-31");
  EXPECT_EQ(MustCheck(Body(kHello), options).fits, true);
  options.as_of = *ParseDate("2027-01-01");
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_EQ(verdict.fits, false);
  EXPECT_TRUE(Has(verdict.reasons, reason::kModelRetired));
}

TEST(Fit, BudgetsOfTheCaller) {
  CheckOptions options = Options("tiny");
  options.max_input_tokens = 11;
  // 11 of input at $1 and 10 of output at $2 a million.
  options.max_cost = *Money::ParseUsd("0.000031");
  EXPECT_EQ(MustCheck(Body(kHello), options).fits, true);
  options.max_input_tokens = 10;
  EXPECT_TRUE(Has(MustCheck(Body(kHello), options).reasons,
                  reason::kOverMaxInputTokens));
  options.max_input_tokens.reset();
  options.max_cost = *Money::ParseUsd("0.000030999");
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_EQ(verdict.fits, false);
  EXPECT_TRUE(Has(verdict.reasons, reason::kOverMaxCost));
}

// The message of the reason or warning of that code; empty where there is none.
std::string MessageOf(const std::vector<Finding>& findings,
                      std::string_view code) {
  for (const Finding& finding : findings) {
    if (finding.code == code) return finding.message;
  }
  return "";
}

TEST(Fit, OutputReasonsSayWhatWouldFit) {
  const Verdict old_field =
      MustCheck(Body(kHello, R"("max_tokens": 11)"), Options("tiny"));
  EXPECT_EQ(MessageOf(old_field.reasons, reason::kOutputLimitExceeded),
            "the request allows 11 output tokens, and tiny writes at most 10; "
            "lower max_tokens by 1, to 10");
  // 11 + 11 is 2 over 20; 9 tokens of output would fill the window.
  EXPECT_EQ(MessageOf(old_field.reasons, reason::kContextWindowExceeded),
            "11 input tokens and 11 of output are 22, and the context window "
            "of tiny holds 20; remove at least 2 tokens of input or lower "
            "max_tokens to 9; the largest part is messages[0] (user) with 8");
  const Verdict both =
      MustCheck(Body(kHello, R"("max_tokens": 5, "max_completion_tokens": 11)"),
                Options("tiny"));
  EXPECT_NE(MessageOf(both.reasons, reason::kOutputLimitExceeded)
                .find("lower max_completion_tokens by 1"),
            std::string::npos);
}

TEST(Fit, BudgetsSayWhatWouldFit) {
  CheckOptions options = Options("tiny");
  // $11 of input and $2 for each of 10 output tokens, a millionth each: with 24
  // there is room for 6.
  options.max_cost = *Money::ParseUsd("0.000024");
  EXPECT_EQ(
      MessageOf(MustCheck(Body(kHello), options).reasons, reason::kOverMaxCost),
      "the request may cost up to $0.000031, and "
      "the budget is $0.000024; with max_completion_tokens at most 6 it "
      "fits");
  // n = 3: 11 + 3 * 2 * 2 = 23.
  EXPECT_NE(MessageOf(MustCheck(Body(kHello, R"("n": 3)"), options).reasons,
                      reason::kOverMaxCost)
                .find("with max_completion_tokens at most 2 it fits"),
            std::string::npos);
  options.max_cost = *Money::ParseUsd("0.000012");
  EXPECT_NE(
      MessageOf(MustCheck(Body(kHello), options).reasons, reason::kOverMaxCost)
          .find("no output limit is low enough: shorten the input or"),
      std::string::npos);
  options.max_cost.reset();
  options.max_input_tokens = 7;
  EXPECT_EQ(MessageOf(MustCheck(Body(kHello), options).reasons,
                      reason::kOverMaxInputTokens),
            "11 input tokens, and the budget is 7; remove at least 4 tokens; "
            "the largest part is messages[0] (user) with 8");
}

TEST(Fit, ShutdownsWarnBeforeAndRefuseAfter) {
  CheckOptions options = Options("tiny");  // 2027-01-01
  options.as_of = *ParseDate("2026-11-01");
  EXPECT_TRUE(Has(MustCheck(Body(kHello), options).warnings,
                  warning::kModelDeprecated));
  options.as_of = *ParseDate("2026-11-02");
  const Verdict soon = MustCheck(Body(kHello), options);
  EXPECT_EQ(soon.fits, true);
  EXPECT_FALSE(Has(soon.warnings, warning::kModelDeprecated));
  EXPECT_EQ(MessageOf(soon.warnings, warning::kModelRetiresSoon),
            "tiny shuts down on 2027-01-01, in 60 days");
  options.as_of = *ParseDate("2027-01-11");
  EXPECT_EQ(MessageOf(MustCheck(Body(kHello), options).reasons,
                      reason::kModelRetired),
            "tiny no longer answers: it was shut down on 2027-01-01, 10 days "
            "before 2027-01-11; choose another model");
}

TEST(Fit, StalePricesWarn) {
  CheckOptions options = Options("tiny");  // verified 2026-01-02
  options.as_of = *ParseDate("2026-05-02");
  EXPECT_FALSE(Has(MustCheck(Body(kHello), options).warnings, "price_stale"));
  options.as_of = *ParseDate("2026-05-03");
  EXPECT_TRUE(Has(MustCheck(Body(kHello), options).warnings, "price_stale"));
}

struct CapabilityCase {
  std::string name;
  std::string messages;
  std::string fields;
  std::string_view code;
  std::string message;
};

constexpr char kImages[] =
    R"([{"role": "user", "content": "Look."}, {"role": "user", "content": [
        {"type": "text", "text": "At"},
        {"type": "image_url", "image_url": {"url": "https://a.b/c.png"}},
        {"type": "image_url", "image_url": {"url": "https://a.b/d.png"}}]}])";
constexpr char kSpeech[] = R"([{"role": "user", "content": [
    {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}]}])";
constexpr char kFile[] = R"([{"role": "user", "content": [
    {"type": "file", "file": {"file_id": "file-1"}}]}])";

class Capability : public testing::TestWithParam<CapabilityCase> {};

TEST_P(Capability, IsRefusedWhereASourceDeniesIt) {
  const std::string body = Body(GetParam().messages, GetParam().fields);
  const Verdict refused = MustCheck(body, Options("plain"));
  EXPECT_EQ(refused.fits, false);
  EXPECT_EQ(MessageOf(refused.reasons, GetParam().code), GetParam().message);
  // Neither where it has it, nor where nobody says.
  for (const char* model : {"able", "wide"}) {
    EXPECT_FALSE(Has(MustCheck(body, Options(model)).reasons, GetParam().code))
        << model;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Fit, Capability,
    testing::ValuesIn(std::vector<CapabilityCase>{
        {"Image", kImages, "", reason::kModalityUnsupported,
         "$.messages[1].content[1] is an image, the first of 2, and plain "
         "takes only text (page); remove it or choose another model"},
        {"Speech", kSpeech, "", reason::kModalityUnsupported,
         "$.messages[0].content[0] is audio, and plain takes only text (page); "
         "remove it or choose another model"},
        {"File", kFile, "", reason::kModalityUnsupported,
         "$.messages[0].content[0] is a file, and plain takes only text "
         "(page); remove it or choose another model"},
        {"SpokenAnswer", std::string(kHello),
         R"("modalities": ["text", "audio"], "audio": {"voice": "a",
            "format": "wav"})",
         reason::kModalityUnsupported,
         "$.modalities asks for audio, and plain answers only in text (page); "
         "remove it or choose another model"},
        {"Tools", std::string(kHello),
         R"("tools": [{"type": "function", "function": {"name": "f"}}])",
         reason::kToolsUnsupported,
         "$.tools is given, and plain takes no tools (page); remove it or "
         "choose another model"},
        {"Functions", std::string(kHello), R"("functions": [{"name": "f"}])",
         reason::kToolsUnsupported,
         "$.functions is given, and plain takes no tools (page); remove it or "
         "choose another model"},
        {"JsonSchema", std::string(kHello),
         R"("response_format": {"type": "json_schema",
            "json_schema": {"name": "r", "schema": {}}})",
         reason::kStructuredOutputsUnsupported,
         "$.response_format is a json_schema, which plain does not take "
         "(page); use json_object or choose another model"},
        {"MaxTokens", std::string(kHello), R"("max_tokens": 50)",
         reason::kMaxTokensUnsupported,
         "$.max_tokens is refused by plain (page); name it "
         "max_completion_tokens"},
        {"MaxTokensBesideTheOther", std::string(kHello),
         R"("max_tokens": 50, "max_completion_tokens": 40)",
         reason::kMaxTokensUnsupported,
         "$.max_tokens is refused by plain (page); name it "
         "max_completion_tokens"},
    }),
    [](const testing::TestParamInfo<CapabilityCase>& info) {
      return info.param.name;
    });

// Nothing is refused, but a reason never goes with "fits".
TEST(Fit, UnknownPriceBesideWhatTheModelTakesIsNull) {
  const Verdict verdict = MustCheck(Body(kHello, R"("max_completion_tokens": 50,
                      "response_format": {"type": "json_object"})"),
                                    Options("plain"));
  EXPECT_EQ(verdict.reasons.size(), 1u);
  EXPECT_TRUE(Has(verdict.reasons, reason::kPriceUnknown));
  EXPECT_EQ(verdict.fits, std::nullopt);
}

TEST(Fit, ReasoningIsPartOfTheOutput) {
  const Verdict verdict = MustCheck(
      Body(kHello, R"("max_completion_tokens": 99990)"), Options("plain"));
  EXPECT_NE(MessageOf(verdict.reasons, reason::kContextWindowExceeded)
                .find("99990 of output, reasoning included, are 100001"),
            std::string::npos);
}

TEST(Fit, ModelOfAnotherEndpointIsRefused) {
  const Verdict verdict = MustCheck(Body(kHello), Options("elsewhere"));
  EXPECT_EQ(verdict.fits, false);
  EXPECT_EQ(MessageOf(verdict.reasons, reason::kEndpointUnsupported),
            "elsewhere answers at /v1/responses, /v1/batch, not at "
            "/v1/chat/completions (page); choose another model or endpoint");
}

TEST(Fit, DetailThatTheGuideDoesNotListWarns) {
  const auto warned = [](const char* detail) {
    const Verdict verdict =
        MustCheck(Body(fmt::format(
                      R"([{{"role": "user", "content": [{{"type": "image_url",
                "image_url": {{"url": "https://a.b/c.png",
                               "detail": "{}"}}}}]}}])",
                      detail)),
                  Options("able"));
    EXPECT_EQ(verdict.fits, std::nullopt);
    return MessageOf(verdict.warnings, warning::kImageDetailUnsupported);
  };
  EXPECT_EQ(warned("high"), "");
  EXPECT_EQ(warned("original"),
            "$.messages[0].content[0].image_url.detail: \"original\" is not "
            "among the details that able supports (page)");
}

}  // namespace
}  // namespace tokenfare
