// How fast a text is counted: by text, size and encoding, with a Counter that
// has seen it (warm) and with a new one for each pass (cold); and how large a
// Counter's cache should be.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

struct Task {
  const Encoding* encoding;
  const Text* text;
  size_t size;  // of a slice; 0 for the whole text
  bool warm;
  size_t cache_bytes = Counter::kDefaultCacheBytes;
};

size_t CountAll(Counter& counter, const std::vector<std::string_view>& slices) {
  size_t sum = 0;
  for (const std::string_view slice : slices) sum += counter.Count(slice);
  return sum;
}

// Warm: one slice, over and over. Cold: a new Counter for each pass, and
// another slice each time.
void CountSlices(benchmark::State& state, const Task& task) {
  const std::vector<std::string_view> slices =
      Slices(task.text->content, task.size, task.warm ? 1 : 16);
  auto counter = std::make_unique<Counter>(*task.encoding, task.cache_bytes);
  const size_t tokens = CountAll(*counter, slices);
  if (tokens != ExpectedCount(*task.text, slices, task.encoding->name())) {
    state.SkipWithError("the count differs from the reference");
    return;
  }
  size_t at = 0;
  size_t bytes = 0;
  for (auto _ : state) {
    if (!task.warm) {
      counter = std::make_unique<Counter>(*task.encoding, task.cache_bytes);
    }
    benchmark::DoNotOptimize(counter->Count(slices[at]));
    bytes += slices[at].size();
    if (++at == slices.size()) at = 0;
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}

void RegisterCounts() {
  for (const char* name :
       {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"}) {
    const auto encoding = GetEncoding(name);
    if (!encoding.ok()) continue;
    for (const Text& text : Texts()) {
      for (const size_t size : {1'000, 100'000, 0}) {
        for (const bool warm : {false, true}) {
          const Task task = {*encoding, &text, size, warm};
          benchmark::RegisterBenchmark(
              fmt::format("BM_Count/{}/{}/{}/{}", name, text.name,
                          size == 0 ? "whole" : fmt::format("{}", size),
                          warm ? "warm" : "cold")
                  .c_str(),
              [task](benchmark::State& state) { CountSlices(state, task); })
              ->MinTime(0.2);
        }
      }
    }
  }
}

// Counter::kDefaultCacheBytes was chosen by this.
void RegisterCacheBudgets() {
  const auto encoding = GetEncoding("o200k_base");
  if (!encoding.ok()) return;
  for (const Text& text : Texts()) {
    for (size_t budget = size_t{64} << 10; budget <= size_t{16} << 20;
         budget *= 4) {
      for (const bool warm : {false, true}) {
        const Task task = {*encoding, &text, 0, warm, budget};
        benchmark::RegisterBenchmark(
            fmt::format("BM_CacheBudget/{}/{}KiB/{}", text.name, budget >> 10,
                        warm ? "warm" : "cold")
                .c_str(),
            [task](benchmark::State& state) { CountSlices(state, task); })
            ->MinTime(0.2);
      }
    }
  }
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  tokenfare::bench::RegisterCounts();
  tokenfare::bench::RegisterCacheBudgets();
  benchmark::RunSpecifiedBenchmarks();
}
