// The range of costs, worked by hand at gpt-4.1-mini's rates: $0.40 of input,
// $0.10 of cached input and $1.60 of output a million tokens.

#include <random>
#include <string>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// A message of `words` tokens: "a a a".
std::string OneMessage(size_t words) {
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
      MustCheck(Body(OneMessage(1193), R"("max_completion_tokens": 10)"));
  EXPECT_EQ(verdict.input_tokens.expected, 1200);
  // 1,152 * 0.10 + 48 * 0.40 = 115.2 + 19.2.
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.0001344");
  // 1,200 * 0.40 + 10 * 1.60.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.000496");
}

TEST(CostRange, CacheBeginsAt1024) {
  EXPECT_EQ(MustCheck(Body(OneMessage(1016))).cost_usd->low.ToDecimal(),
            "0.0004092");  // 1,023 * 0.40
  EXPECT_EQ(MustCheck(Body(OneMessage(1017))).cost_usd->low.ToDecimal(),
            "0.0001024");  // 1,024 * 0.10
}

// Cached tokens that cannot be: under 1,024, and between two steps.
TEST(CostRange, GivenCachedTokens_AreWhatCanBeRead) {
  CheckOptions options = TestOptions();
  options.expected_output_tokens = 0;
  for (const auto& [given, read] : {std::pair{352, 0},
                                    {1023, 0},
                                    {1024, 1024},
                                    {1151, 1024},
                                    {1193, 1152}}) {
    options.cached_tokens = given;
    const Verdict verdict = MustCheck(
        Body(OneMessage(1193), R"("max_completion_tokens": 10)"), options);
    EXPECT_EQ(verdict.cache.cached_tokens, read) << given;
    EXPECT_LE(verdict.cost_usd->low, verdict.cost_usd->expected) << given;
  }
}

TEST(CostRange, ExplicitCacheWithoutBreakpoint_ReadsNothing) {
  CheckOptions options = TestOptions();
  options.model = "gpt-5.6-sol";
  options.expected_output_tokens = 0;
  options.cached_tokens = 1100;
  const Verdict verdict =
      MustCheck(Body(OneMessage(1193), R"("max_completion_tokens": 10,
           "prompt_cache_options": {"mode": "explicit"})"),
                options);
  ASSERT_TRUE(verdict.cost_usd.has_value());
  EXPECT_EQ(verdict.cache.cached_tokens, 0);
  EXPECT_LE(verdict.cost_usd->low, verdict.cost_usd->expected);
}

TEST(CostRange, GivenFiguresReplaceAssumptions) {
  CheckOptions options = TestOptions();
  options.cached_tokens = 1024;
  options.expected_output_tokens = 5;
  const Verdict verdict = MustCheck(
      Body(OneMessage(1193), R"("max_completion_tokens": 10, "n": 2)"),
      options);
  // 1,024 * 0.10 + 176 * 0.40 + 10 * 1.60 = 102.4 + 70.4 + 16.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0001888");
  // 480 + 20 * 1.60.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.000512");
}

TEST(CostRange, ModelLimitWhereNoneIsStated) {
  // 4.4 + 32,768 * 1.60.
  EXPECT_EQ(MustCheck(Body(kHello)).cost_usd->high.ToDecimal(), "0.0524332");
}

// Nobody said how long the output is likely to be.
TEST(CostRange, WithoutAWordOfTheOutput_ItIsTheLimits) {
  for (const std::string_view fields : {"", R"("max_completion_tokens": 10)"}) {
    const Verdict verdict = MustCheck(Body(kHello, fields));
    EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kLimit);
    EXPECT_EQ(verdict.cost_usd->expected, verdict.cost_usd->high);
    EXPECT_FALSE(verdict.output_tokens.expected.has_value());
  }
}

TEST(CostRange, GivenOutput_IsStated) {
  CheckOptions options = TestOptions();
  options.expected_output_tokens = 5;
  options.median_output_tokens["gpt-4.1-mini"] = 7;
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kStated);
  EXPECT_EQ(verdict.output_tokens.expected, 5);
  // 11 * 0.40 + 5 * 1.60 = 4.4 + 8.
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0000124");
}

