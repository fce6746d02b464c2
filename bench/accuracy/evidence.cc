#include "bench/accuracy/evidence.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "nlohmann/json.hpp"

namespace tokenfare::bench {

using internal::Feature;

using Json = nlohmann::ordered_json;

void Evidence::Count::Add(const Count& other) {
  recordings += other.recordings;
  if (!other.first.has_value()) return;
  first = std::min(first.value_or(*other.first), *other.first);
  last = std::max(last.value_or(*other.last), *other.last);
}

void Evidence::Add(const Recording& recording, const Prediction& prediction,
                   const std::optional<internal::RequestFeatures>& features) {
  if (!recording.suspect.empty() || !features.has_value() ||
      !prediction.input.has_value()) {
    return;
  }
  for (const Feature feature : features->features) {
    Shown& shown =
        shown_[{recording.host, features->family, features->model, feature}];
    if (prediction.input->expected != recording.billed) {
      if (!features->doubted && !recording.unsupported) ++shown.contradicted;
      continue;
    }
    shown.sources[recording.repository].Add(
        {1, recording.created, recording.created});
  }
}

Prediction Evidence::WithoutItsSource(
    const Recording& recording, const Prediction& prediction,
    const std::optional<internal::RequestFeatures>& features) const {
  Prediction left = prediction;
  if (!prediction.input.has_value() || !features.has_value()) return left;
  for (const Feature feature : features->features) {
    if (IsShown(feature, *features, recording)) continue;
    // What the product knows to be uncertain is in the bounds already.
    if (prediction.input->exact) {
      const internal::Deviation& deviation =
          features->unshown[static_cast<size_t>(feature)];
      left.input->low += deviation.low;
      left.input->high += deviation.high;
    }
    left.input->exact = false;
  }
  return left;
}

bool Evidence::IsShown(Feature feature,
                       const internal::RequestFeatures& features,
                       const Recording& left_out) const {
  int64_t recordings = 0;
  std::set<std::string_view> sources;
  for (const auto& [key, shown] : shown_) {
    const auto& [host, family, model, shown_feature] = key;
    if (shown_feature != feature) continue;
    if (!internal::IsOfAnyModel(feature) &&
        (family != features.family || host != internal::kUsualHost)) {
      continue;
    }
    if (feature == Feature::kModel && model != features.model) continue;
    for (const auto& [repository, count] : shown.sources) {
      if (repository == left_out.repository) continue;
      recordings += count.recordings;
      sources.insert(repository);
    }
  }
  if (feature == Feature::kModel) return recordings > 0;
  return recordings >= internal::kRecordingsNeeded &&
         std::ssize(sources) >= internal::kSourcesNeeded;
}

std::string Evidence::Table() const {
  std::map<std::string_view, int64_t> repositories;
  for (const auto& [key, shown] : shown_) {
    for (const auto& [repository, count] : shown.sources) {
      repositories.emplace(repository, 0);
    }
  }
  Json names = Json::array();
  for (auto& [name, index] : repositories) {
    index = std::ssize(names);
    names.push_back(name);
  }
  Json families = Json::object();
  Json other_hosts = Json::object();
  Count every;
  for (const auto& [key, shown] : shown_) {
    const auto& [host, family, model, feature] = key;
    Json& of_host = host == internal::kUsualHost ? families : other_hosts[host];
    Count all;
    Json indexes = Json::array();
    for (const auto& [repository, count] : shown.sources) {
      all.Add(count);
      indexes.push_back(repositories.at(repository));
    }
    Json& row = of_host[family][model][std::string(FeatureName(feature))];
    row["recordings"] = all.recordings;
    if (!indexes.empty()) row["repositories"] = std::move(indexes);
    if (shown.contradicted > 0) row["contradicted"] = shown.contradicted;
    if (all.first.has_value()) {
      row["first"] = FormatDate(*all.first);
      row["last"] = FormatDate(*all.last);
    }
    if (feature == Feature::kModel) every.Add(all);
  }
  Json features = Json::array();
  for (size_t i = 0; i < internal::kFeatures; ++i) {
    features.push_back(internal::FeatureName(static_cast<Feature>(i)));
  }
  Json table = {{"features", std::move(features)},
                {"first", FormatDate(every.first.value_or(Date{}))},
                {"last", FormatDate(every.last.value_or(Date{}))},
                {"repositories", std::move(names)},
                {"families", std::move(families)}};
  if (!other_hosts.empty()) table["other_hosts"] = std::move(other_hosts);
  return table.dump() + "\n";
}

}  // namespace tokenfare::bench
