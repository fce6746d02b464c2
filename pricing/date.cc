#include "tokenfare/pricing/date.h"

#include <cstddef>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The number that `digits` spell; the caller has checked them.
int NumberOf(std::string_view digits) {
  int number = 0;
  for (char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

bool LooksLikeDate(std::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : !IsDigit(text[i])) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Date> ParseDate(std::string_view text) {
  if (!LooksLikeDate(text)) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is not a date; write it as YYYY-MM-DD", text.substr(0, 40)));
  }
  const std::chrono::year_month_day day{
      std::chrono::year(NumberOf(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(NumberOf(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(NumberOf(text.substr(8, 2))))};
  if (!day.ok() || day.year() < std::chrono::year(1)) {
    return absl::InvalidArgumentError(
        fmt::format("there is no day {}; write a date as YYYY-MM-DD", text));
  }
  return Date{day};
}

std::string FormatDate(Date date) {
  const std::chrono::year_month_day day(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace tokenfare
