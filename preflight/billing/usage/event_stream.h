// Responses that came as a stream of server-sent events.

#ifndef TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_STREAM_H_
#define TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_STREAM_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/preflight/billing/usage/usage_record.h"

namespace tokenfare::internal {

// Whether the text begins as a stream does: "data: ...", "event: ...", a
// comment. No JSON does.
bool IsEventStream(std::string_view text);

// What the stream says of itself and of its bill: chunks of
// /v1/chat/completions, whose last usage counts, or events of /v1/responses,
// whose last one has the whole response. Linear; parses one event at a time.
// Errors are InvalidArgument or ResourceExhausted, begin with the line of the
// event ("line 12: $.usage: ...") where one is at fault, and say what to do
// where the stream has no usage or was cut off before it.
absl::StatusOr<UsageRecord> ReadEventStream(std::string_view text);

// What `text`, a response as it was received, says: a stream or JSON.
absl::StatusOr<UsageRecord> ReadResponseText(std::string_view text);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_USAGE_EVENT_STREAM_H_
