// Tells formats apart.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_DETECT_H_
#define TOKENFARE_PREFLIGHT_FORMATS_DETECT_H_

#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/formats/format.h"

namespace tokenfare::internal {

// All that are read.
std::span<const Format* const> Formats();

// The format that `root`, an object, is a body of; null where no format has it.
const Format* DetectFormat(const JsonValue& root);

// The format of that name. NotFound, with the names there are.
absl::StatusOr<const Format*> FindFormat(std::string_view name);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_DETECT_H_
