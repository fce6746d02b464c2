// The option --rules: rules of the user's own over the embedded ones.

#ifndef TOKENFARE_CLI_RULES_OPTION_H_
#define TOKENFARE_CLI_RULES_OPTION_H_

#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::cli {

class RulesOption {
 public:
  // Declares the option on `app`; this must outlive the parsing.
  void AddTo(CLI::App& app);

  // The rules of `catalogue`'s data, with those of the file over them; nothing
  // where the program's own hold.
  absl::StatusOr<std::optional<Rules>> Load(
      const CatalogueOptions& catalogue) const;

 private:
  std::string file_;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_RULES_OPTION_H_
