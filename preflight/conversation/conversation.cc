// Words for roles, and for ranges of turns.

#include "tokenfare/preflight/conversation/conversation.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "fmt/format.h"

namespace tokenfare::internal {

std::string_view RoleName(Role role) {
  constexpr std::array<std::string_view, 6> kRoleNames = {
      "system", "developer", "user", "assistant", "tool", "function"};
  return kRoleNames[static_cast<size_t>(role)];
}

std::string Conversation::LabelOfRange(const Origin& first,
                                       const Origin& last) const {
  const std::string begin = PathOf(first);
  const std::string end = PathOf(last);
  const size_t index = end.rfind('[');
  if (index == std::string::npos || begin.back() != ']') {
    return fmt::format("{} to {}", LabelOf(begin), LabelOf(end));
  }
  return fmt::format(
      "{}..{}", LabelOf(std::string_view(begin).substr(0, begin.size() - 1)),
      std::string_view(end).substr(index + 1));
}

bool HasImage(const Conversation& conversation) {
  return std::ranges::any_of(conversation.turns, [](const Turn& turn) {
    return std::ranges::any_of(turn.content, [](const Item& item) {
      return item.kind == Item::Kind::kImage;
    });
  });
}

}  // namespace tokenfare::internal
