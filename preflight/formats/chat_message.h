// Reads one message of a request.

#ifndef TOKENFARE_PREFLIGHT_FORMATS_CHAT_MESSAGE_H_
#define TOKENFARE_PREFLIGHT_FORMATS_CHAT_MESSAGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/formats/chat_request.h"
#include "tokenfare/preflight/verdict.h"

namespace tokenfare::internal {

// Warnings beyond these are left out, so that a hostile body cannot make a
// verdict larger than itself.
inline constexpr size_t kMostWarnings = 50;

// The message that `json` at `path` is. Adds to `warnings` what it does not
// know.
absl::StatusOr<Message> ReadMessage(const JsonValue& json, std::string path,
                                    std::vector<Finding>& warnings);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_FORMATS_CHAT_MESSAGE_H_
