// The text of an error.

#ifndef TOKENFARE_SUPPORT_STATUS_MESSAGE_H_
#define TOKENFARE_SUPPORT_STATUS_MESSAGE_H_

#include <string>

#include "absl/status/status.h"

namespace tokenfare::internal {

// The message of `status` as a string of the standard library: Abseil's own
// string_view may be a type that fmt does not print.
inline std::string MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_STATUS_MESSAGE_H_
