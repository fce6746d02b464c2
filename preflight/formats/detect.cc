// The first format in the table whose body it is.

#include "tokenfare/preflight/formats/detect.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/formats/fine_tuning.h"
#include "tokenfare/preflight/formats/openai_batch.h"
#include "tokenfare/preflight/formats/openai_chat.h"
#include "tokenfare/preflight/formats/openai_completions.h"
#include "tokenfare/preflight/formats/openai_embeddings.h"
#include "tokenfare/preflight/formats/openai_responses.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::internal {
namespace {

constexpr std::array<const Format*, 6> kFormatsRead = {
    &kOpenAiBatch,      &kOpenAiChat,      &kFineTuning,
    &kOpenAiEmbeddings, &kOpenAiResponses, &kOpenAiCompletions};

}  // namespace

std::span<const Format* const> Formats() { return kFormatsRead; }

const Format* DetectFormat(const JsonValue& root) {
  const auto* found =
      std::find_if(kFormatsRead.begin(), kFormatsRead.end(),
                   [&](const Format* format) { return format->is_body(root); });
  return found == kFormatsRead.end() ? nullptr : *found;
}

absl::StatusOr<const Format*> FindFormat(std::string_view name) {
  std::array<std::string_view, kFormatsRead.size()> names;
  std::transform(kFormatsRead.begin(), kFormatsRead.end(), names.begin(),
                 [](const Format* format) { return format->name; });
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return kFormatsRead[found - names.begin()];
  return absl::NotFoundError(fmt::format("unknown format {}; formats are {}{}",
                                         Quoted(name), fmt::join(names, ", "),
                                         DidYouMean(name, names)));
}

}  // namespace tokenfare::internal
