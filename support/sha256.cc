// PicoSHA2 behind one function, so that its header is compiled once.

#include "tokenfare/support/sha256.h"

#include "tokenfare/third_party/picosha2/picosha2.h"

namespace tokenfare::internal {

std::string Sha256Hex(std::string_view bytes) {
  return picosha2::hash256_hex_string(bytes.begin(), bytes.end());
}

}  // namespace tokenfare::internal
