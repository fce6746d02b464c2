// The first format in the table whose body it is.

#include "tokenfare/preflight/formats/detect.h"

#include <algorithm>
#include <array>

#include "tokenfare/preflight/formats/openai_chat.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<const Format*, 1> kFormatsRead = {&kOpenAiChat};

}  // namespace

std::span<const Format* const> Formats() { return kFormatsRead; }

const Format* DetectFormat(const JsonValue& root) {
  const auto* found =
      std::find_if(kFormatsRead.begin(), kFormatsRead.end(),
                   [&](const Format* format) { return format->is_body(root); });
  return found == kFormatsRead.end() ? nullptr : *found;
}

}  // namespace tokenfare::internal
