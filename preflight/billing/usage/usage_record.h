// What a response says of itself and of its bill: model, time, tier, `usage`.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_RECORD_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_RECORD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {

struct UsageRecord {
  // Whose response it is, as "/v1/responses"; empty where it does not say.
  std::string_view endpoint;
  // It came as a stream of events.
  bool is_stream = false;
  // Empty where the response does not say.
  std::string model;
  std::optional<Date> created;
  // As the response says it: "default".
  std::optional<std::string> service_tier;
  // Of an answer in a batch; otherwise empty.
  std::string custom_id;
  BilledUsage usage;
  // The paths of the members of `usage` that are not known.
  std::vector<std::string> unknown_fields;
};

// Of a response of any endpoint that states its `usage`, or the last chunk of a
// stream: `model`, `created` or `created_at`, `service_tier` and `usage`.
// Errors are InvalidArgument, begin with the path of the fault below `path`,
// and say what would be right: a missing or wrong field, parts that are more
// than their whole, a total that is no sum, a response that was not finished.
absl::StatusOr<UsageRecord> ReadResponse(const JsonValue& response,
                                         std::string_view path);

// The same of a flat record, as logs hold it: `response_model` or else `model`,
// `created`, `service_tier`, `prompt_tokens`, `completion_tokens` (or
// `input_tokens`, `output_tokens`) and the detail fields beside them.
// `audio_tokens`, `image_tokens` and `text_tokens` are those of the prompt.
absl::StatusOr<UsageRecord> ReadFlatRecord(const JsonValue& record,
                                           std::string_view path);

// Reads all but `usage`. What `object` does not say stays as it was.
absl::Status ReadOrigin(const JsonValue& object, std::string_view model_key,
                        std::string_view path, UsageRecord& record);

// Why `response` has no `usage`, and what to do.
std::string WhyNoUsage(const JsonValue& response);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_USAGE_RECORD_H_
