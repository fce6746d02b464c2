// Errors about an option and not about a request.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_OPTION_ERROR_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_OPTION_ERROR_H_

#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/catalogue/catalogue.h"

namespace tokenfare::internal {

// `cause` as an error that OptionAtFault (check.h) finds. `option` is the name
// of a member of the options, one that it lists.
absl::Status OptionError(std::string_view option, const absl::Status& cause);

// OptionAtFault.
std::string_view OptionOf(const absl::Status& error);

// Whether the catalogue has models of the provider. Linear in their number.
bool KnowsProvider(const Catalogue& catalogue, std::string_view provider);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_OPTION_ERROR_H_
