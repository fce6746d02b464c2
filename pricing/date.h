// Calendar days. Nothing in Tokenfare reads the clock behind the caller's back:
// whatever depends on the date takes it as an argument.

#ifndef TOKENFARE_PRICING_DATE_H_
#define TOKENFARE_PRICING_DATE_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace [[gnu::visibility("default")]] tokenfare {

// A day, without time zone. Two dates compare with <, ==, and subtract to
// std::chrono::days.
using Date = std::chrono::sys_days;

// The day that "YYYY-MM-DD" names, years 0001 to 9999. InvalidArgument for any
// other spelling and for days that do not exist (2026-02-30).
absl::StatusOr<Date> ParseDate(std::string_view text);

// "2026-11-22".
std::string FormatDate(Date date);

}  // namespace tokenfare

#endif  // TOKENFARE_PRICING_DATE_H_
