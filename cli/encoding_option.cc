#include "tokenfare/cli/encoding_option.h"

#include <string_view>

#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::cli {
namespace {

// A count without options should be right for as many current models as one
// encoding can be: gpt-4o, 4.1, 5 and the o-series share this one.
constexpr std::string_view kDefaultEncoding = "o200k_base";

}  // namespace

void EncodingOption::AddTo(CLI::App& app) {
  CLI::Option* encoding =
      app.add_option("-e,--encoding", encoding_,
                     "An encoding by name; o200k_base unless -m is given")
          ->type_name("ENCODING");
  app.add_option("-m,--model", model_, "The encoding of this model")
      ->type_name("MODEL")
      ->excludes(encoding);
}

absl::StatusOr<const Encoding*> EncodingOption::Resolve() const {
  if (model_.has_value()) return EncodingForModel(*model_);
  if (encoding_.has_value()) return GetEncoding(*encoding_);
  return GetEncoding(kDefaultEncoding);
}

}  // namespace tokenfare::cli
