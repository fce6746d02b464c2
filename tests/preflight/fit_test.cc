// The verdict, at the edges of a tiny model's limits.

#include <optional>
#include <string>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// kHello is 11 tokens.
constexpr char kCatalogue[] = R"({
  "schema_version": 1,
  "sources": {"page": {"what": "a page", "url": "https://example.com"}},
  "models": [
    {"provider": "acme", "id": "tiny", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 20, "source": "page"},
     "max_input_tokens": {"value": 15, "source": "page"},
     "max_output_tokens": {"value": 10, "source": "page"},
     "shutdown_date": {"value": "2027-01-01", "source": "page"},
     "rates": [{"verified": "2026-01-02", "tiers": {"standard": {
        "source": "page", "input": "1", "cached_input": "0.5",
        "output": "2"}}}]},
    {"provider": "acme", "id": "wide", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"},
     "context_window": {"value": 500, "source": "page"},
     "max_output_tokens": {"value": 100, "source": "page"}},
    {"provider": "acme", "id": "bare", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "source": "page"}},
    {"provider": "acme", "id": "guess", "rule_family": "chat-o200k",
     "encoding": {"name": "o200k_base", "assumed": true, "source": "page"}}
  ]})";

const Catalogue& TinyCatalogue() {
  static const Catalogue catalogue = *Catalogue::Parse(kCatalogue, "tiny.json");
  return catalogue;
}

CheckOptions Options(std::string model) {
  CheckOptions options = TestOptions();
  options.catalogue = &TinyCatalogue();
  options.provider = "acme";
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
  EXPECT_NE(verdict.reasons[0].message.find("remove at least 5"),
            std::string::npos);
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

}  // namespace
}  // namespace tokenfare
