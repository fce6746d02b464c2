// Check of requests that are parsed: several models are tried on one request.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_CHECK_REQUEST_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_CHECK_REQUEST_H_

#include "absl/status/statusor.h"
#include "tokenfare/preflight/internal/chat_request.h"
#include "tokenfare/preflight/preflight.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// As Check of the body that `request` was parsed from; `previous` is parsed
// from CheckOptions::previous, and null where that is not given.
absl::StatusOr<Verdict> CheckRequest(const ChatRequest& request,
                                     const ChatRequest* previous,
                                     const CheckOptions& options);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_CHECK_REQUEST_H_
