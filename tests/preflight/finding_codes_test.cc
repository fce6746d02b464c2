// The texts of codes.

#include "tokenfare/preflight/internal/finding_codes.h"

#include <set>
#include <span>
#include <string_view>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

void ExpectDistinct(std::span<const std::string_view> codes) {
  std::set<std::string_view> seen;
  for (const std::string_view code : codes) {
    EXPECT_NE(code, "");
    EXPECT_TRUE(seen.insert(code).second) << code;
  }
}

TEST(FindingCodes, EachHasATextOfItsOwn) {
  ExpectDistinct(ReasonCodes());
  ExpectDistinct(WarningCodes());
  ExpectDistinct(AssumptionCodes());
}

TEST(FindingCodes, AreInTheOrderOfTheirValues) {
  EXPECT_EQ(CodeOf(Reason::kInputLimitExceeded), "input_limit_exceeded");
  EXPECT_EQ(CodeOf(Reason::kTierUnavailable), "tier_unavailable");
  EXPECT_EQ(CodeOf(Reason::kModelRetired), "model_retired");
  EXPECT_EQ(CodeOf(Reason::kLimitUnknown), "limit_unknown");
  EXPECT_EQ(CodeOf(Reason::kOverMaxInputTokens), "over_max_input_tokens");
  EXPECT_EQ(CodeOf(Warning::kModelDeprecated), "model_deprecated");
  EXPECT_EQ(CodeOf(Warning::kCountStopped), "count_stopped");
  EXPECT_EQ(CodeOf(Warning::kPreviousModel), "previous_model");
  EXPECT_EQ(CodeOf(Assumption::kFineTuned), "fine_tuned");
  EXPECT_EQ(CodeOf(Assumption::kServedTier), "served_tier");
  EXPECT_EQ(CodeOf(Assumption::kOutputTokens), "output_tokens");
}

}  // namespace
}  // namespace tokenfare::internal
