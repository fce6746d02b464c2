// tokenfare.load_data and what it tells. One file holds for the whole process.

#include "data.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "domains.h"
#include "errors.h"
#include "fmt/format.h"
#include "nanobind/nanobind.h"
#include "nanobind/stl/optional.h"
#include "nanobind/stl/string.h"
#include "nanobind/stl/vector.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

struct DataFile {
  std::string path;
  DataBundle bundle;
};

std::atomic<const DataFile*>& Loaded() {
  static std::atomic<const DataFile*> loaded{nullptr};
  return loaded;
}

// Keeps it until the process ends.
const DataFile* Keep(DataFile file) {
  static std::mutex mutex;
  static auto* const all = new std::vector<std::unique_ptr<const DataFile>>();
  const std::lock_guard lock(mutex);
  all->push_back(std::make_unique<const DataFile>(std::move(file)));
  return all->back().get();
}

// What to know of the file that is to hold.
std::vector<std::string> NotesOn(const DataFile& file) {
  std::vector<std::string> notes;
  const DataBundle& data = file.bundle;
  if (data.version() < BuiltInDataVersion()) {
    notes.push_back(fmt::format(
        "{}: data {} are older than those of this package, {}", file.path,
        data.version().ToString(), BuiltInDataVersion().ToString()));
  }
  if (!data.ignored().empty()) {
    notes.push_back(fmt::format(
        "{}: the data hold what this package does not know; {} fields or parts "
        "are passed over, such as {}",
        file.path, data.ignored().size(), data.ignored().front()));
  }
  return notes;
}

std::vector<std::string> Load(nb::handle path, nb::handle if_newer) {
  const bool only_newer = FlagArgument(if_newer, "if_newer");
  if (path.is_none()) {
    Loaded() = nullptr;
    return {};
  }
  auto name =
      nb::cast<std::string>(nb::module_::import_("os").attr("fsdecode")(path));
  const nb::object content = FileContent(path, DataBundle::kMaxBytes);
  const DocumentArgument document(content, "data");
  absl::StatusOr<DataBundle> bundle = [&] {
    const nb::gil_scoped_release without_gil;
    return DataBundle::Parse(document.text(), name);
  }();
  DataFile file{.path = std::move(name),
                .bundle = ValueOrRaise(std::move(bundle))};
  if (only_newer && file.bundle.version() <= BuiltInDataVersion()) return {};
  std::vector<std::string> notes = NotesOn(file);
  Loaded() = Keep(std::move(file));
  return notes;
}

}  // namespace

const DataBundle* LoadedData() {
  const DataFile* const file = Loaded();
  return file == nullptr ? nullptr : &file->bundle;
}

const Catalogue& CatalogueInForce() {
  const DataBundle* const data = LoadedData();
  return data == nullptr ? Catalogue::BuiltIn() : data->catalogue();
}

const Rules* RulesInForce() {
  const DataBundle* const data = LoadedData();
  return data == nullptr ? nullptr : &data->rules();
}

void BindData(nb::module_& module) {
  module.def("load_data", &Load, nb::arg("path").none(), nb::arg("if_newer"),
             nb::sig("def load_data(path: str | os.PathLike[str] | None, "
                     "if_newer: bool) -> list[str]"),
             "See tokenfare.load_data. Returns what to know of the file.");
  module.def(
      "data_version",
      [] {
        const DataBundle* const data = LoadedData();
        return (data == nullptr ? BuiltInDataVersion() : data->version())
            .ToString();
      },
      "See tokenfare.data_version.");
  module.def(
      "data_file",
      []() -> std::optional<std::string> {
        const DataFile* const file = Loaded();
        if (file == nullptr) return std::nullopt;
        return file->path;
      },
      "See tokenfare.data_file.");
}

}  // namespace tokenfare::python
