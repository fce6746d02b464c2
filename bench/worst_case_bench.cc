// A megabyte of each kind of text that undoes careless tokenizers. Each is to
// be counted at 40 MB/s, and at 15 at least.

#include <string>

#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tests/reference/worst_cases.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

// With a new Counter each time: a cache may not help.
void CountWorstCase(benchmark::State& state, const Encoding& encoding,
                    const reference::WorstCase& worst) {
  const std::string text = worst.text();
  if (encoding.Count(text) != worst.CountIn(encoding.name())) {
    state.SkipWithError("the count differs from tiktoken's");
    return;
  }
  for (auto _ : state) {
    Counter counter(encoding);
    benchmark::DoNotOptimize(counter.Count(text));
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(state.iterations() * text.size()));
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  for (const char* name :
       {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"}) {
    const auto encoding = tokenfare::GetEncoding(name);
    if (!encoding.ok()) continue;
    for (const auto& worst : tokenfare::reference::WorstCases()) {
      benchmark::RegisterBenchmark(
          fmt::format("BM_WorstCase/{}/{}", name, worst.name).c_str(),
          [encoding = *encoding, &worst](benchmark::State& state) {
            tokenfare::bench::CountWorstCase(state, *encoding, worst);
          })
          ->Unit(benchmark::kMillisecond)
          ->MinTime(0.2);
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
