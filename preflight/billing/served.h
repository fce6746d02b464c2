// How a request was served, by what its response says.

#ifndef TOKENFARE_PREFLIGHT_BILLING_SERVED_H_
#define TOKENFARE_PREFLIGHT_BILLING_SERVED_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"
#include "tokenfare/preflight/conversation/conversation.h"
#include "tokenfare/preflight/internal/subject.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// The day of prices and rules, and how the request was served.
struct Served {
  Date as_of{};
  std::string model;
  ServiceTier tier = ServiceTier::kStandard;
  std::vector<Finding> warnings;
};

// By the options, or else as the response says, or else as the request asks.
// Errors are about the response, or an option (OptionError).
absl::StatusOr<Served> FindServed(const UsageRecord& record,
                                  const Conversation& request,
                                  const ReconcileOptions& options);

// Of the model that served it. Errors as FindServed.
absl::StatusOr<Subject> SubjectServed(const Conversation& request,
                                      const Served& served,
                                      const ReconcileOptions& options);

Finding WarningOf(std::string_view code, std::string message);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_SERVED_H_
