// -e ENCODING and -m MODEL, as count, encode and decode have them.

#ifndef TOKENFARE_CLI_ENCODING_OPTION_H_
#define TOKENFARE_CLI_ENCODING_OPTION_H_

#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::cli {

class EncodingOption {
 public:
  // Declares both options on `app`; this must outlive the parsing.
  void AddTo(CLI::App& app);

  // The encoding asked for; o200k_base where none is. NotFound, with
  // the nearest names, for one that is unknown.
  absl::StatusOr<const Encoding*> Resolve() const;

 private:
  std::optional<std::string> encoding_;
  std::optional<std::string> model_;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_ENCODING_OPTION_H_
