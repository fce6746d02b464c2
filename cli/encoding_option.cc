#include "tokenfare/cli/encoding_option.h"

#include <optional>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/cli/data_source.h"
#include "tokenfare/preflight/model_encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::cli {
namespace {

// A count without options should be right for as many current models as one
// encoding can be: gpt-4o, 4.1, 5 and the o-series share this one.
constexpr std::string_view kDefaultEncoding = "o200k_base";

absl::StatusOr<const Encoding*> OfModel(std::string_view model) {
  absl::StatusOr<std::string> name = EncodingNameOf(model);
  if (!name.ok()) {
    // Newer data may know it; those that the program knows do not change.
    const absl::StatusOr<std::optional<DataBundle>> data = DataOfEnvironment();
    if (!data.ok()) return data.status();
    if (data->has_value()) name = EncodingNameOf(model, (*data)->catalogue());
  }
  if (!name.ok()) return name.status();
  return GetEncoding(*name);
}

// The encoding of that name; an error that names -m for a model's.
absl::StatusOr<const Encoding*> Named(const std::string& name) {
  absl::StatusOr<const Encoding*> encoding = GetEncoding(name);
  if (encoding.ok()) return encoding;
  const absl::StatusOr<std::string> of_model = EncodingNameOf(name);
  if (!of_model.ok()) return encoding;
  return absl::NotFoundError(
      fmt::format("\"{}\" is a model, not an encoding: use -m {}, whose "
                  "encoding is {}",
                  name, name, *of_model));
}

}  // namespace

void EncodingOption::AddTo(CLI::App& app) {
  CLI::Option* encoding =
      app.add_option("-e,--encoding", encoding_,
                     "An encoding by name; o200k_base unless -m is given")
          ->type_name("ENCODING");
  app.add_option("-m,--model", model_,
                 "The encoding of this model; a fine-tune (ft:...) has that of "
                 "its base")
      ->type_name("MODEL")
      ->excludes(encoding);
}

absl::StatusOr<const Encoding*> EncodingOption::Resolve() const {
  if (model_.has_value()) return OfModel(*model_);
  if (encoding_.has_value()) return Named(*encoding_);
  return GetEncoding(kDefaultEncoding);
}

}  // namespace tokenfare::cli
