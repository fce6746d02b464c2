#include "tokenfare/cli/data_source.h"

#include <cstdlib>
#include <utility>

#include "fmt/format.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {
namespace {

// Empty where the environment names no file.
std::string PathOfEnvironment() {
  const char* const path = std::getenv("TOKENFARE_DATA");
  return path == nullptr ? "" : path;
}

void SayWhatIsIgnored(const std::string& path, const DataBundle& data) {
  if (data.ignored().empty()) return;
  Warn(fmt::format(
      "{}: the data hold what this program does not know; {} fields or parts "
      "are passed over, such as {}",
      path, data.ignored().size(), data.ignored().front()));
}

}  // namespace

absl::StatusOr<std::optional<DataBundle>> DataOfFile(const std::string& path) {
  absl::StatusOr<DataBundle> data = DataBundle::Load(path);
  if (!data.ok()) return data.status();
  if (data->version() < BuiltInDataVersion()) {
    Warn(fmt::format("{}: data {} are older than those of this program, {}",
                     path, data->version().ToString(),
                     BuiltInDataVersion().ToString()));
  }
  SayWhatIsIgnored(path, *data);
  return *std::move(data);
}

absl::StatusOr<std::optional<DataBundle>> DataOfEnvironment() {
  const std::string path = PathOfEnvironment();
  if (path.empty()) return std::nullopt;
  absl::StatusOr<DataBundle> data = DataBundle::Load(path);
  if (!data.ok()) {
    return absl::Status(
        data.status().code(),
        fmt::format("TOKENFARE_DATA: {}", MessageOf(data.status())));
  }
  if (data->version() <= BuiltInDataVersion()) return std::nullopt;
  SayWhatIsIgnored(path, *data);
  return *std::move(data);
}

std::string DataInUse() {
  const std::string built_in =
      fmt::format("{} (built in", BuiltInDataVersion().ToString());
  const std::string path = PathOfEnvironment();
  if (path.empty()) return built_in + ")";
  const absl::StatusOr<DataBundle> data = DataBundle::Load(path);
  if (!data.ok()) {
    return fmt::format("{}; TOKENFARE_DATA cannot be used: {})", built_in,
                       MessageOf(data.status()));
  }
  const std::string version = data->version().ToString();
  if (data->version() > BuiltInDataVersion()) {
    return fmt::format("{} ({})", version, path);
  }
  return fmt::format("{}; {} has {}, which is not newer)", built_in, path,
                     version);
}

}  // namespace tokenfare::cli
