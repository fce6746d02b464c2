#include "tokenfare/support/allowance.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

using End = Allowance::End;
using Clock = Allowance::Clock;

TEST(Allowance, Unlimited_GrantsEverything) {
  Allowance& allowance = Allowance::Unlimited();
  EXPECT_FALSE(allowance.limited());
  EXPECT_TRUE(allowance.Take(Allowance::kUnlimited));
  EXPECT_TRUE(allowance.Take(Allowance::kUnlimited));
  EXPECT_EQ(allowance.Left(), Allowance::kUnlimited);
  EXPECT_FALSE(allowance.IsCancelled());
  EXPECT_FALSE(allowance.spent());
}

TEST(Allowance, Work_EndsWithTheFirstStepThatIsTooLarge) {
  Allowance allowance(10, std::nullopt, {});
  EXPECT_TRUE(allowance.limited());
  EXPECT_TRUE(allowance.Take(4));
  EXPECT_EQ(allowance.Left(), 6U);
  EXPECT_TRUE(allowance.Take(6));
  EXPECT_FALSE(allowance.spent());
  EXPECT_FALSE(allowance.Take(1));
  EXPECT_TRUE(allowance.spent());
  EXPECT_EQ(allowance.end(), End::kWork);
  // Even what would have been granted.
  EXPECT_FALSE(allowance.Take(0));
  EXPECT_EQ(allowance.Left(), 0U);
}

TEST(Allowance, Memory_EndsWithAStepThatIsTooLarge) {
  Allowance allowance(Allowance::kUnlimited, std::nullopt, {}, 10);
  EXPECT_TRUE(allowance.limited());
  EXPECT_EQ(allowance.Left(), 10U);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(allowance.Take(10));
  EXPECT_FALSE(allowance.Take(11));
  EXPECT_EQ(allowance.end(), End::kMemory);
}

TEST(Allowance, Time_EndsAtTheDeadline) {
  Allowance past(Allowance::kUnlimited, Clock::now(), {});
  EXPECT_EQ(past.Left(), 0U);
  EXPECT_FALSE(past.Take(1'000'000));
  EXPECT_EQ(past.end(), End::kTime);

  Allowance far(Allowance::kUnlimited, Clock::now() + std::chrono::hours(1),
                {});
  EXPECT_TRUE(far.Take(1'000'000));
  // More than an hour's work cannot begin.
  EXPECT_FALSE(far.Take(std::uint64_t{100} << 40));
  EXPECT_EQ(far.end(), End::kTime);
}

TEST(Allowance, Time_IsSeenBySmallStepsSoon) {
  Allowance past(Allowance::kUnlimited, Clock::now(), {});
  int steps = 0;
  while (past.Take(1) && steps < 10'000) ++steps;
  EXPECT_EQ(past.end(), End::kTime);
  EXPECT_LT(steps, 200);
}

TEST(Allowance, Cancelled) {
  std::stop_source source;
  Allowance allowance(Allowance::kUnlimited, std::nullopt, source.get_token());
  EXPECT_TRUE(allowance.limited());
  EXPECT_TRUE(allowance.Take(1'000'000));
  EXPECT_FALSE(allowance.IsCancelled());
  source.request_stop();
  EXPECT_FALSE(allowance.Take(1'000'000));
  EXPECT_TRUE(allowance.IsCancelled());
  EXPECT_EQ(allowance.end(), End::kCancelled);
}

// The first end stands.
TEST(Allowance, CancelledAfterItsEnd_EndsAsBefore) {
  std::stop_source source;
  Allowance allowance(0, std::nullopt, source.get_token());
  EXPECT_FALSE(allowance.Take(1));
  source.request_stop();
  EXPECT_FALSE(allowance.IsCancelled());
  EXPECT_EQ(allowance.end(), End::kWork);
}

TEST(Allowance, ATokenThatNobodyCanUse_LimitsNothing) {
  EXPECT_FALSE(Allowance(Allowance::kUnlimited, std::nullopt, std::stop_token())
                   .limited());
}

}  // namespace
}  // namespace tokenfare::internal
