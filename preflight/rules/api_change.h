// A change of the API that recordings show from two sides.

#ifndef TOKENFARE_PREFLIGHT_RULES_API_CHANGE_H_
#define TOKENFARE_PREFLIGHT_RULES_API_CHANGE_H_

#include <chrono>

#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

constexpr Date Day(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) /
         std::chrono::day(day);
}

// The last day on which a recording shows the old rule, and the first on which
// one shows the new. Between them either may hold.
struct Change {
  Date last_old;
  Date first_new;
};

enum class Side { kBefore, kBetween, kAfter };

inline Side SideOf(const Change& change, Date as_of) {
  if (as_of <= change.last_old) return Side::kBefore;
  return as_of < change.first_new ? Side::kBetween : Side::kAfter;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_API_CHANGE_H_
