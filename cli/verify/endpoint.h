// Asks a count endpoint, by libcurl: the only code of the project that sends.

#ifndef TOKENFARE_CLI_VERIFY_ENDPOINT_H_
#define TOKENFARE_CLI_VERIFY_ENDPOINT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace tokenfare::cli {

struct Endpoint {
  std::string url;
  std::string key;
  // For each try, and how many follow the first.
  uint64_t timeout_seconds = 0;
  uint64_t retries = 0;
};

// An error unless a key may be sent to `url`: https, or http to a loopback
// address, without a user's name in it.
absl::Status RefuseUnsafeUrl(const std::string& url);

// An error where `key` cannot be a header's.
absl::Status RefuseBadKey(const std::string& key);

// The answer to a POST of `body`. Waits and tries again on 429 and 5xx, as
// Retry-After says. Follows no redirect. Errors have the provider's words and
// never the key.
absl::StatusOr<std::string> AskCount(const Endpoint& endpoint,
                                     const std::string& body);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_VERIFY_ENDPOINT_H_
