// Where an error of a document within another stands.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_ERROR_PLACE_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_ERROR_PLACE_H_

#include <string_view>

#include "absl/status/status.h"

namespace tokenfare::internal {

// `status` with `place` before its message, whose "$" it replaces where the
// place is a path itself.
absl::Status At(std::string_view place, const absl::Status& status);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_ERROR_PLACE_H_
