#include "tokenfare/cli/catalogue_options.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/cli/data_source.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::cli {

void CatalogueOptions::AddTo(CLI::App& app) {
  app.add_option("--as-of", as_of_,
                 "The day for prices, retirement and rules, as 2026-11-22; "
                 "today (UTC) by default")
      ->type_name("DATE");
  app.add_option("-p,--provider", provider_,
                 "Whose listing of the model; openai or tokenhub")
      ->type_name("NAME");
  app.add_option(
         "--data", data_file_,
         "Models, prices and rules of this file instead of the built-in "
         "ones; TOKENFARE_DATA names one to be used where it is newer")
      ->type_name("FILE");
  app.add_option("--catalogue", file_,
                 "A JSON file of models and prices that adds to these or "
                 "replaces them")
      ->type_name("FILE");
}

absl::StatusOr<Date> CatalogueOptions::Day() const {
  if (!as_of_.has_value()) {
    return std::chrono::floor<std::chrono::days>(
        std::chrono::system_clock::now());
  }
  absl::StatusOr<Date> day = ParseDate(*as_of_);
  if (day.ok()) return day;
  return absl::InvalidArgumentError(
      fmt::format("--as-of: {}", MessageOf(day.status())));
}

absl::StatusOr<const DataBundle*> CatalogueOptions::Data() const {
  if (read_.has_value()) return *read_;
  absl::StatusOr<std::optional<DataBundle>> data =
      data_file_.has_value() ? DataOfFile(*data_file_) : DataOfEnvironment();
  if (data.ok()) {
    data_ = *std::move(data);
    read_ = data_.has_value() ? &*data_ : nullptr;
  } else {
    read_ = data.status();
  }
  return *read_;
}

absl::StatusOr<Catalogue> CatalogueOptions::LoadForAnyProvider() const {
  const absl::StatusOr<const DataBundle*> data = Data();
  if (!data.ok()) return data.status();
  const Catalogue& catalogue =
      *data == nullptr ? Catalogue::BuiltIn() : (*data)->catalogue();
  return file_.has_value() ? catalogue.WithOverlayFile(*file_) : catalogue;
}

absl::StatusOr<Catalogue> CatalogueOptions::Load() const {
  absl::StatusOr<Catalogue> catalogue = LoadForAnyProvider();
  if (!catalogue.ok() || !provider_.has_value()) return catalogue;
  const std::vector<std::string_view> known = catalogue->providers();
  if (std::find(known.begin(), known.end(), *provider_) != known.end()) {
    return catalogue;
  }
  return absl::NotFoundError(fmt::format(
      "--provider: unknown provider \"{}\"; known are {}{}", *provider_,
      fmt::join(known, ", "), internal::DidYouMean(*provider_, known)));
}

std::optional<std::string> OptionMessage(const absl::Status& error) {
  const std::string_view option = OptionAtFault(error);
  if (option.empty()) return std::nullopt;
  // Only this one has another name here.
  const std::string_view name = option == "service_tier" ? "tier" : option;
  return fmt::format("--{}{}", name, MessageOf(error).substr(option.size()));
}

}  // namespace tokenfare::cli
