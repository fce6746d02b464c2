// Runs tokenfare-verify, as git runs its commands: this program has no code
// that sends.

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "tokenfare/cli/command.h"
#include "tokenfare/cli/io.h"

namespace tokenfare::cli {

int RunVerifyProgram(char** arguments) {
  const std::string name = "tokenfare-verify";
  std::error_code error;
  const std::filesystem::path own =
      std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) execv((own.parent_path() / name).c_str(), arguments);
  execvp(name.c_str(), arguments);
  return Fail(
      "verify: there is no program tokenfare-verify beside tokenfare or in "
      "PATH; install libcurl4-openssl-dev and build again");
}

// For the list of commands; its options are those of the other program.
Command AddVerifyCommand(CLI::App& app) {
  CLI::App* parser = app.add_subcommand(
      "verify", "Ask the provider for a count, with your key, and compare");
  return {parser, [] { return kExitBadInput; }};
}

}  // namespace tokenfare::cli
