// The build defines it.

#include "tokenfare/preflight/rules/data_version.h"

namespace tokenfare::internal {

std::string_view BuiltInDataVersionText() { return TOKENFARE_DATA_VERSION; }

}  // namespace tokenfare::internal
