#include "bench/accuracy/evidence.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <string_view>

#include "fmt/format.h"

namespace tokenfare::bench {
namespace {

using internal::Feature;

// As evidence.cc has it.
constexpr size_t kSourcesNeeded = 2;

// kTextParts of "text_parts".
std::string ConstantOf(Feature feature) {
  std::string constant = "k";
  bool upper = true;
  for (const char c : internal::FeatureName(feature)) {
    if (c == '_') {
      upper = true;
      continue;
    }
    constant += upper ? static_cast<char>(std::toupper(c)) : c;
    upper = false;
  }
  return constant;
}

std::string DayText(const std::optional<Date>& date) {
  const std::chrono::year_month_day day(date.value_or(Date{}));
  return fmt::format("Day({}, {}, {})", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace

std::vector<Evidence::Key> Evidence::KeysOf(
    const internal::RequestFeatures& features) {
  std::vector<Key> keys;
  for (const Feature feature : features.features) {
    if (feature == Feature::kModel) {
      keys.push_back({features.model, feature});
    } else {
      keys.push_back(
          {internal::IsOfAnyModel(feature) ? "any" : features.generation,
           feature});
    }
  }
  return keys;
}

void Evidence::Add(const Recording& recording, const Prediction& prediction,
                   const std::optional<internal::RequestFeatures>& features) {
  if (!recording.suspect.empty() || !features.has_value() ||
      !prediction.input.has_value()) {
    return;
  }
  std::vector<Key> keys = KeysOf(*features);
  // Models with the same rules share what they show.
  for (size_t i = keys.size(); i-- > 0 && !features->dialect.empty();) {
    if (keys[i].first == features->generation) {
      keys.push_back({features->dialect, keys[i].second});
    }
  }
  for (const Key& key : keys) {
    Shown& shown = shown_[key];
    if (prediction.input->expected != recording.billed) {
      if (!features->doubted && !recording.unsupported) ++shown.contradicted;
      continue;
    }
    Count& count = shown.sources[recording.repository];
    ++count.recordings;
    if (!recording.created.has_value()) continue;
    const Date day = *recording.created;
    count.first = std::min(count.first.value_or(day), day);
    count.last = std::max(count.last.value_or(day), day);
  }
}

Prediction Evidence::Without(
    const std::string& repository, const Prediction& prediction,
    const std::optional<internal::RequestFeatures>& features) const {
  Prediction left = prediction;
  if (!prediction.input.has_value() || !features.has_value()) return left;
  for (const Key& key : KeysOf(*features)) {
    const size_t own = SourcesOf(key, repository);
    const auto found = shown_.find(key);
    const bool contradicted =
        found != shown_.end() && found->second.contradicted > 0;
    const size_t shared =
        contradicted ? 0
                     : SourcesOf({features->dialect, key.second}, repository);
    if (own >= 1 && (key.second == Feature::kModel ||
                     std::max(own, shared) >= kSourcesNeeded)) {
      continue;
    }
    // What the product knows to be uncertain is in the bounds already.
    if (prediction.input->exact) {
      const internal::Deviation deviation = internal::DeviationOf(key.second);
      left.input->low += deviation.low;
      left.input->high += deviation.high;
    }
    left.input->exact = false;
  }
  return left;
}

size_t Evidence::SourcesOf(const Key& key, const std::string& left_out) const {
  const auto found = shown_.find(key);
  if (found == shown_.end()) return 0;
  return found->second.sources.size() - found->second.sources.count(left_out);
}

std::string Evidence::Table() const {
  std::string rows;
  for (const auto& [key, shown] : shown_) {
    Count all;
    for (const auto& [repository, count] : shown.sources) {
      all.recordings += count.recordings;
      if (!count.first.has_value()) continue;
      all.first = std::min(all.first.value_or(*count.first), *count.first);
      all.last = std::max(all.last.value_or(*count.last), *count.last);
    }
    rows += fmt::format("{{\"{}\", Feature::{}, {}, {}, {}, {}, {}}},\n",
                        key.first, ConstantOf(key.second), all.recordings,
                        shown.sources.size(), shown.contradicted,
                        DayText(all.first), DayText(all.last));
  }
  return rows;
}

}  // namespace tokenfare::bench
