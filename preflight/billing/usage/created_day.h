// The day of a response, as logs write it.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_CREATED_DAY_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_CREATED_DAY_H_

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

// The day in UTC of `object`'s field `key`: seconds since 1970, whole or
// with a fraction, or such a number in a string, or a date and time by ISO 8601
// ("2025-11-22", "2025-11-22T09:30:00.5+02:00"; without a zone it is UTC).
// Nothing where it is absent or null. InvalidArgument with the path for others.
absl::StatusOr<std::optional<Date>> ReadCreated(const JsonValue& object,
                                                std::string_view key,
                                                std::string_view path);

// The same of a number in any unit: by its size it is of seconds, milliseconds,
// microseconds or nanoseconds, which no two days between 1973 and 5138 share;
// of seconds with their nanoseconds, [1763769600, 5]; and 0 says nothing.
absl::StatusOr<std::optional<Date>> ReadTimestamp(const JsonValue& object,
                                                  std::string_view key,
                                                  std::string_view path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_CREATED_DAY_H_
