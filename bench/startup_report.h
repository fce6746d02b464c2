// What startup_probe tells startup_bench.

#ifndef TOKENFARE_BENCH_STARTUP_REPORT_H_
#define TOKENFARE_BENCH_STARTUP_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string_view>

namespace tokenfare::bench {

// 20 bytes, 6 tokens in every encoding.
inline constexpr std::string_view kStartupText = "How are you, friend?";

struct StartupReport {
  size_t tokens = 0;
  // When the count was there.
  int64_t nanoseconds = 0;
};

// A clock that all processes share.
inline int64_t MonotonicNanoseconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_STARTUP_REPORT_H_
