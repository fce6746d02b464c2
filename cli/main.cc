// tokenfare: exact token counts, exact cost and a verdict for a request to a
// language model, before it is sent.

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "fmt/format.h"
#include "tokenfare/cli/command.h"
#include "tokenfare/cli/data_source.h"
#include "tokenfare/cli/help.h"
#include "tokenfare/cli/io.h"
#include "tokenfare/support/near_match.h"

namespace tokenfare::cli {
namespace {

constexpr const char* kMainFooter = R"(Examples:
  tokenfare check request.json              does it fit, and what will it cost?
  tokenfare check --max-cost 0.01 -         ... of a request from stdin
  tokenfare count -m gpt-4.1-mini *.md      exact token counts
  tokenfare cost -m o3 --input 900          the exact price of so many tokens
  tokenfare models gpt-4.1-mini             prices, limits, dates and sources
  tokenfare reconcile req.json resp.json    was it billed as predicted?
  tokenfare verify request.json             does the provider count the same?

Nothing is sent anywhere, but by verify: vocabularies and prices are part of the
program.
"tokenfare COMMAND --help" says more about a command.

Exit status:
  0  success; for check: the request fits
  1  check: the request does not fit, or costs more than was allowed;
     reconcile: a bill is past the tolerance; calibrate: some are not explained;
     verify: a count is outside of the bounds
  2  bad usage or bad input
  3  unknown: check, whether the request fits; cost, the price)";

// What the parser's message lacks: which command it is about, and the names
// that a mistyped option or command may have meant.
std::string UsageMessage(const CLI::App& app, const std::string& message,
                         std::span<char* const> arguments) {
  const CLI::App* parser = &app;
  if (!app.get_subcommands().empty()) parser = app.get_subcommands().front();
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (parser == &app) names.push_back(command->get_name());
  }
  for (const CLI::Option* option : parser->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  std::string hint;
  for (std::string_view argument :
       arguments.subspan(std::min<size_t>(1, arguments.size()))) {
    argument = argument.substr(0, argument.find('='));
    const bool known = std::find(candidates.begin(), candidates.end(),
                                 argument) != candidates.end();
    const bool is_quoted = message.find(argument) != std::string::npos;
    if (!known && is_quoted && argument.size() > 1 && hint.empty()) {
      hint = internal::DidYouMean(argument, candidates);
    }
  }
  const std::string command =
      parser == &app ? "" : fmt::format(" {}", parser->get_name());
  return fmt::format("{}{} tokenfare{} --help", message,
                     hint.empty() ? "; see" : hint + " See", command);
}

// In the order in which they were given; the parser's own message turns it
// round.
std::string UnexpectedMessage(const std::vector<std::string>& arguments) {
  return fmt::format("{} not expected: {}",
                     arguments.size() == 1 ? "The following argument was"
                                           : "The following arguments were",
                     fmt::join(arguments, " "));
}

// The parser says "file excludes --jsonl".
std::string ExcludesMessage(std::string_view message) {
  constexpr std::string_view kExcludes = " excludes ";
  const size_t at = message.find(kExcludes);
  if (at == std::string_view::npos) return std::string(message);
  const auto name = [](std::string_view option) {
    // As the help has it: an argument without a name is in capitals.
    return option == "file" ? std::string("FILE") : std::string(option);
  };
  return fmt::format("give {} or {}, not both", name(message.substr(0, at)),
                     name(message.substr(at + kExcludes.size())));
}

// Of the program and of its data.
std::string VersionText() {
  return fmt::format("tokenfare {}\ndata {}", TOKENFARE_VERSION,
                     Printable(DataInUse()));
}

struct NamedCommand {
  std::string_view name;
  Command (*add)(CLI::App& app);
};

// In the order of the help.
constexpr std::array<NamedCommand, 12> kCommands = {{
    {"check", AddCheckCommand},
    {"cost", AddCostCommand},
    {"count", AddCountCommand},
    {"encode", AddEncodeCommand},
    {"decode", AddDecodeCommand},
    {"models", AddModelsCommand},
    {"import", AddImportCommand},
    {"reconcile", AddReconcileCommand},
    {"calibrate", AddCalibrateCommand},
    {"verify", AddVerifyCommand},
    {"rules", AddRulesCommand},
    {"bench", AddBenchCommand},
}};

// Adds the command that the first argument names, or all of them where it names
// none, as for help. To declare the options of all takes a tenth of a short
// run.
std::vector<Command> AddCommands(CLI::App& app, std::string_view first) {
  std::vector<Command> commands;
  for (const auto& [name, add] : kCommands) {
    if (name == first) return {add(app)};
  }
  for (const auto& [name, add] : kCommands) commands.push_back(add(app));
  return commands;
}

int RunCommand(const std::vector<Command>& commands) {
  for (const Command& command : commands) {
    if (command.parser->parsed()) return command.run();
  }
  return Fail("a command is required; see tokenfare --help");
}

int ParseAndRun(int argc, char** argv) {
  CLI::App app(
      "Exact token counts, exact cost and a verdict for a request to a "
      "language model, before it is sent",
      "tokenfare");
  app.set_version_flag("-V,--version", VersionText);
  app.footer(kMainFooter);
  // Not required of the parser, which would not say that a name is unknown.
  app.require_subcommand(0, 1);
  app.formatter(std::make_shared<HelpFormatter>());
  const std::vector<Command> commands =
      AddCommands(app, argc > 1 ? argv[1] : "");
  try {
    app.parse(argc, argv);
    return RunCommand(commands);
  } catch (const CLI::Success& success) {  // --help, --version
    app.exit(success);
    return kExitSuccess;
  } catch (const CLI::ExtrasError&) {
    return Fail(UsageMessage(app, UnexpectedMessage(app.remaining(true)),
                             {argv, static_cast<size_t>(argc)}));
  } catch (const CLI::ExcludesError& error) {
    return Fail(UsageMessage(app, ExcludesMessage(error.what()), {}));
  } catch (const CLI::ParseError& error) {
    return Fail(
        UsageMessage(app, error.what(), {argv, static_cast<size_t>(argc)}));
  }
}

int Main(int argc, char** argv) {
  // What is asked most often of a tool that another one has found needs no
  // parser.
  if (argc == 2 && std::string_view(argv[1]) == "--version") {
    Print(fmt::format("{}\n", VersionText()));
    return kExitSuccess;
  }
  if (argc > 1 && std::string_view(argv[1]) == "verify") {
    return RunVerifyProgram(argv + 1);
  }
  return ParseAndRun(argc, argv);
}

}  // namespace
}  // namespace tokenfare::cli

int main(int argc, char** argv) {
  return tokenfare::cli::RunProgram(tokenfare::cli::Main, argc, argv);
}
