// What threads gain: one large text, and a batch of small ones, on one thread
// and on each processor; and from what size on a second thread pays, by which
// internal::Division was chosen.

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/encoding/parallel_texts.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

struct Task {
  const Encoding* encoding;
  const Text* text;
  std::vector<std::string_view> slices;
  internal::Division division;
};

size_t Sum(const std::vector<size_t>& counts) {
  size_t sum = 0;
  for (const size_t count : counts) sum += count;
  return sum;
}

void CountSlices(benchmark::State& state, const Task& task) {
  internal::CounterPool pool;
  const auto count = [&] {
    return internal::CountTexts(*task.encoding, pool, task.slices,
                                task.division);
  };
  if (Sum(count()) !=
      ExpectedCount(*task.text, task.slices, task.encoding->name())) {
    state.SkipWithError("the count differs from the reference");
    return;
  }
  size_t bytes = 0;
  for (const std::string_view slice : task.slices) bytes += slice.size();
  for (auto _ : state) benchmark::DoNotOptimize(count());
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes));
}

void Register(const std::string& name, const Task& task) {
  benchmark::RegisterBenchmark(
      name.c_str(),
      [task](benchmark::State& state) { CountSlices(state, task); })
      ->UseRealTime()
      ->MinTime(0.2);
}

void RegisterAll(const Encoding& encoding) {
  const size_t all = std::max(1u, std::thread::hardware_concurrency());
  for (const Text& text : Texts()) {
    for (size_t threads = 1; threads <= all; threads *= 2) {
      const internal::Division division = {.threads = threads};
      const std::string suffix = fmt::format("{}/{}", text.name, threads);
      Register("BM_OneText/" + suffix,
               {&encoding, &text, {text.content}, division});
      Register("BM_Batch/" + suffix,
               {&encoding, &text, Slices(text.content, 4000), division});
    }
  }
  // A second thread for texts of any size: where does it begin to pay?
  for (const Text& text : Texts()) {
    for (size_t size = size_t{128} << 10; size <= size_t{1} << 20; size *= 2) {
      for (const size_t threads : {1, 2}) {
        const internal::Division division = {.threads = threads,
                                             .thread_bytes = 1};
        Register(
            fmt::format("BM_Small/{}/{}KiB/{}", text.name, size >> 10, threads),
            {&encoding, &text, Slices(text.content, size, 1), division});
      }
    }
  }
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const auto encoding = tokenfare::GetEncoding("o200k_base");
  if (!encoding.ok()) return 1;
  tokenfare::bench::RegisterAll(**encoding);
  benchmark::RunSpecifiedBenchmarks();
}
