// Each part is a file of data/, read by the reader of such files. A part of a
// kind or an endpoint that is not known is passed over.

#include "tokenfare/preflight/data_bundle.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <memory>
#include <optional>
#include <system_error>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/preflight/rules/bundle_file.h"
#include "tokenfare/preflight/rules/data_version.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/rule_overlay.h"
#include "tokenfare/preflight/rules/rule_set.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/support/status_message.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::BundlePart;
using internal::EvidenceTable;

constexpr std::string_view kJson = ".json";
constexpr std::string_view kEvidence = ".evidence.json";
constexpr size_t kDayLength = 10;  // 2026.11.29

// Reads the parts of one bundle.
class PartsReader {
 public:
  PartsReader(const std::vector<BundlePart>& parts, std::string_view file,
              std::vector<std::string>& ignored)
      : parts_(parts), file_(file), ignored_(ignored) {}

  // The catalogues, each over those before.
  absl::StatusOr<Catalogue> ReadCatalogue() const {
    std::optional<Catalogue> catalogue;
    for (const BundlePart& part : parts_) {
      if (!part.name.starts_with("catalogue/")) continue;
      const std::string name = NameOf(part);
      absl::StatusOr<Catalogue> read =
          catalogue.has_value()
              ? catalogue->WithOverlay(part.text, name, &ignored_)
              : Catalogue::Parse(part.text, name, &ignored_);
      if (!read.ok()) return read.status();
      catalogue = *std::move(read);
    }
    if (catalogue.has_value()) return *std::move(catalogue);
    return absl::InvalidArgumentError(
        fmt::format("{}: $.parts: there is no catalogue", file_));
  }

  absl::StatusOr<internal::RuleOverlay> ReadRules() const {
    internal::RuleOverlay rules;
    for (const BundlePart& part : parts_) {
      if (!IsRules(part)) continue;
      absl::Status read = ReadEndpoint(part, rules);
      if (!read.ok()) return read;
    }
    return rules;
  }

  // Lists the parts that are none of these.
  void ListOthers() const {
    for (const BundlePart& part : parts_) {
      const bool known = part.name.starts_with("catalogue/") || IsRules(part) ||
                         part.name.ends_with(kEvidence);
      if (!known) ignored_.push_back(NameOf(part));
    }
  }

 private:
  static bool IsRules(const BundlePart& part) {
    return part.name.starts_with("rules/") && part.name.ends_with(kJson) &&
           !part.name.ends_with(kEvidence);
  }

  std::string NameOf(const BundlePart& part) const {
    return fmt::format("{}: {}", file_, part.name);
  }

  absl::Status ReadEndpoint(const BundlePart& part,
                            internal::RuleOverlay& rules) const {
    const std::string name = NameOf(part);
    std::string endpoint;
    absl::Status status = internal::ReadJson(
        part.text, name, [&](const internal::CheckedJson& root) {
          endpoint = internal::JsonObject(root).Required("endpoint").Text();
        });
    if (!status.ok()) return status;
    const auto& known = internal::EndpointsWithRules();
    if (std::ranges::find(known, endpoint) == known.end()) {
      ignored_.push_back(name);
      return absl::OkStatus();
    }
    absl::StatusOr<std::shared_ptr<const EvidenceTable>> evidence =
        EvidenceFor(part);
    if (!evidence.ok()) return evidence.status();
    absl::StatusOr<internal::RuleSet> read = internal::RuleSet::ParseOfBundle(
        part.text, name, *std::move(evidence), &ignored_);
    if (!read.ok()) return read.status();
    if (rules.endpoints.emplace(endpoint, *std::move(read)).second) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(fmt::format(
        "{}: $.endpoint: another part has rules of {}, too", name, endpoint));
  }

  // What stands beside the rules of `part`; without rows where nothing does,
  // and then nothing is exact.
  absl::StatusOr<std::shared_ptr<const EvidenceTable>> EvidenceFor(
      const BundlePart& rules) const {
    const std::string wanted = fmt::format(
        "{}{}", rules.name.substr(0, rules.name.size() - kJson.size()),
        kEvidence);
    const auto part = std::ranges::find(parts_, wanted, &BundlePart::name);
    if (part == parts_.end()) return std::make_shared<const EvidenceTable>();
    auto rows = internal::ReadEvidence(part->text, NameOf(*part), &ignored_);
    if (!rows.ok()) return rows.status();
    return std::make_shared<const EvidenceTable>(*std::move(rows));
  }

  const std::vector<BundlePart>& parts_;
  std::string_view file_;
  std::vector<std::string>& ignored_;
};

}  // namespace

absl::StatusOr<DataVersion> DataVersion::Parse(std::string_view text) {
  constexpr int kMostSerial = 9999;
  DataVersion version;
  const std::string_view serial =
      text.substr(std::min(text.size(), kDayLength + 1));
  const auto [end, error] = std::from_chars(
      serial.data(), serial.data() + serial.size(), version.serial);
  std::string day(text.substr(0, kDayLength));
  const bool dotted = day.find('-') == std::string::npos;
  std::ranges::replace(day, '.', '-');
  const absl::StatusOr<Date> date = ParseDate(day);
  if (dotted && date.ok() && error == std::errc() && text[kDayLength] == '.' &&
      end == serial.data() + serial.size() && serial.front() != '0' &&
      version.serial > 0 && version.serial <= kMostSerial) {
    version.day = *date;
    return version;
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is no version of data, such as 2026.11.29.1",
                  text.substr(0, 40)));
}

std::string DataVersion::ToString() const {
  std::string text = FormatDate(day);
  std::ranges::replace(text, '-', '.');
  return fmt::format("{}.{}", text, serial);
}

DataVersion BuiltInDataVersion() {
  // A test has parsed it.
  return DataVersion::Parse(internal::BuiltInDataVersionText())
      .value_or(DataVersion{});
}

absl::StatusOr<DataBundle> DataBundle::Parse(std::string_view json,
                                             std::string_view name) {
  if (json.size() > kMaxBytes) {
    return absl::ResourceExhaustedError(fmt::format(
        "{}: data of over {} MiB are refused", name, kMaxBytes >> 20));
  }
  std::vector<std::string> ignored;
  const absl::StatusOr<internal::BundleFile> file =
      internal::ReadBundleFile(json, name, &ignored);
  if (!file.ok()) return file.status();
  const absl::StatusOr<DataVersion> version =
      DataVersion::Parse(file->data_version);
  if (!version.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: $.header.data_version: {}", name,
                    internal::MessageOf(version.status())));
  }
  const PartsReader reader(file->parts, name, ignored);
  absl::StatusOr<Catalogue> catalogue = reader.ReadCatalogue();
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<internal::RuleOverlay> rules = reader.ReadRules();
  if (!rules.ok()) return rules.status();
  rules->data_version = version->ToString();
  reader.ListOthers();
  return DataBundle(
      *version, *std::move(catalogue),
      Rules(std::make_shared<const internal::RuleOverlay>(*std::move(rules))),
      std::move(ignored));
}

absl::StatusOr<DataBundle> DataBundle::Load(const std::string& path) {
  const absl::StatusOr<std::string> json = internal::ReadFile(path, kMaxBytes);
  if (!json.ok()) return json.status();
  return Parse(*json, path);
}

}  // namespace tokenfare