TEST(CostRange, MedianOfTheLog_IsCalibrated) {
  // By the name asked for, by the id, and by another name of the model.
  for (const std::string_view name :
       {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"}) {
    for (const std::string_view asked :
         {"gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"}) {
      CheckOptions options = TestOptions();
      options.model = asked;
      options.median_output_tokens[std::string(name)] = 7;
      options.median_output_tokens["gpt-4.1"] = 9;
      const Verdict verdict = MustCheck(Body(kHello, R"("n": 2)"), options);
      EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kCalibrated);
      EXPECT_EQ(verdict.output_tokens.expected, 7);
      // 11 * 0.40 + 2 * 7 * 1.60 = 4.4 + 22.4.
      EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0000268");
      EXPECT_TRUE(Has(verdict.assumptions, "output_tokens"));
    }
  }
}

TEST(CostRange, MedianOfAnotherModel_SaysNothing) {
  CheckOptions options = TestOptions();
  options.median_output_tokens["gpt-4.1"] = 9;
  const Verdict verdict = MustCheck(Body(kHello), options);
  EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kLimit);
  EXPECT_FALSE(verdict.output_tokens.expected.has_value());
}

TEST(CostRange, MedianAboveTheLimit_EndsThere) {
  CheckOptions options = TestOptions();
  options.median_output_tokens["gpt-4.1-mini"] = ~uint64_t{0};
  const Verdict verdict =
      MustCheck(Body(kHello, R"("max_completion_tokens": 10)"), options);
  EXPECT_EQ(verdict.cost_usd->expected_basis, ExpectedBasis::kCalibrated);
  EXPECT_EQ(verdict.output_tokens.expected, 10);
  EXPECT_EQ(verdict.cost_usd->expected, verdict.cost_usd->high);
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

TEST(CostRange, MayBeServedAtTheStandardTier) {
  // Priority: least at the standard tier, 11 * 0.40; most at its own.
  const Verdict priority = MustCheck(Body(
      kHello, R"("max_completion_tokens": 10, "service_tier": "priority")"));
  EXPECT_EQ(priority.cost_usd->low.ToDecimal(), "0.0000044");
  EXPECT_EQ(priority.cost_usd->expected.ToDecimal(), "0.0000357");
  EXPECT_EQ(priority.cost_usd->high.ToDecimal(), "0.0000357");
  EXPECT_TRUE(Has(priority.assumptions, assumption::kServedTier));
  // Flex of o3: least at its own, 8 * 1; expected 10 * 1 + 10 * 4; most at the
  // standard tier, 34 * 2 + 10 * 8. No recording shows o3, so the input is
  // within bounds.
  CheckOptions options = TestOptions();
  options.model = "o3";
  const Verdict flex = MustCheck(
      Body(kHello, R"("max_completion_tokens": 10, "service_tier": "flex")"),
      options);
  ASSERT_EQ(flex.input_tokens.expected, 10);
  EXPECT_EQ(flex.cost_usd->low.ToDecimal(), "0.000008");
  EXPECT_EQ(flex.cost_usd->expected.ToDecimal(), "0.00005");
  EXPECT_EQ(flex.cost_usd->high.ToDecimal(), "0.000148");
  // Batch and standard are served as asked.
  for (const char* tier : {"batch", "standard", "auto"}) {
    options.service_tier = tier;
    const Verdict verdict = MustCheck(Body(kHello), options);
    EXPECT_FALSE(Has(verdict.assumptions, assumption::kServedTier)) << tier;
  }
}

// gpt-5.6-sol: $4 of input, $0.40 read from the cache, $5 written to it, $20 of
// output.
Verdict CheckSol(std::string_view messages, std::string_view fields,
                 std::optional<uint64_t> cached = std::nullopt) {
  CheckOptions options = TestOptions();
  options.model = "gpt-5.6-sol";
  options.cached_tokens = cached;
  return MustCheck(Body(messages, fields), options);
}

TEST(CostRange, FromGpt56_TheInputIsWrittenToTheCache) {
  const std::string_view limit = R"("max_completion_tokens": 10)";
  const Verdict verdict = CheckSol(OneMessage(1194), limit);
  ASSERT_EQ(verdict.input_tokens.expected, 1200);
  // All read, without steps: 1,200 * 0.40.
  EXPECT_EQ(verdict.cost_usd->low.ToDecimal(), "0.00048");
  // All written: 1,200 * 5 + 10 * 20.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.0062");
  EXPECT_EQ(verdict.cost_usd->expected.ToDecimal(), "0.0062");
  EXPECT_EQ(verdict.cache.cache_write_tokens, 1200);
  // 1,100 * 0.40 + 100 * 5 + 10 * 20.
  const Verdict cached = CheckSol(OneMessage(1194), limit, 1100);
  EXPECT_EQ(cached.cost_usd->expected.ToDecimal(), "0.00114");
  EXPECT_EQ(cached.cache.cached_tokens, 1100);
  EXPECT_EQ(cached.cache.cache_write_tokens, 100);
}

TEST(CostRange, FromGpt56_Under1024TokensNothingIsWritten) {
  // 1,023 * 4.
  const Verdict below = CheckSol(OneMessage(1017), "\"n\": 1", 0);
  ASSERT_EQ(below.input_tokens.expected, 1023);
  EXPECT_EQ(below.cost_usd->low.ToDecimal(), "0.004092");
  EXPECT_EQ(below.cache.cache_write_tokens, 0);
  // 1,024 * 0.40.
  EXPECT_EQ(CheckSol(OneMessage(1018), "\"n\": 1").cost_usd->low.ToDecimal(),
            "0.0004096");
}

TEST(CostRange, FromGpt56_ExplicitModeKeepsMarkedPrefixesOnly) {
  const std::string_view fields =
      R"("max_completion_tokens": 10, "prompt_cache_options": {"mode": "explicit"})";
  const Verdict none = CheckSol(OneMessage(1194), fields);
  // 1,200 * 4 at the least, and 10 * 20.
  EXPECT_EQ(none.cost_usd->low.ToDecimal(), "0.0048");
  EXPECT_EQ(none.cost_usd->high.ToDecimal(), "0.005");
  EXPECT_EQ(none.cache.cache_write_tokens, 0);
  std::string text = "a";
  for (int i = 1; i < 1194; ++i) text += " a";
  const Verdict marked = CheckSol(
      fmt::format(
          R"([{{"role": "user", "content": [{{"type": "text", "text": "{}",)"
          R"( "prompt_cache_breakpoint": {{"mode": "explicit"}}}}]}}])",
          text),
      fields);
  EXPECT_EQ(marked.cost_usd->low.ToDecimal(), "0.00048");
  EXPECT_EQ(marked.cost_usd->high.ToDecimal(), "0.0062");
}

TEST(CostRange, Regional_IsUpliftedOrUnknown) {
  CheckOptions options = TestOptions();
  options.regional = true;
  options.model = "gpt-5.4-mini";
  const Verdict verdict =
      MustCheck(Body(kHello, R"("max_completion_tokens": 10)"), options);
  ASSERT_EQ(verdict.input_tokens.expected, 10);
  // (10 * 0.75 + 10 * 4.50) * 1.1.
  EXPECT_EQ(verdict.cost_usd->high.ToDecimal(), "0.00005775");
  EXPECT_TRUE(Has(verdict.warnings, "regional_uplift"));
  options.model.reset();
  EXPECT_TRUE(
      Has(MustCheck(Body(kHello), options).warnings, "no_regional_uplift"));
  options.provider = "tokenhub";
  const Verdict unknown = MustCheck(Body(kHello), options);
  EXPECT_FALSE(unknown.cost_usd.has_value());
  EXPECT_TRUE(Has(unknown.reasons, reason::kPriceUnknown));
}

TEST(CostRange, WebSearch_IsOneForEachChoiceOrNone) {
  CheckOptions options = TestOptions();
  const std::string_view fields =
      R"("web_search_options": {}, "max_completion_tokens": 10)";
  const Verdict verdict = MustCheck(Body(kHello, fields), options);
  ASSERT_TRUE(verdict.cost_usd.has_value());
  const Money fee = *Money::ParseUsd("0.025");
  EXPECT_LT(verdict.cost_usd->low, *Money::ParseUsd("0.0001"));
  // The search, and 10 * 1.6 of output beside the input.
  EXPECT_GE(verdict.cost_usd->expected, fee);
  EXPECT_LT(verdict.cost_usd->high, *Money::ParseUsd("0.0255"));
  EXPECT_TRUE(Has(verdict.assumptions, assumption::kWebSearch));
  // No source states the fee.
  options.model = "gpt-3.5-turbo";
  const Verdict unknown = MustCheck(Body(kHello, fields), options);
  EXPECT_FALSE(unknown.cost_usd.has_value());
  EXPECT_TRUE(Has(unknown.reasons, reason::kPriceUnknown));
}

// A search model searches whatever the request says, so the least cost has the
// fee of one search, and the most that of one per choice.
TEST(CostRange, SearchModel_PaysForASearchAtTheLeast) {
  CheckOptions options = TestOptions();
  options.model = "gpt-4o-search-preview";
  for (const char* fields :
       {R"("max_completion_tokens": 10)",
        R"("max_completion_tokens": 10, "web_search_options": {})"}) {
    const Verdict verdict = MustCheck(Body(kHello, fields), options);
    ASSERT_TRUE(verdict.cost_usd.has_value());
    const Money fee = *Money::ParseUsd("0.025");
    EXPECT_GT(verdict.cost_usd->low, fee);
    EXPECT_LT(verdict.cost_usd->high, *Money::ParseUsd("0.0255"));
    EXPECT_TRUE(Has(verdict.assumptions, assumption::kWebSearch));
  }
  const Verdict two = MustCheck(
      Body(kHello, R"("max_completion_tokens": 10, "n": 2)"), options);
  EXPECT_LT(two.cost_usd->low, *Money::ParseUsd("0.0255"));
  EXPECT_GT(two.cost_usd->expected, *Money::ParseUsd("0.05"));
}

TEST(CostRange, RejectedPrediction_IsOutputAtTheMost) {
  const std::string_view limit = R"("max_completion_tokens": 10)";
  const Verdict plain = MustCheck(Body(kHello, limit));
  const Verdict predicted = MustCheck(Body(
      kHello,
      fmt::format(
          R"({}, "prediction": {{"type": "content", "content": "a a a a"}})",
          limit)));
  // At least the four words at 1.60, over the plain request.
  const Money more = *predicted.cost_usd->high.Minus(plain.cost_usd->high);
  EXPECT_GE(more, *Money::ParseUsd("0.0000064"));
  EXPECT_LT(more, *Money::ParseUsd("0.0001"));
  EXPECT_TRUE(Has(predicted.assumptions, assumption::kPrediction));
  EXPECT_FALSE(Has(plain.assumptions, assumption::kPrediction));
}

TEST(CostRange, LongContext_IsRepricedAsAWhole) {
  CheckOptions options = TestOptions();
  options.model = "gpt-5.4";
  options.expected_output_tokens = 0;
  const std::string_view limit = R"("max_completion_tokens": 1)";
  const Verdict at = MustCheck(Body(OneMessage(271'994), limit), options);
  ASSERT_EQ(at.input_tokens.expected, 272'000);
  EXPECT_EQ(at.cost_usd->expected.ToDecimal(), "0.68");  // * 2.50
  const Verdict above = MustCheck(Body(OneMessage(271'995), limit), options);
  EXPECT_EQ(above.cost_usd->expected.ToDecimal(), "1.360005");  // * 5
  EXPECT_TRUE(Has(above.warnings, "long_context"));
}

// For every chat model, tier and a choice of options: the cost is a range, and
// the budget's cure is within it.
TEST(CostRange, EveryModelAndTier_PropertiesHold) {
  std::mt19937 random(20261122);
  int ranges = 0;
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    if (card.rule_family == RuleFamily::kNone || card.rate_cards.empty()) {
      continue;
    }
    for (const auto& [tier, rates] : card.rate_cards.back().tiers) {
      const size_t words = 1 + random() % 2500;
      const std::string_view explicit_cache =
          random() % 2 == 0
              ? R"(, "prompt_cache_options": {"mode": "explicit"})"
              : "";
      const std::string body = Body(
          OneMessage(words),
          fmt::format(R"("max_completion_tokens": {}, "n": {}{})",
                      1 + random() % 1000, 1 + random() % 3, explicit_cache));
      CheckOptions options = TestOptions();
      options.provider = card.provider;
      options.model = card.id;
      options.service_tier = ServiceTierName(tier);
      options.expected_output_tokens = random() % 2;
      // As much as may be given, reachable or not.
      switch (random() % 3) {
        case 0:
          options.previous = body;
          break;
        case 1:
          options.cached_tokens = random() % (words + 1);
          break;
        default:
          break;
      }
      const Verdict verdict = MustCheck(body, options);
      ASSERT_TRUE(verdict.cost_usd.has_value()) << card.id;
      EXPECT_LE(verdict.cost_usd->low, verdict.cost_usd->expected) << card.id;
      EXPECT_LE(verdict.cost_usd->expected, verdict.cost_usd->high) << card.id;
      EXPECT_LE(verdict.cache.cached_tokens + verdict.cache.cache_write_tokens,
                verdict.input_tokens.expected);
      if (options.previous.has_value()) {
        EXPECT_EQ(verdict.cache.cached_tokens % 128, 0) << card.id;
      }
      ++ranges;
    }
  }
  EXPECT_GE(ranges, 129);
}

}  // namespace
}  // namespace tokenfare
