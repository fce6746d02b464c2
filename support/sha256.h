// SHA-256 sums, for telling whether data are whole.

#ifndef TOKENFARE_SUPPORT_SHA256_H_
#define TOKENFARE_SUPPORT_SHA256_H_

#include <string>
#include <string_view>

namespace tokenfare::internal {

// The sum of `bytes` as 64 lower-case hexadecimal digits. Linear, some 200
// MB/s.
std::string Sha256Hex(std::string_view bytes);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_SHA256_H_
