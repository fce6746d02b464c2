#include "tokenfare/pricing/money.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/catalogue/builtin_cards.h"

namespace tokenfare {
namespace {

constexpr uint64_t kMostTokens = std::numeric_limits<uint64_t>::max();
// (2^127 - 1) / 10^18: invariant I1 in money.h.
constexpr char kMostUsd[] = "170141183460469231731.687303715884105727";

Money Usd(const std::string& text) {
  const absl::StatusOr<Money> money = Money::ParseUsd(text);
  EXPECT_TRUE(money.ok()) << money.status();
  return money.value_or(Money::Zero());
}

Rate PerMillion(const std::string& text) {
  const absl::StatusOr<Rate> rate = Rate::ParseUsdPerMillion(text);
  EXPECT_TRUE(rate.ok()) << rate.status();
  return rate.value_or(Rate());
}

TEST(Money, Print_HasAllDecimalsAndNoMore) {
  EXPECT_EQ(Money::Zero().ToString(), "$0");
  EXPECT_EQ(Usd("0.000123").ToString(), "$0.000123");
  EXPECT_EQ(Usd("0.40").ToString(), "$0.4");
  EXPECT_EQ(Usd("007.50").ToString(), "$7.5");
  EXPECT_EQ(Usd("100").ToString(), "$100");
  EXPECT_EQ(Usd("-1.5").ToString(), "-$1.5");
  EXPECT_EQ(Usd("-0").ToString(), "$0");
  EXPECT_EQ(Usd("0.000000000000000001").ToDecimal(), "0.000000000000000001");
  EXPECT_EQ(Usd("1000000000000000000").ToDecimal(), "1000000000000000000");
  EXPECT_EQ(Usd("100000000000000000007").ToDecimal(), "100000000000000000007");
  EXPECT_EQ(Usd(kMostUsd).ToDecimal(), kMostUsd);
  EXPECT_EQ(Usd(std::string("-") + kMostUsd).ToDecimal(),
            std::string("-") + kMostUsd);
}

TEST(Money, Parse_NotPlainDecimal_IsRefused) {
  for (const char* text : {"", "-", ".", "1.", ".5", "$1", "1,000", "1e3",
                           "1E-6", "+1", " 1", "1 ", "0x10", "nan", "inf",
                           "1.2.3", "--1", "1-", "0.0000000000000000001"}) {
    EXPECT_EQ(Money::ParseUsd(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
}

TEST(Money, ParseFreely_TakesWhatPeopleAndProgramsWrite) {
  const std::pair<const char*, const char*> kAmounts[] = {
      {".5", "0.5"},
      {"5.", "5"},
      {"-.5", "-0.5"},
      {"1e-3", "0.001"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"1.25e1", "12.5"},
      {"12.5e-2", "0.125"},
      {"1e-05", "0.00001"},
      {".5e-1", "0.05"},
      {"120e-1", "12"},
      {"0e99", "0"},
      {"0.40", "0.4"},
      {"1e-18", "0.000000000000000001"},
      {"10e-19", "0.000000000000000001"}};
  for (const auto& [text, decimal] : kAmounts) {
    const absl::StatusOr<Money> money = Money::ParseUsdFreely(text);
    ASSERT_TRUE(money.ok()) << text << ": " << money.status();
    EXPECT_EQ(money->ToDecimal(), decimal) << text;
  }
}

TEST(Money, ParseFreely_WhatIsNoNumber_IsRefused) {
  for (const char* text :
       {"",      "-",     ".",     "e3",    ".e1",   "1e",     "1e-", "1e1.5",
        "1e100", "1e--1", "$1",    "1,000", "+1",    " 1",     "1 ",  "0x10",
        "nan",   "inf",   "1.2.3", "--1",   "1e-19", "1.5e-18"}) {
    const absl::Status status = Money::ParseUsdFreely(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_NE(status.message().find(text), std::string::npos) << status;
  }
  EXPECT_EQ(Money::ParseUsdFreely("1e21").status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Money::ParseUsdFreely(std::string(100'000, '1')).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(
      Money::ParseUsdFreely(std::string(100'000, '1') + "e-9").status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST(Money, Parse_BeyondRange_IsRefused) {
  for (const char* text : {"170141183460469231731.687303715884105728",
                           "170141183460469231732", "-170141183460469231732",
                           "999999999999999999999999999999999999999999"}) {
    EXPECT_EQ(Money::ParseUsd(text).status().code(),
              absl::StatusCode::kOutOfRange)
        << text;
  }
}

TEST(Money, Sums_BeyondRange_AreNothing) {
  const Money most = Usd(kMostUsd);
  const Money least = *Money::Zero().Minus(most);
  const Money unit = Usd("0.000000000000000001");
  EXPECT_EQ(most.Plus(Money::Zero()), most);
  EXPECT_EQ(most.Plus(unit), std::nullopt);
  EXPECT_EQ(most.Minus(unit)->Plus(unit), most);
  EXPECT_EQ(least.Minus(unit), std::nullopt);
  EXPECT_EQ(least.Plus(most), Money::Zero());
  EXPECT_EQ(most.Minus(least), std::nullopt);
  EXPECT_EQ(most.Times(0), Money::Zero());
  EXPECT_EQ(most.Times(1), most);
  EXPECT_EQ(least.Times(1), least);
  EXPECT_EQ(most.Times(2), std::nullopt);
  EXPECT_EQ(least.Times(2), std::nullopt);
  EXPECT_EQ(Usd("100").Times(kMostTokens), std::nullopt);
}

TEST(Money, Times_LargestFactor_IsExact) {
  EXPECT_EQ(Usd("0.000000000000000003").Times(kMostTokens)->ToDecimal(),
            "55.340232221128654845");  // 3 * (2^64 - 1) / 10^18
}

TEST(Money, Order_FollowsValue) {
  EXPECT_LT(Usd("-2"), Usd("-1"));
  EXPECT_LT(Usd("-1"), Money::Zero());
  EXPECT_LT(Usd("0.09"), Usd("0.1"));
  EXPECT_EQ(Usd("0.10"), Usd("0.1"));
  EXPECT_GT(Usd("100000000000000000000"), Usd("99999999999999999999.9"));
}

TEST(Money, RoundedTo_HalvesGoAwayFromZero) {
  EXPECT_EQ(Usd("1.005").RoundedTo(2), Usd("1.01"));
  EXPECT_EQ(Usd("-1.005").RoundedTo(2), Usd("-1.01"));
  EXPECT_EQ(Usd("1.004999999999999999").RoundedTo(2), Usd("1"));
  EXPECT_EQ(Usd("0.5").RoundedTo(0), Usd("1"));
  EXPECT_EQ(Usd("0.49").RoundedTo(0), Money::Zero());
  EXPECT_EQ(Usd("0.000123").RoundedTo(18), Usd("0.000123"));
  EXPECT_EQ(Usd("1").RoundedTo(19), std::nullopt);
  EXPECT_EQ(Usd("1").RoundedTo(-1), std::nullopt);
  EXPECT_EQ(Usd(kMostUsd).RoundedTo(0), std::nullopt);
}

// A hostile file's text stays out of messages but for its beginning.
TEST(Rate, Parse_LongTexts_AreQuotedTo60Bytes) {
  const std::string zeros(100, '0');
  const std::string letters(100, 'x');
  const std::string refused(Money::ParseUsd(letters).status().message());
  EXPECT_NE(refused.find("\"" + letters.substr(0, 60) + "\""),
            std::string::npos)
      << refused;
  const std::string sixty = zeros.substr(0, 60);
  EXPECT_EQ(
      Rate::ParseUsdPerMillion("-" + zeros).status().message(),
      "a rate cannot be negative, as \"-" + zeros.substr(0, 59) + "\" is");
  EXPECT_EQ(Rate::ParseUsdPerMillion(zeros + "2000000000").status().message(),
            "\"" + sixty + "\" is over a billion dollars for a million tokens");
  EXPECT_EQ(Factor::Parse(zeros + "2000").status().message(),
            "\"" + sixty + "\" is a factor of over 1000");
  EXPECT_EQ(Factor::Parse("-" + zeros).status().message(),
            "\"-" + zeros.substr(0, 59) +
                "\" is not a factor; write plain decimal digits such as "
                "\"1.1\", with at most 6 decimals");
}

// Each by hand: tokens * rate / 10^6.
TEST(Rate, For_BillsOfOneRate_AreExact) {
  EXPECT_EQ(PerMillion("0.40").For(123)->ToString(), "$0.0000492");
  EXPECT_EQ(PerMillion("0.4").For(1'000'000)->ToString(), "$0.4");
  EXPECT_EQ(PerMillion("0.4").For(1)->ToString(), "$0.0000004");
  EXPECT_EQ(PerMillion("0.025").For(7)->ToString(), "$0.000000175");
  EXPECT_EQ(PerMillion("1.6").For(32'768)->ToString(), "$0.0524288");
  EXPECT_EQ(PerMillion("600").For(3)->ToString(), "$0.0018");
  EXPECT_EQ(PerMillion("0").For(kMostTokens)->ToString(), "$0");
  EXPECT_EQ(PerMillion("0.000000000001").For(1)->ToString(),
            "$0.000000000000000001");
}

TEST(Rate, For_TooManyDollars_IsNothing) {
  // 2^64 tokens at $10^9 a million: 1.8 * 10^22 dollars.
  EXPECT_EQ(PerMillion("1000000000").For(kMostTokens), std::nullopt);
  EXPECT_EQ(PerMillion("1000000000").For(1'000'000)->ToString(), "$1000000000");
}

TEST(Rate, Parse_WhatCannotBeARate_IsRefused) {
  EXPECT_EQ(PerMillion("0.40").ToDecimal(), "0.4");
  EXPECT_EQ(PerMillion("1000000000").ToDecimal(), "1000000000");
  for (const char* text : {"", "-1", "-0", "1e-6", "$1", "0.0000000000001"}) {
    EXPECT_EQ(Rate::ParseUsdPerMillion(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  for (const char* text : {"1000000000.000000000001", "1000000001",
                           "99999999999999999999999999999999999999999"}) {
    EXPECT_EQ(Rate::ParseUsdPerMillion(text).status().code(),
              absl::StatusCode::kOutOfRange)
        << text;
  }
}

// Random amounts of every size, from one unit to the largest.
class MoneyProperty : public ::testing::Test {
 protected:
  static constexpr int kRounds = 20'000;

  // Decimal text in the form that ToDecimal prints.
  std::string RandomDecimal() {
    std::string text(Below(2) == 0 ? "" : "-");
    const uint64_t whole = random_() >> Below(64);
    text += fmt::format("{}", whole);
    if (const uint64_t digits = Below(19); digits > 0) {
      text += ".";
      for (uint64_t i = 1; i < digits; ++i) text += RandomDigit();
      text += static_cast<char>('1' + Below(9));
    } else if (whole == 0) {
      return "0";
    }
    return text;
  }
  Rate RandomRate() {
    return PerMillion(
        fmt::format("{}.{:012}", Below(2000), Below(1'000'000'000'000)));
  }
  uint64_t RandomTokens() { return random_() >> (14 + Below(50)); }
  uint64_t Below(uint64_t bound) { return random_() % bound; }

 private:
  char RandomDigit() { return static_cast<char>('0' + Below(10)); }

  std::mt19937_64 random_{20261122};
};

TEST_F(MoneyProperty, ParseThenPrint_IsTheText) {
  for (int i = 0; i < kRounds; ++i) {
    const std::string text = RandomDecimal();
    ASSERT_EQ(Usd(text).ToDecimal(), text);
  }
}

TEST_F(MoneyProperty, SumAndDifference_AreInverse) {
  for (int i = 0; i < kRounds; ++i) {
    const Money a = Usd(RandomDecimal());
    const Money b = Usd(RandomDecimal());
    const Money sum = *a.Plus(b);
    ASSERT_EQ(sum, *b.Plus(a));
    ASSERT_EQ(*sum.Minus(b), a);
    ASSERT_EQ(sum > a, b > Money::Zero());
  }
}

TEST_F(MoneyProperty, RateOfTokens_IsAdditiveAndMonotone) {
  for (int i = 0; i < kRounds; ++i) {
    const Rate rate = RandomRate();
    const uint64_t a = RandomTokens();
    const uint64_t b = RandomTokens();
    const Money both = *rate.For(a + b);
    ASSERT_EQ(both, *rate.For(a)->Plus(*rate.For(b)));
    ASSERT_GE(both, *rate.For(a));
  }
}

TEST_F(MoneyProperty, RateOfAMillion_IsItsDecimal) {
  for (int i = 0; i < kRounds; ++i) {
    const Rate rate = RandomRate();
    ASSERT_EQ(rate.For(1'000'000)->ToDecimal(), rate.ToDecimal());
    ASSERT_EQ(PerMillion(rate.ToDecimal()), rate);
  }
}

TEST(Factor, TakesPlainDecimalsUpToAThousand) {
  for (const char* text : {"1", "1.1", "0", "0.5", "1000", "1.000001"}) {
    EXPECT_TRUE(Factor::Parse(text).ok()) << text;
  }
  for (const char* text : {"", "-1", "-0.0", "1.0000001", ".5", "1e1", "10%"}) {
    EXPECT_EQ(Factor::Parse(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_EQ(Factor::Parse("1000.000001").status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(Rate, TimesAFactor_IsExactOrNothing) {
  const auto times = [](const char* rate, const char* factor) {
    const std::optional<Rate> product =
        Rate::ParseUsdPerMillion(rate)->Times(*Factor::Parse(factor));
    return product ? product->ToDecimal() : "nothing";
  };
  EXPECT_EQ(times("0.13", "1.1"), "0.143");
  EXPECT_EQ(times("0.4", "1"), "0.4");
  EXPECT_EQ(times("0.4", "0"), "0");
  EXPECT_EQ(times("0.00000000001", "1.1"), "0.000000000011");
  EXPECT_EQ(times("0.000000000001", "1.1"), "nothing");
  EXPECT_EQ(times("0.000000000001", "1000"), "0.000000001");
  EXPECT_EQ(times("1000000000", "1000"), "1000000000000");
  EXPECT_EQ(Rate::ParseUsdPerMillion("0.4")->Times(Factor())->ToDecimal(),
            "0.4");
}

}  // namespace
}  // namespace tokenfare
