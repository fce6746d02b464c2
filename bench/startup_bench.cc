// From the start of a process to its first count, of a string of 20 bytes.
// "none" is a process that counts nothing: what the system and the linker take.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
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
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["min_ms"] = milliseconds.front();
  state.counters["median_ms"] = milliseconds[milliseconds.size() / 2];
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  std::vector<std::string> names = {"none"};
  for (const std::string_view name : tokenfare::EncodingNames()) {
    names.emplace_back(name);
  }
  for (const std::string& name : names) {
    benchmark::RegisterBenchmark(fmt::format("BM_Startup/{}", name).c_str(),
                                 [name](benchmark::State& state) {
                                   tokenfare::bench::StartAndCount(state, name);
                                 })
        ->UseManualTime()
        ->Iterations(200)
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RunSpecifiedBenchmarks();
}
