// How reconcile, calibrate and verify take the options that they share.

#ifndef TOKENFARE_CLI_RECONCILE_OPTIONS_H_
#define TOKENFARE_CLI_RECONCILE_OPTIONS_H_

#include "absl/status/status.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/cli/catalogue_options.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::cli {

// Sets the days, the provider and the catalogue of `options` as the command
// line says; rules are the caller's. `catalogue` must outlive `options`. An
// error where --as-of is no day; nothing is set then.
absl::Status FillReconcileOptions(const CatalogueOptions& given,
                                  const Catalogue& catalogue,
                                  ReconcileOptions& options);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_RECONCILE_OPTIONS_H_
