// The option stands in a payload of the status, beside the message.

#include "tokenfare/preflight/internal/option_error.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/cord.h"
#include "fmt/format.h"
#include "tokenfare/support/status_message.h"

namespace tokenfare::internal {
namespace {

constexpr const char* kOptionUrl = "tokenfare/option";

constexpr std::array<std::string_view, 4> kOptionNames = {
    "provider", "model", "service_tier", "format"};

}  // namespace

absl::Status OptionError(std::string_view option, const absl::Status& cause) {
  absl::Status error(cause.code(),
                     fmt::format("{}: {}", option, MessageOf(cause)));
  // Not of a std::string: gcc and newer clang mangle that constructor, a
  // template, in different ways.
  error.SetPayload(kOptionUrl,
                   absl::Cord(absl::string_view(option.data(), option.size())));
  return error;
}

bool KnowsProvider(const Catalogue& catalogue, std::string_view provider) {
  return std::ranges::binary_search(catalogue.providers(), provider);
}

std::string_view OptionOf(const absl::Status& error) {
  const auto option = error.GetPayload(kOptionUrl);
  if (!option.has_value()) return {};
  const auto* found = std::ranges::find_if(
      kOptionNames,
      [&](std::string_view name) { return std::string(*option) == name; });
  return found == kOptionNames.end() ? std::string_view() : *found;
}

}  // namespace tokenfare::internal
