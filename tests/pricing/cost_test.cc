// Bills at rates that are given; tests/catalogue/model_cost_test.cc has bills
// by cards. Amounts by hand.
#include "tokenfare/pricing/cost.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace tokenfare {
namespace {

Rate RateOf(std::string_view usd) {
  const absl::StatusOr<Rate> rate = Rate::ParseUsdPerMillion(usd);
  EXPECT_TRUE(rate.ok()) << rate.status();
  return rate.value_or(Rate());
}

Factor FactorOf(std::string_view text) {
  const absl::StatusOr<Factor> factor = Factor::Parse(text);
  EXPECT_TRUE(factor.ok()) << factor.status();
  return factor.value_or(Factor());
}

Rates RatesWith(std::string_view input, std::string_view output) {
  return {.input = RateOf(input),
          .cached_input = std::nullopt,
          .cache_write = std::nullopt,
          .output = RateOf(output)};
}

// Standard is repriced above 1,000 input tokens, flex never.
RateCard TwoTiers() {
  RateCard card;
  card.tiers[ServiceTier::kStandard] = {
      .rates = RatesWith("2", "8"),
      .long_context = LongContextRates{.above_input_tokens = 1'000,
                                       .rates = RatesWith("4", "12")},
      .source = "s"};
  card.tiers[ServiceTier::kFlex] = {.rates = RatesWith("1", "4"),
                                    .long_context = std::nullopt,
                                    .source = "s"};
  return card;
}

TEST(Bill, IsTheExactSumOfItsParts) {
  Rates rates = RatesWith("2", "8");
  rates.cached_input = RateOf("0.5");
  rates.cache_write = RateOf("2.5");
  const std::optional<CostBreakdown> cost = Bill({.input_tokens = 1'000,
                                                  .cached_input_tokens = 300,
                                                  .cache_write_tokens = 200,
                                                  .output_tokens = 50},
                                                 rates, Money::Zero());
  ASSERT_TRUE(cost.has_value());
  EXPECT_EQ(cost->uncached_input.ToString(), "$0.001");  // 500 * 2
  EXPECT_EQ(cost->cached_input.ToString(), "$0.00015");  // 300 * 0.5
  EXPECT_EQ(cost->cache_write.ToString(), "$0.0005");    // 200 * 2.5
  EXPECT_EQ(cost->output.ToString(), "$0.0004");         // 50 * 8
  EXPECT_EQ(cost->total.ToString(), "$0.00205");
  EXPECT_TRUE(cost->notes.empty());
}

TEST(Bill, ListsNoRateOfTheCache_BillsTheInputRateAndSaysSo) {
  const std::optional<CostBreakdown> cost =
      Bill({.input_tokens = 1'000,
            .cached_input_tokens = 300,
            .cache_write_tokens = 200},
           RatesWith("2", "8"), Money::Zero());
  ASSERT_TRUE(cost.has_value());
  EXPECT_EQ(cost->total.ToString(), "$0.002");
  ASSERT_EQ(cost->notes.size(), 2U);
  EXPECT_EQ(cost->notes[0].code, "cached_rate_unknown");
  EXPECT_EQ(cost->notes[1].code, "cache_write_rate_unknown");
}

TEST(Bill, RefusesWhatCannotBe) {
  const Rates rates = RatesWith("2", "8");
  const Usage more_cached = {.input_tokens = 10, .cached_input_tokens = 11};
  EXPECT_EQ(CheckUsage(more_cached).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Bill(more_cached, rates, Money::Zero()), std::nullopt);
  // Their sum is 0 in 64 bits.
  const Usage wraps = {.input_tokens = 10,
                       .cached_input_tokens = uint64_t{1} << 63U,
                       .cache_write_tokens = uint64_t{1} << 63U};
  EXPECT_FALSE(CheckUsage(wraps).ok());
  EXPECT_EQ(Bill(wraps, rates, Money::Zero()), std::nullopt);
  // Fees that are beyond Money.
  EXPECT_EQ(Bill({.input_tokens = 10}, rates, std::nullopt), std::nullopt);
}

TEST(RatesOf, LongInput_RepricesTheWholeRequest) {
  const RateCard card = TwoTiers();
  const auto rates = [&](uint64_t input, ServiceTier tier) {
    return RatesOf({.input_tokens = input}, card, tier, "m");
  };
  const auto at_most = rates(1'000, ServiceTier::kStandard);
  ASSERT_TRUE(at_most.ok()) << at_most.status();
  EXPECT_FALSE(at_most->long_context);
  EXPECT_EQ(at_most->rates.input, RateOf("2"));

  const auto above = rates(1'001, ServiceTier::kStandard);
  ASSERT_TRUE(above.ok()) << above.status();
  EXPECT_TRUE(above->long_context);
  EXPECT_EQ(above->rates.input, RateOf("4"));
  ASSERT_EQ(above->notes.size(), 1U);
  EXPECT_EQ(above->notes[0].code, "long_context");

  EXPECT_TRUE(rates(1'000, ServiceTier::kFlex).ok());
  EXPECT_EQ(rates(1'001, ServiceTier::kFlex).status().message(),
            "the price of m at tier flex is unknown above 1000 input tokens: "
            "other tiers are repriced there, this one has no such rates");
  EXPECT_EQ(rates(1, ServiceTier::kBatch).status().message(),
            "m has no service tier \"batch\"; it has standard, flex");
}

TEST(Rates, TimesAFactor_AreExactOrNone) {
  Rates rates = RatesWith("2", "8");
  rates.cached_input = RateOf("0.5");
  const std::optional<Rates> product = rates.Times(FactorOf("1.1"));
  ASSERT_TRUE(product.has_value());
  EXPECT_EQ(product->input.ToDecimal(), "2.2");
  EXPECT_EQ(product->cached_input->ToDecimal(), "0.55");
  EXPECT_EQ(product->cache_write, std::nullopt);
  EXPECT_EQ(product->output.ToDecimal(), "8.8");

  // One of them would have 13 decimals.
  rates.cache_write = RateOf("0.000000000001");
  EXPECT_FALSE(rates.Times(FactorOf("1.1")).has_value());
}

}  // namespace
}  // namespace tokenfare
