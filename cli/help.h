// The layout of the help texts.

#ifndef TOKENFARE_CLI_HELP_H_
#define TOKENFARE_CLI_HELP_H_

#include <string>

#include "CLI/CLI.hpp"

namespace tokenfare::cli {

// The parser library's layout, in 80 columns, with arguments named by what they
// are (FILE) rather than by the variable that takes them.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_description(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option,
                          bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_usage(const CLI::Option* option) const override;
};

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_HELP_H_
