// Of the library: from the start of a process to its first count, of a string
// of 20 bytes. "none" is a process that counts nothing: what the system and the
// linker take.
//
// Of the command: from its start to its end, and of cat beside it, the least
// that a command takes here.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/startup_report.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tests/reference/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

// Runs the probe once; its report, with the time that it took, or nothing.
std::optional<StartupReport> RunProbe(const std::string& encoding) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return std::nullopt;
  std::string program = TOKENFARE_STARTUP_PROBE;
  std::string name = encoding;
  std::string descriptor = fmt::format("{}", pipe_ends[1]);
  char* arguments[] = {program.data(), name.data(), descriptor.data(), nullptr};
  pid_t child = 0;
  const int64_t start = MonotonicNanoseconds();
  const bool spawned = posix_spawn(&child, program.c_str(), nullptr, nullptr,
                                   arguments, environ) == 0;
  close(pipe_ends[1]);
  StartupReport report;
  const bool told =
      read(pipe_ends[0], &report, sizeof(report)) == sizeof(report);
  close(pipe_ends[0]);
  if (spawned) waitpid(child, nullptr, 0);
  if (!spawned || !told) return std::nullopt;
  report.nanoseconds -= start;
  return report;
}

void ReportMedian(benchmark::State& state, std::vector<double>& milliseconds) {
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["min_ms"] = milliseconds.front();
  state.counters["median_ms"] = milliseconds[milliseconds.size() / 2];
}

void StartAndCount(benchmark::State& state, const std::string& encoding) {
  const size_t expected =
      encoding == "none"
          ? 0
          : reference::EncodingNamed(encoding).Count(kStartupText);
  std::vector<double> milliseconds;
  for (auto _ : state) {
    const std::optional<StartupReport> report = RunProbe(encoding);
    if (!report.has_value() || report->tokens != expected) {
      state.SkipWithError("the probe failed or miscounted");
      return;
    }
    const double nanoseconds = static_cast<double>(report->nanoseconds);
    state.SetIterationTime(nanoseconds * 1e-9);
    milliseconds.push_back(nanoseconds * 1e-6);
  }
  ReportMedian(state, milliseconds);
}

struct CommandRun {
  std::string name;
  std::vector<std::string> arguments;  // the program first
};

// kStartupText on a descriptor of its own, from its start.
int StartupInput() {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) return -1;
  std::fwrite(kStartupText.data(), 1, kStartupText.size(), file);
  std::rewind(file);  // which flushes
  const int descriptor = dup(fileno(file));
  std::fclose(file);
  return descriptor;
}

// The nanoseconds that the command took, or nothing where it failed.
std::optional<int64_t> Run(CommandRun& run, int input) {
  std::vector<char*> arguments;
  for (std::string& argument : run.arguments) {
    arguments.push_back(argument.data());
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                   O_WRONLY, 0);
  lseek(input, 0, SEEK_SET);
  pid_t child = 0;
  int status = -1;
  const int64_t start = MonotonicNanoseconds();
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(),
                  environ) == 0) {
    waitpid(child, &status, 0);
  }
  const int64_t end = MonotonicNanoseconds();
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) return std::nullopt;
  return end - start;
}

void StartCommand(benchmark::State& state, CommandRun run) {
  const int input = StartupInput();
  std::vector<double> milliseconds;
  for (auto _ : state) {
    const std::optional<int64_t> nanoseconds = Run(run, input);
    if (!nanoseconds.has_value()) {
      state.SkipWithError("the command failed");
      break;
    }
    state.SetIterationTime(static_cast<double>(*nanoseconds) * 1e-9);
    milliseconds.push_back(static_cast<double>(*nanoseconds) * 1e-6);
  }
  close(input);
  if (!milliseconds.empty()) ReportMedian(state, milliseconds);
}

std::vector<CommandRun> CommandRuns() {
  const std::string tokenfare = TOKENFARE_COMMAND;
  const std::string request =
      TOKENFARE_SOURCE_FOLDER "/examples/support-chat.json";
  return {{"cat", {"/bin/cat", "/dev/null"}},
          {"version", {tokenfare, "--version"}},
          {"count", {tokenfare, "count"}},
          {"check", {tokenfare, "check", "--as-of", "2025-08-01", request}}};
}

void Register(const std::string& name,
              std::function<void(benchmark::State&)> run) {
  benchmark::RegisterBenchmark(name.c_str(), std::move(run))
      ->UseManualTime()
      ->Iterations(200)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  using namespace tokenfare::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  std::vector<std::string> names = {"none"};
  for (const std::string_view name : tokenfare::EncodingNames()) {
    names.emplace_back(name);
  }
  for (const std::string& name : names) {
    Register(fmt::format("BM_Startup/{}", name),
             [name](benchmark::State& state) { StartAndCount(state, name); });
  }
  for (const CommandRun& run : CommandRuns()) {
    Register(fmt::format("BM_Command/{}", run.name),
             [run](benchmark::State& state) { StartCommand(state, run); });
  }
  benchmark::RunSpecifiedBenchmarks();
}
