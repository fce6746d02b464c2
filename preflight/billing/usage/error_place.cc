#include "tokenfare/preflight/billing/usage/error_place.h"

#include <string>

#include "fmt/format.h"

namespace tokenfare::internal {

absl::Status At(std::string_view place, const absl::Status& status) {
  const std::string message(status.message());
  const bool joins = place.starts_with('$') && message.starts_with('$');
  return absl::Status(status.code(),
                      joins ? fmt::format("{}{}", place, message.substr(1))
                            : fmt::format("{}: {}", place, message));
}

}  // namespace tokenfare::internal
