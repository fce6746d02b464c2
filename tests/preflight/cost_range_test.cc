// The range of costs, worked by hand at gpt-4.1-mini's rates: $0.40 of input,
// $0.10 of cached input and $1.60 of output a million tokens.

#include <string>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// A message of `words` tokens: "a a a".
std::string Words(size_t words) {
  std::string text = "a";
  for (size_t i = 1; i < words; ++i) text += " a";
  return fmt::format(R"([{{"role":"user","content":"{}"}}])", text);
}

TEST(CostRange, ShortRequest) {
  const Verdict verdict =
      MustCheck(Body(kHello, R"("max_completion_tokens": 100, "n": 3)"));
  ASSERT_TRUE(verdict.cost_usd.has_value());
  // 11 * 0.40, nothing cached under 1,024 tokens.
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.0000044");
  // and 300 * 1.60.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0004844");
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0004844");
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kServiceTier));
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kCostLow));
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kCostHigh));
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kCachedTokens));
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kOutputTokens));
}

TEST(CostRange, LargestPrefixIsInSteps) {
  // 1,200 tokens in all, of which 1,152 = 9 * 128 can be cached.
  const Verdict verdict =
      MustCheck(Body(Words(1193), R"("max_completion_tokens": 10)"));
  EXPECT_EQ(verdict.input_tokens.expected, 1200);
  // 1,152 * 0.10 + 48 * 0.40 = 115.2 + 19.2.
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.0001344");
  // 1,200 * 0.40 + 10 * 1.60.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.000496");
}

TEST(CostRange, CacheBeginsAt1024) {
  EXPECT_EQ(MustCheck(Body(Words(1016))).cost_usd->low.ToDecimal(),
            "0.0004092");  // 1,023 * 0.40
  EXPECT_EQ(MustCheck(Body(Words(1017))).cost_usd->low.ToDecimal(),
            "0.0001024");  // 1,024 * 0.10
}

TEST(CostRange, GivenFiguresReplaceAssumptions) {
  CheckOptions options = TestOptions();
  options.cached_tokens = 1024;
  options.expected_output_tokens = 5;
  const Verdict verdict = MustCheck(
      Body(Words(1193), R"("max_completion_tokens": 10, "n": 2)"), options);
  // 1,024 * 0.10 + 176 * 0.40 + 10 * 1.60 = 102.4 + 70.4 + 16.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0001888");
  // 480 + 20 * 1.60.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.000512");
}

TEST(CostRange, ModelLimitWhereNoneIsStated) {
  // 4.4 + 32,768 * 1.60.
  EXPECT_EQ(MustCheck(Body(kHello)).cost_usd->high.ToDecimal(), "0.0524332");
}

TEST(CostRange, TierHasItsOwnRates) {
  const Verdict verdict = MustCheck(Body(
      kHello, R"("max_completion_tokens": 10, "service_tier": "priority")"));
  // 11 * 0.70 + 10 * 2.80.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0000357");
  EXPECT_EQ(verdict.service_tier, ServiceTier::kPriority);
}

TEST(CostRange, AbsurdProductsDoNotOverflow) {
  // 10^9 choices of 10^9 tokens at $1.60 a million: 1.6 * 10^12 dollars.
  const Verdict verdict = MustCheck(
      Body(kHello, R"("max_completion_tokens": 1000000000, "n": 1000000000)"));
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "1600000000000.0000044");
  EXPECT_EQ(verdict.fits, false);
}

}  // namespace
}  // namespace tokenfare
