// Any bytes as the body of a request: reading it, rendering it, counting it and
// judging it.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/verdict_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tokenfare::CheckInvariants({reinterpret_cast<const char*>(data), size},
                             tokenfare::FuzzOptions());
  return 0;
}
