// Reads a file of evidence: counts by host, family, model and feature.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/evidence.h"

namespace tokenfare::internal {
namespace {

std::optional<Feature> FeatureNamed(std::string_view name) {
  for (size_t i = 0; i < kFeatures; ++i) {
    const auto feature = static_cast<Feature>(i);
    if (FeatureName(feature) == name) return feature;
  }
  return std::nullopt;
}

int64_t ReadCount(const CheckedJson& value) {
  const int64_t count = value.Integer();
  if (count >= 0) return count;
  value.Refuse("a count is not below 0");
  return 0;
}

std::optional<Date> ReadDayOf(JsonObject& row, std::string_view key) {
  const std::optional<CheckedJson> value = row.Optional(key);
  if (!value.has_value()) return std::nullopt;
  return ValueOrRefuse(*value, ParseDate(value->Text()));
}

// Adds up the rows of models.
class EvidenceReader {
 public:
  void ReadRepositories(const CheckedJson& value) {
    value.ForEach([this](const CheckedJson& repository) {
      repository.Text();
      ++repositories_;
    });
  }

  void ReadHosts(const CheckedJson& hosts) {
    JsonObject(hosts).ForEach(
        [this](std::string_view host, const CheckedJson& families) {
          ReadFamilies(host, families);
        });
  }

  void ReadFamilies(std::string_view host, const CheckedJson& families) {
    host_ = host;
    JsonObject(families).ForEach(
        [this](std::string_view family, const CheckedJson& models) {
          JsonObject(models).ForEach(
              [&](std::string_view model, const CheckedJson& features) {
                JsonObject(features).ForEach(
                    [&](std::string_view feature, const CheckedJson& value) {
                      ReadRow(family, model, feature, value);
                    });
              });
        });
  }

  std::vector<EvidenceRow> TakeRows() {
    std::vector<EvidenceRow> rows;
    for (auto& [key, sum] : sums_) {
      sum.row.repositories = static_cast<int64_t>(sum.repositories.size());
      rows.push_back(std::move(sum.row));
    }
    return rows;
  }

 private:
  struct Sum {
    EvidenceRow row;
    std::set<int64_t> repositories;
  };

  void ReadRow(std::string_view family, std::string_view model,
               std::string_view name, const CheckedJson& value) {
    const std::optional<Feature> feature = FeatureNamed(name);
    if (!feature.has_value()) return value.IgnoreOrRefuse("no such feature");
    JsonObject object(value);
    EvidenceRow row;
    row.recordings = ReadCount(object.Required("recordings"));
    const std::set<int64_t> repositories =
        ReadIndexes(object.Optional("repositories"));
    if (const auto contradicted = object.Optional("contradicted")) {
      row.contradicted = ReadCount(*contradicted);
    }
    row.first = ReadDayOf(object, "first");
    row.last = ReadDayOf(object, "last");
    object.IgnoreOthers();
    if (static_cast<int64_t>(repositories.size()) > row.recordings ||
        row.first > row.last) {
      value.Refuse("more repositories than recordings, or last before first");
    }
    Add({std::string(family), std::string(model), *feature, host_}, row,
        repositories);
    if (*feature == Feature::kModel) return;
    if (IsOfAnyModel(*feature)) {
      Add({std::string(kAnyFamily), "", *feature, ""}, row, repositories);
    } else {
      Add({std::string(family), "", *feature, host_}, row, repositories);
    }
  }

  std::set<int64_t> ReadIndexes(const std::optional<CheckedJson>& value) const {
    std::set<int64_t> indexes;
    if (!value.has_value()) return indexes;
    value->ForEach([&](const CheckedJson& entry) {
      const int64_t index = ReadCount(entry);
      if (index >= repositories_) entry.Refuse("no such repository");
      indexes.insert(index);
    });
    return indexes;
  }

  using Key = std::tuple<std::string, std::string, Feature, std::string>;

  void Add(const Key& key, const EvidenceRow& row,
           const std::set<int64_t>& repositories) {
    Sum& sum = sums_[key];
    std::tie(sum.row.family, sum.row.model, sum.row.feature, sum.row.host) =
        key;
    sum.row.recordings += row.recordings;
    sum.row.contradicted += row.contradicted;
    sum.repositories.insert(repositories.begin(), repositories.end());
    if (!row.first.has_value() || !row.last.has_value()) return;
    sum.row.first = std::min(sum.row.first.value_or(*row.first), *row.first);
    sum.row.last = std::max(sum.row.last.value_or(*row.last), *row.last);
  }

  int64_t repositories_ = 0;
  // That of the rows that are read.
  std::string host_;
  std::map<Key, Sum> sums_;
};

// Whose counts: for readers of the file.
void CheckSources(const CheckedJson& sources) {
  sources.ForEach([](const CheckedJson& value) {
    JsonObject source(value);
    source.Required("file").Text();
    source.Required("sha256").Text();
    source.IgnoreOthers();
  });
}

}  // namespace

absl::StatusOr<std::vector<EvidenceRow>> ReadEvidence(
    std::string_view json, std::string_view name,
    std::vector<std::string>* ignored) {
  EvidenceReader reader;
  const auto read = [&](const CheckedJson& root) {
    JsonObject object(root);
    const CheckedJson version = object.Required("schema_version");
    if (version.PositiveNumber() != 1) {
      version.Refuse("this program reads version 1");
    }
    object.Required("endpoint").Text();
    object.Required("first").Text();
    object.Required("last").Text();
    CheckSources(object.Required("counted_in"));
    reader.ReadRepositories(object.Required("repositories"));
    reader.ReadFamilies(kUsualHost, object.Required("families"));
    if (const auto others = object.Optional("other_hosts")) {
      reader.ReadHosts(*others);
    }
    object.IgnoreOthers();
  };
  absl::Status status = ReadJson(json, name, read, ignored);
  if (!status.ok()) return status;
  return reader.TakeRows();
}

}  // namespace tokenfare::internal
