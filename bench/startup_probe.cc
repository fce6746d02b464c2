// Counts a string of 20 bytes and tells the time through the pipe that it was
// given: startup_bench.cc starts it over and over.
//
// usage: startup_probe ENCODING FILE_DESCRIPTOR; ENCODING "none" counts
// nothing.

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "bench/startup_report.h"
#include "tokenfare/tokenizer/registry.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  tokenfare::bench::StartupReport report;
  const std::string_view name = argv[1];
  if (name != "none") {
    const auto encoding = tokenfare::GetEncoding(name);
    if (!encoding.ok()) return 2;
    report.tokens = (*encoding)->Count(tokenfare::bench::kStartupText);
  }
  report.nanoseconds = tokenfare::bench::MonotonicNanoseconds();
  const int descriptor = std::atoi(argv[2]);
  return write(descriptor, &report, sizeof(report)) == sizeof(report) ? 0 : 2;
}
