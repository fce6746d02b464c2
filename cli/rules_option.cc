#include "tokenfare/cli/rules_option.h"

#include <cstddef>
#include <string>

#include "tokenfare/cli/io.h"

namespace tokenfare::cli {

void RulesOption::AddTo(CLI::App& app) {
  app.add_option("--rules", file_,
                 "Rules of your own over the built-in ones, as "
                 "data/rules/overlay.schema.json says")
      ->type_name("FILE");
}

absl::StatusOr<std::optional<Rules>> RulesOption::Load(
    const CatalogueOptions& catalogue) const {
  const absl::StatusOr<const DataBundle*> data = catalogue.Data();
  if (!data.ok()) return data.status();
  if (file_.empty()) {
    return *data == nullptr ? std::nullopt : std::optional((*data)->rules());
  }
  constexpr size_t kMostBytes = size_t{16} << 20;
  const absl::StatusOr<std::string> text = ReadInput(file_, kMostBytes);
  if (!text.ok()) return text.status();
  const std::string name = DisplayName(file_);
  absl::StatusOr<Rules> rules = *data == nullptr
                                    ? Rules::Parse(*text, name)
                                    : (*data)->rules().WithOverlay(*text, name);
  if (!rules.ok()) return rules.status();
  return *std::move(rules);
}

}  // namespace tokenfare::cli
