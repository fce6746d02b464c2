// Any bytes as the body of a request: reading it, rendering it, counting it and
// judging it, alone and as the request before itself.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/verdict_invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  tokenfare::CheckOptions options = tokenfare::FuzzOptions();
  tokenfare::CheckInvariants(body, options);
  options.explain = false;
  options.previous = body;
  tokenfare::CheckInvariants(body, options);
  return 0;
}
