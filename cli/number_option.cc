#include "tokenfare/cli/number_option.h"

#include <charconv>

#include "fmt/format.h"

namespace tokenfare::cli {

void AddNumberOption(CLI::App& parser, const std::string& name,
                     std::optional<uint64_t>& number, const std::string& help,
                     const std::string& what, const std::string& example) {
  const auto parse = [&number, name, what, example](const std::string& text) {
    uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || parsed != end) {
      throw CLI::ValidationError(
          name, fmt::format("\"{}\" is not a number of {}, such as {}", text,
                            what, example));
    }
    number = value;
  };
  parser.add_option_function<std::string>(name, parse, help)->type_name("N");
}

}  // namespace tokenfare::cli
