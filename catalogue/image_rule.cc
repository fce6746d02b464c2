#include "tokenfare/catalogue/image_rule.h"

#include <array>
#include <utility>

#include "fmt/format.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

constexpr std::array<std::pair<ImageDetail, std::string_view>, 4> kDetails = {{
    {ImageDetail::kLow, "low"},
    {ImageDetail::kHigh, "high"},
    {ImageDetail::kAuto, "auto"},
    {ImageDetail::kOriginal, "original"},
}};

}  // namespace

std::string_view ImageDetailName(ImageDetail detail) {
  for (const auto& [known, name] : kDetails) {
    if (known == detail) return name;
  }
  return "";
}

std::optional<ImageDetail> ParseImageDetail(std::string_view name) {
  for (const auto& [detail, known] : kDetails) {
    if (known == name) return detail;
  }
  return std::nullopt;
}

std::string MultiplierText(const PatchImageRule& rule) {
  std::string text = fmt::format("{}.{:02}", rule.multiplier_hundredths / 100,
                                 rule.multiplier_hundredths % 100);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace tokenfare
