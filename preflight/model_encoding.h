// The encoding of a model: what the catalogue and tiktoken's table know.
//
//   absl::StatusOr<std::string> name =
//       tokenfare::EncodingNameOf("ft:gpt-4.1-mini-2025-04-14:acme::x");
//   // "o200k_base"

#ifndef TOKENFARE_PREFLIGHT_MODEL_ENCODING_H_
#define TOKENFARE_PREFLIGHT_MODEL_ENCODING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The name of the encoding of `model`, which is read as Catalogue::Resolve
// reads it: that of the model's card, and where the catalogue has none, that of
// tiktoken's table (EncodingNameForModel), whose prefixes know snapshots that
// the catalogue does not list. NotFound for any other, with near matches, and
// where the catalogue only assumes the encoding: a text has no bounds.
absl::StatusOr<std::string> EncodingNameOf(
    std::string_view model, const Catalogue& catalogue = Catalogue::BuiltIn());

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_MODEL_ENCODING_H_
