// What a later program may have written is looked at first, so that it is named
// as such; then the sums, so that damage is named as damage.

#include "tokenfare/preflight/rules/bundle_file.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/json/reader.h"
#include "tokenfare/support/sha256.h"

namespace tokenfare::internal {
namespace {

// What "needs" may name: what readers learned after the first format 1.
constexpr std::array<std::string_view, 0> kKnownNeeds = {};

struct BundleHeader {
  std::string data_version;
  // By part.
  std::map<std::string, std::string, std::less<>> sums;
};

// "...; tokenfare 0.2.0 or later reads it".
std::string LaterProgram(std::string_view what, const std::string& version) {
  return fmt::format("{}; tokenfare {} or later reads it", what,
                     version.empty() ? "of a newer version" : version);
}

void CheckNeeds(const CheckedJson& needs, const std::string& version) {
  // An empty array says that there are none.
  if (needs.IsArray() && needs.size() == 0) return;
  needs.ForEach([&](const CheckedJson& value) {
    const std::string need = value.Name();
    if (std::ranges::find(kKnownNeeds, need) != kKnownNeeds.end()) return;
    value.Refuse(LaterProgram(
        fmt::format("this program does not know \"{}\"", need), version));
  });
}

// Whether the value's sum is `sum`; refused otherwise.
bool HasSum(const CheckedJson& value, const std::string& sum) {
  const std::string found = Sha256Hex(value.Compact());
  if (found == sum) return true;
  value.Refuse(fmt::format(
      "damaged: its SHA-256 is {}... and should be {}...; get the file again",
      found.substr(0, 12), sum.substr(0, 12)));
  return false;
}

BundleHeader ReadHeader(const CheckedJson& value, const CheckedJson& format,
                        JsonObject& file) {
  JsonObject object(value);
  std::string version;
  if (const auto program = object.Optional("needs_program")) {
    version = program->Name();
  }
  if (format.PositiveNumber() > uint64_t{kBundleFormat}) {
    format.Refuse(LaterProgram(
        fmt::format("this program reads formats up to {}", kBundleFormat),
        version));
  }
  if (const auto needs = object.Optional("needs")) CheckNeeds(*needs, version);
  BundleHeader header;
  if (!HasSum(value, file.Required("header_sha256").Text())) return header;
  header.data_version = object.Required("data_version").Name();
  JsonObject(object.Required("parts"))
      .ForEach([&](std::string_view part, const CheckedJson& sum) {
        header.sums.emplace(part, sum.Text());
      });
  object.IgnoreOthers();
  return header;
}

void ReadParts(const CheckedJson& value, const BundleHeader& header,
               BundleFile& bundle) {
  JsonObject(value).ForEach(
      [&](std::string_view name, const CheckedJson& part) {
        const auto sum = header.sums.find(name);
        if (sum == header.sums.end()) {
          return part.Refuse("$.header.parts does not have this part");
        }
        if (!HasSum(part, sum->second)) return;
        bundle.parts.push_back({std::string(name), part.Compact()});
      });
  for (const auto& [name, sum] : header.sums) {
    const bool there =
        std::ranges::find(bundle.parts, name, &BundlePart::name) !=
        bundle.parts.end();
    if (!there) {
      value.Refuse(
          fmt::format("the part \"{}\" is missing; get the file again", name));
    }
  }
}

}  // namespace

absl::StatusOr<BundleFile> ReadBundleFile(std::string_view json,
                                          std::string_view name,
                                          std::vector<std::string>* ignored) {
  BundleFile bundle;
  const auto read = [&](const CheckedJson& root) {
    JsonObject file(root);
    const CheckedJson format = file.Required("format");
    BundleHeader header = ReadHeader(file.Required("header"), format, file);
    ReadParts(file.Required("parts"), header, bundle);
    bundle.data_version = std::move(header.data_version);
    file.IgnoreOthers();
  };
  absl::Status status = ReadJson(json, name, read, ignored);
  if (!status.ok()) return status;
  return bundle;
}

}  // namespace tokenfare::internal
