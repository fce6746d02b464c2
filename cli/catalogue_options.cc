#include "tokenfare/cli/catalogue_options.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
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
  app.add_option("--catalogue", file_,
                 "A JSON file of models and prices that adds to the built-in "
                 "ones or replaces them")
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

absl::StatusOr<Catalogue> CatalogueOptions::LoadForAnyProvider() const {
  if (!file_.has_value()) return Catalogue::BuiltIn();
  return Catalogue::BuiltIn().WithOverlayFile(*file_);
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
