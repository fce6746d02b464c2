#include "tokenfare/support/near_match.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace tokenfare::internal {
namespace {

constexpr size_t kLongestName = 100;

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> NearMatches(
    std::string_view name, std::span<const std::string_view> candidates,
    size_t most) {
  if (name.empty() || name.size() > kLongestName) return {};
  const size_t farthest = std::max<size_t>(2, name.size() / 3);
  std::vector<std::pair<size_t, std::string_view>> near;
  for (std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > kLongestName) continue;
    const bool prefix =
        candidate.starts_with(name) || name.starts_with(candidate);
    const size_t distance = EditDistance(name, candidate);
    if (prefix || distance <= farthest) near.emplace_back(distance, candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  if (near.size() > most) near.resize(most);
  std::vector<std::string> names;
  names.reserve(near.size());
  for (const auto& [distance, candidate] : near) names.emplace_back(candidate);
  return names;
}

std::string DidYouMean(std::string_view name,
                       std::span<const std::string_view> candidates) {
  const std::vector<std::string> near = NearMatches(name, candidates);
  if (near.empty()) return "";
  return fmt::format("; did you mean \"{}\"?", fmt::join(near, "\", \""));
}

}  // namespace tokenfare::internal
