#include "tokenfare/cli/rules_option.h"

#include <cstddef>

#include "tokenfare/cli/io.h"

namespace tokenfare::cli {

void RulesOption::AddTo(CLI::App& app) {
  app.add_option("--rules", file_,
                 "Rules of your own over the built-in ones, as "
                 "data/rules/overlay.schema.json says")
      ->type_name("FILE");
}

absl::StatusOr<std::optional<Rules>> RulesOption::Load() const {
  if (file_.empty()) return std::nullopt;
  constexpr size_t kMostBytes = size_t{16} << 20;
  const absl::StatusOr<std::string> text = ReadInput(file_, kMostBytes);
  if (!text.ok()) return text.status();
  absl::StatusOr<Rules> rules = Rules::Parse(*text, DisplayName(file_));
  if (!rules.ok()) return rules.status();
  return *std::move(rules);
}

}  // namespace tokenfare::cli
