// The commands of the tool. Each lives in a file of its own: it declares its
// options on a parser and gives back what main runs once they are parsed.

#ifndef TOKENFARE_CLI_COMMAND_H_
#define TOKENFARE_CLI_COMMAND_H_

#include <functional>

#include "CLI/CLI.hpp"

namespace tokenfare::cli {

struct Command {
  CLI::App* parser;
  // Returns the exit status, one of io.h's.
  std::function<int()> run;
};

Command AddBenchCommand(CLI::App& app);
Command AddCalibrateCommand(CLI::App& app);
Command AddCheckCommand(CLI::App& app);
Command AddCostCommand(CLI::App& app);
Command AddCountCommand(CLI::App& app);
Command AddEncodeCommand(CLI::App& app);
Command AddDecodeCommand(CLI::App& app);
Command AddImportCommand(CLI::App& app);
Command AddModelsCommand(CLI::App& app);
Command AddReconcileCommand(CLI::App& app);
Command AddRulesCommand(CLI::App& app);
Command AddVerifyCommand(CLI::App& app);

// Becomes tokenfare-verify, whose arguments follow the first of these; returns
// only where it cannot, with the exit status.
int RunVerifyProgram(char** arguments);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_COMMAND_H_
