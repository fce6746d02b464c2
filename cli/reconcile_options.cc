// A day that was given holds for all responses; today only for those that do
// not say when they were created.

#include "tokenfare/cli/reconcile_options.h"

#include "absl/status/statusor.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::cli {

absl::Status FillReconcileOptions(const CatalogueOptions& given,
                                  const Catalogue& catalogue,
                                  ReconcileOptions& options) {
  const absl::StatusOr<Date> day = given.Day();
  if (!day.ok()) return day.status();
  if (given.has_day()) options.as_of = *day;
  options.undated_as_of = *day;
  if (given.provider().has_value()) options.provider = *given.provider();
  options.catalogue = &catalogue;
  return absl::OkStatus();
}

}  // namespace tokenfare::cli
