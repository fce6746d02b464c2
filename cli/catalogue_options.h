// --as-of, --provider, --data and --catalogue, as check and models have them,
// and how errors name options.

#ifndef TOKENFARE_CLI_CATALOGUE_OPTIONS_H_
#define TOKENFARE_CLI_CATALOGUE_OPTIONS_H_

#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/data_bundle.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::cli {

class CatalogueOptions {
 public:
  // Declares the options on `app`; this must outlive the parsing.
  void AddTo(CLI::App& app);

  // The day of --as-of, or today in UTC: the only place that reads the clock.
  absl::StatusOr<Date> Day() const;
  // Whether --as-of was given.
  bool has_day() const { return as_of_.has_value(); }

  // The data of --data or of the environment (data_source.h); null where those
  // of the program hold. Read once, and lives as long as this. Says on standard
  // error what to know of a file of --data.
  absl::StatusOr<const DataBundle*> Data() const;

  // The catalogue of Data, with the file of --catalogue over it. An error too
  // where it has nothing of --provider.
  absl::StatusOr<Catalogue> Load() const;

  // The same without looking at --provider.
  absl::StatusOr<Catalogue> LoadForAnyProvider() const;

  // Nothing where --provider was not given.
  const std::optional<std::string>& provider() const { return provider_; }

 private:
  std::optional<std::string> as_of_;
  std::optional<std::string> provider_;
  std::optional<std::string> file_;
  std::optional<std::string> data_file_;
  mutable std::optional<absl::StatusOr<const DataBundle*>> read_;
  mutable std::optional<DataBundle> data_;
};

// The message of an error about one of these options, by its name on the
// command line: "--model: ..."; nothing where it is about none (OptionAtFault
// in preflight/check.h).
std::optional<std::string> OptionMessage(const absl::Status& error);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_CATALOGUE_OPTIONS_H_
