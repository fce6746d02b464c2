// Models, prices, rules and their evidence as one file that can be newer than
// the program.
//
//   absl::StatusOr<tokenfare::DataBundle> data =
//       tokenfare::DataBundle::Load("tokenfare_data.json");
//   if (!data.ok()) return Refuse(data.status());
//   options.catalogue = &data->catalogue();
//   options.rules = &data->rules();
//
// `./dev bundle FILE` writes one. A program that gives none has the data that
// it was built with; the library looks for no file by itself.

#ifndef TOKENFARE_PREFLIGHT_DATA_BUNDLE_H_
#define TOKENFARE_PREFLIGHT_DATA_BUNDLE_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/rules.h"
#include "tokenfare/pricing/date.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The day on which data were put together, and the how many-th of that day they
// are. Later is greater.
struct DataVersion {
  Date day{};
  int serial = 1;

  // "2026.11.29.1", to the serial number 9999. InvalidArgument for anything
  // else.
  static absl::StatusOr<DataVersion> Parse(std::string_view text);
  std::string ToString() const;

  auto operator<=>(const DataVersion&) const = default;
};

// That of the data that are part of the library.
DataVersion BuiltInDataVersion();

// Immutable, and shared by its copies; any number of threads may use one.
class DataBundle {
 public:
  // More is refused.
  static constexpr size_t kMaxBytes = size_t{64} << 20;

  // The bundle that `json` is. The text is taken as hostile, the SHA-256 sums
  // of all parts are compared. `name` stands in errors for the file. Linear,
  // some 20 ms. Errors:
  //   InvalidArgument    with the name, the part and the JSON path: no bundle,
  //   a
  //                      damaged one, or one that needs a later program, which
  //                      is named
  //   ResourceExhausted  over kMaxBytes
  static absl::StatusOr<DataBundle> Parse(std::string_view json,
                                          std::string_view name);
  // The same of a file; NotFound or PermissionDenied where it cannot be read.
  static absl::StatusOr<DataBundle> Load(const std::string& path);

  const DataVersion& version() const { return version_; }
  const Catalogue& catalogue() const { return catalogue_; }
  // With the bundle's own evidence, so figures that rest on them may be exact.
  // Of an endpoint that the bundle does not have the embedded ones hold.
  const Rules& rules() const { return rules_; }
  // The places of what a later program wrote and this one passed over; it says
  // more of a model or a recording, and changes no figure. At most some 100.
  const std::vector<std::string>& ignored() const { return ignored_; }

 private:
  DataBundle(DataVersion version, Catalogue catalogue, Rules rules,
             std::vector<std::string> ignored)
      : version_(version),
        catalogue_(std::move(catalogue)),
        rules_(std::move(rules)),
        ignored_(std::move(ignored)) {}

  DataVersion version_;
  Catalogue catalogue_;
  Rules rules_;
  std::vector<std::string> ignored_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_DATA_BUNDLE_H_
