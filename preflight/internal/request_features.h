// What a request rests on, for counting the evidence that recordings give.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_REQUEST_FEATURES_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_REQUEST_FEATURES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

struct RequestFeatures {
  // As in EvidenceSubject (evidence.h).
  std::string family;
  // The id of the model's card.
  std::string model;
  // Each once.
  std::vector<Feature> features;
  // How far each may be from its rule where nothing shows it.
  Deviations unshown;
  // Some part is doubtful for another reason than what recordings show.
  bool doubted = false;
};

// Of `body`, sent to `model` of the default provider on the day. Errors and
// cost as Check (preflight.h), without counting.
absl::StatusOr<RequestFeatures> FeaturesOf(std::string_view body,
                                           std::string_view model, Date as_of);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_REQUEST_FEATURES_H_
