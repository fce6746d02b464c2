// Names that a caller gives beside a request.

#ifndef TOKENFARE_CATALOGUE_CHECK_NAMES_H_
#define TOKENFARE_CATALOGUE_CHECK_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/catalogue/catalogue.h"

namespace [[gnu::visibility("default")]] tokenfare {

// What the caller calls the names, for messages: "--model", "--tier".
struct NameLabels {
  std::string_view model;
  std::string_view service_tier;
};

// Whether `model` and `service_tier`, as far as they are given, are names that
// are known: a check would report them as the request's. "auto" is a request's
// to say and names no tier. NotFound with near matches, the label before it.
absl::Status CheckNames(const Catalogue& catalogue, std::string_view provider,
                        const std::optional<std::string>& model,
                        const std::optional<std::string>& service_tier,
                        const NameLabels& labels);

}  // namespace tokenfare

#endif  // TOKENFARE_CATALOGUE_CHECK_NAMES_H_
