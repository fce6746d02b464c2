// Reads a request of any format.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_READ_REQUEST_H_
#define TOKENFARE_PREFLIGHT_FORMATS_READ_REQUEST_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "tokenfare/json/document.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/conversation/conversation.h"

namespace tokenfare::internal {

// The request in `body`, which may go afterwards. `format` is the name of its
// format; where it is empty, the fields of the body tell. What is of no format
// that is read is named in the error (document_kind.h). Errors as Check
// (preflight.h). Linear.
absl::StatusOr<Conversation> ReadRequest(std::string_view body,
                                         const RequestLimits& limits,
                                         std::string_view format = {});

// The same of a request that was sent before: alone, or as {"request": ...,
// "response": ...}, whose response then continues its turns.
absl::StatusOr<Conversation> ReadPreviousRequest(std::string_view body,
                                                 const RequestLimits& limits);

// The same of `root`, a value of `document`, which may hold more (a record of a
// log).
absl::StatusOr<Conversation> ReadRequestIn(JsonDocument document,
                                           const JsonValue& root,
                                           std::string_view format = {});

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_READ_REQUEST_H_
