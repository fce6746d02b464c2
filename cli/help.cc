#include "tokenfare/cli/help.h"

#include <cstddef>

#include "fmt/format.h"
#include "tokenfare/cli/text.h"

namespace tokenfare::cli {
namespace {

constexpr size_t kDescriptionColumn = 26;

}  // namespace

HelpFormatter::HelpFormatter() { column_width(kDescriptionColumn); }

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return Wrapped(app->get_description() + ".", 0) + "\n";
}

std::string HelpFormatter::make_option(const CLI::Option* option,
                                       bool is_positional) const {
  const std::string name = fmt::format(
      "  {}", is_positional ? option->get_type_name()
                            : make_option_name(option, is_positional) +
                                  make_option_opts(option));
  std::string lines = Wrapped(option->get_description(), kDescriptionColumn);
  if (name.size() + 2 > kDescriptionColumn) return name + "\n" + lines;
  return lines.replace(0, name.size(), name);
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const std::string type = option->get_type_name();
  return type.empty() ? "" : " " + type;
}

std::string HelpFormatter::make_option_usage(const CLI::Option* option) const {
  const bool repeats = option->get_expected_max() > 1;
  const std::string name = option->get_type_name() + (repeats ? "..." : "");
  return option->get_required() ? name : fmt::format("[{}]", name);
}

}  // namespace tokenfare::cli
