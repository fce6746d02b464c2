// What pricing costs: it must not show beside counting.

#include <string>

#include "benchmark/benchmark.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_cost.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::bench {
namespace {

constexpr Usage kUsage = {
    .input_tokens = 10'000, .cached_input_tokens = 2'048, .output_tokens = 500};

// By hand: 7,952 x $0.40 + 2,048 x $0.10 + 500 x $1.60, per million.
constexpr const char* kExpected = "$0.0041856";

void BM_Cost(benchmark::State& state) {
  const auto card = Catalogue::BuiltIn().Find("gpt-4.1-mini");
  const auto date = ParseDate("2026-11-22");
  if (!card.ok() || !date.ok()) {
    state.SkipWithError("no card for gpt-4.1-mini");
    return;
  }
  const auto cost = Cost(kUsage, **card, ServiceTier::kStandard, *date);
  if (!cost.ok() || cost->total.ToString() != kExpected) {
    state.SkipWithError("the cost differs from that by hand");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Cost(kUsage, **card, ServiceTier::kStandard, *date));
  }
}
BENCHMARK(BM_Cost);

void BM_FindModel(benchmark::State& state) {
  const Catalogue& catalogue = Catalogue::BuiltIn();
  const auto card = catalogue.Find("gpt-4.1-mini");
  if (!card.ok() || (*card)->id != "gpt-4.1-mini") {
    state.SkipWithError("found another model");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(catalogue.Find("gpt-4.1-mini"));
  }
}
BENCHMARK(BM_FindModel);

}  // namespace
}  // namespace tokenfare::bench

BENCHMARK_MAIN();
