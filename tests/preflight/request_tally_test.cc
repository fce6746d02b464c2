#include "tokenfare/preflight/request_tally.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "gtest/gtest.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare {
namespace {

Money Usd(std::string_view text) { return *Money::ParseUsd(text); }

Verdict Priced(int64_t tokens, std::string_view low, std::string_view high) {
  Verdict verdict;
  verdict.input_tokens.expected = tokens;
  verdict.input_tokens.low = tokens - 1;
  verdict.input_tokens.high = tokens + 2;
  verdict.input_tokens.exact = false;
  verdict.cost_usd = CostRange{Usd(high), Usd(low), Usd(high)};
  verdict.fits = true;
  return verdict;
}

TEST(RequestTally, SumsAndFindsTheDearest) {
  RequestTally tally;
  EXPECT_TRUE(tally.Add(Priced(10, "0.1", "0.25")));
  EXPECT_TRUE(tally.Add(Priced(20, "0.2", "0.75")));
  EXPECT_TRUE(tally.Add(Priced(30, "0.3", "0.75")));
  EXPECT_EQ(tally.requests(), 3U);
  EXPECT_EQ(tally.input_tokens().expected, 60);
  EXPECT_EQ(tally.input_tokens().low, 57);
  EXPECT_EQ(tally.input_tokens().high, 66);
  EXPECT_FALSE(tally.input_tokens().exact);
  EXPECT_EQ(tally.cost_usd().low, Usd("0.6"));
  EXPECT_EQ(tally.cost_usd().high, Usd("1.75"));
  ASSERT_TRUE(tally.most_expensive().has_value());
  EXPECT_EQ(tally.most_expensive()->number, 2U);
  EXPECT_FALSE(tally.breaks_budget().has_value());
}

// 0.25 + 0.75 is the budget itself, which is within it.
TEST(RequestTally, TheFirstAboveTheBudgetBreaksIt) {
  RequestTally tally(Usd("1"));
  tally.Add(Priced(1, "0", "0.25"));
  tally.Add(Priced(1, "0", "0.75"));
  EXPECT_FALSE(tally.breaks_budget().has_value());
  tally.Add(Priced(1, "0", "0.000001"));
  tally.Add(Priced(1, "0", "5"));
  ASSERT_TRUE(tally.breaks_budget().has_value());
  EXPECT_EQ(tally.breaks_budget()->number, 3U);
}

TEST(RequestTally, WithoutPriceOrFit_IsCounted) {
  RequestTally tally(Usd("1"));
  Verdict unknown = Priced(5, "0", "0");
  unknown.cost_usd = std::nullopt;
  unknown.fits = std::nullopt;
  EXPECT_TRUE(tally.Add(unknown));
  EXPECT_EQ(tally.unpriced(), 1U);
  EXPECT_EQ(tally.unfit(), 1U);
  EXPECT_EQ(tally.unknown(), 1U);
  EXPECT_EQ(tally.resting_on(ExpectedBasis::kLimit), 0U);
  EXPECT_EQ(tally.input_tokens().expected, 5);
  EXPECT_FALSE(tally.most_expensive().has_value());
}

Verdict Resting(ExpectedBasis basis) {
  Verdict verdict = Priced(1, "0", "0.5");
  verdict.cost_usd->expected_basis = basis;
  return verdict;
}

TEST(RequestTally, SaysHowManyRestOnWhat) {
  RequestTally tally;
  EXPECT_EQ(tally.cost_usd().expected_basis, ExpectedBasis::kStated);
  tally.Add(Resting(ExpectedBasis::kStated));
  EXPECT_EQ(tally.cost_usd().expected_basis, ExpectedBasis::kStated);
  tally.Add(Resting(ExpectedBasis::kCalibrated));
  tally.Add(Resting(ExpectedBasis::kStated));
  EXPECT_EQ(tally.cost_usd().expected_basis, ExpectedBasis::kCalibrated);
  tally.Add(Resting(ExpectedBasis::kLimit));
  tally.Add(Resting(ExpectedBasis::kStated));
  EXPECT_EQ(tally.cost_usd().expected_basis, ExpectedBasis::kLimit);
  EXPECT_EQ(tally.resting_on(ExpectedBasis::kStated), 3U);
  EXPECT_EQ(tally.resting_on(ExpectedBasis::kCalibrated), 1U);
  EXPECT_EQ(tally.resting_on(ExpectedBasis::kLimit), 1U);
}

TEST(RequestTally, WhatDoesNotFit_IsNotUnknown) {
  RequestTally tally;
  Verdict verdict = Priced(1, "0", "0.5");
  verdict.fits = false;
  tally.Add(verdict);
  EXPECT_EQ(tally.unfit(), 1U);
  EXPECT_EQ(tally.unknown(), 0U);
}

TEST(RequestTally, Overflow_AddsNothing) {
  RequestTally tally;
  Verdict huge = Priced(1, "0", "0.5");
  tally.Add(huge);
  huge.input_tokens.high = std::numeric_limits<int64_t>::max();
  EXPECT_FALSE(tally.Add(huge));
  EXPECT_EQ(tally.requests(), 1U);
  EXPECT_EQ(tally.cost_usd().high, Usd("0.5"));
}

}  // namespace
}  // namespace tokenfare
