#include "tokenfare/pricing/date.h"

#include <string>

#include "gtest/gtest.h"

namespace tokenfare {
namespace {

using std::chrono::days;

TEST(Date, Parse_RealDays_CountsFromTheEpoch) {
  EXPECT_EQ(*ParseDate("1970-01-01"), Date(days(0)));
  EXPECT_EQ(*ParseDate("1970-03-01"), Date(days(59)));
  EXPECT_EQ(*ParseDate("2000-02-29"), Date(days(11016)));
  // 1,795,305,600 seconds after the epoch, by date(1).
  EXPECT_EQ(*ParseDate("2026-11-22"), Date(days(1'795'305'600 / 86'400)));
}

TEST(Date, Format_ParsedText_IsTheText) {
  for (const char* text :
       {"0001-01-01", "1969-12-31", "2024-02-29", "2026-11-22", "9999-12-31"}) {
    EXPECT_EQ(FormatDate(*ParseDate(text)), text);
  }
}

TEST(Date, Parse_NotADate_NamesTheText) {
  for (const char* text :
       {"", "2026", "2026-1-2", "2026-11-22 ", "2026/11/22", "22-11-2026",
        "2026-11-2x", "-026-11-22", "+026-11-22", "2026-02-30", "2026-13-01",
        "2026-00-01", "2026-01-00", "2023-02-29", "0000-01-01"}) {
    const absl::StatusOr<Date> date = ParseDate(text);
    ASSERT_EQ(date.status().code(), absl::StatusCode::kInvalidArgument) << text;
    const std::string message(date.status().message());
    EXPECT_NE(message.find(text), std::string::npos) << message;
    EXPECT_NE(message.find("YYYY-MM-DD"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace tokenfare
