// Where rendering ends with the allowance.

#include "tokenfare/preflight/dialects/parts/render_input.h"

#include <cstdint>

namespace tokenfare::internal {

// What rendering one is worth, apart from its texts, which count when they are
// counted.
constexpr uint64_t kRenderWork = 64;

bool MayRender(const RenderInput& input, size_t index, Prompt& prompt,
               size_t always) {
  if (input.allowance.Take(kRenderWork) || index < always) return true;
  prompt.complete = false;
  return false;
}

}  // namespace tokenfare::internal
