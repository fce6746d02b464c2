// What the bills of one family at one endpoint show.

#ifndef TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_GROUP_FIT_H_
#define TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_GROUP_FIT_H_

#include <vector>

#include "tokenfare/preflight/billing/calibration/period_fit.h"
#include "tokenfare/preflight/calibrate.h"

namespace tokenfare::internal {

// One entry, or one per model where the models differ. Names of the endpoint,
// the provider and the family are left empty.
std::vector<CalibratedRules> FitGroup(const std::vector<PairSeen>& pairs);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_GROUP_FIT_H_
