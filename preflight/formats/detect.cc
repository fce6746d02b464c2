// The first format in the table whose body it is.

#include "tokenfare/preflight/formats/detect.h"

#include <algorithm>
#include <array>

#include "tokenfare/preflight/formats/openai_chat.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<const Format*, 1> kFormats = {&kOpenAiChat};

}  // namespace

std::span<const Format* const> Formats() { return kFormats; }

const Format* DetectFormat(const JsonValue& root) {
  const auto* found =
      std::find_if(kFormats.begin(), kFormats.end(),
                   [&](const Format* format) { return format->is_body(root); });
  return found == kFormats.end() ? nullptr : *found;
}

}  // namespace tokenfare::internal
