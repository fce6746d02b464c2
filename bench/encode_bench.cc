// How fast a text is turned into ids: by text and encoding, with an Encoder
// that has seen it (warm) and with a new one for each pass (cold); and how
// large an Encoder's caches should be.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/encoder.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

struct Task {
  const Encoding* encoding;
  const Text* text;
  bool warm;
  size_t cache_bytes = Encoder::kDefaultCacheBytes;
};

void EncodeText(benchmark::State& state, const Task& task) {
  const std::string& text = task.text->content;
  auto encoder = std::make_unique<Encoder>(*task.encoding, task.cache_bytes);
  std::vector<TokenId> ids = encoder->Encode(text);
  if (ids.size() != ExpectedCount(*task.text, {text}, task.encoding->name()) ||
      task.encoding->Decode(ids).value_or("") != text) {
    state.SkipWithError("the ids differ from the reference");
    return;
  }
  for (auto _ : state) {
    if (!task.warm) {
      encoder = std::make_unique<Encoder>(*task.encoding, task.cache_bytes);
    }
    // Into memory that is there: what a new vector costs is the system's.
    ids.clear();
    encoder->Append(text, ids);
    benchmark::DoNotOptimize(ids.data());
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(text.size() * state.iterations()));
}

void Register(const std::string& name, const Task& task) {
  benchmark::RegisterBenchmark(
      fmt::format("{}/{}", name, task.warm ? "warm" : "cold").c_str(),
      [task](benchmark::State& state) { EncodeText(state, task); })
      ->MinTime(0.2);
}

void RegisterAll() {
  for (const char* name :
       {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"}) {
    const auto encoding = GetEncoding(name);
    if (!encoding.ok()) continue;
    for (const Text& text : Texts()) {
      for (const bool warm : {false, true}) {
        Register(fmt::format("BM_Encode/{}/{}", name, text.name),
                 {*encoding, &text, warm});
      }
    }
  }
}

// Encoder::kDefaultCacheBytes was chosen by this.
void RegisterCacheBudgets() {
  const auto encoding = GetEncoding("o200k_base");
  if (!encoding.ok()) return;
  for (const Text& text : Texts()) {
    for (size_t mib = 1; mib <= 16; mib *= 2) {
      for (const bool warm : {false, true}) {
        Register(fmt::format("BM_EncodeCacheBudget/{}/{}MiB", text.name, mib),
                 {*encoding, &text, warm, mib << 20});
      }
    }
  }
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  tokenfare::bench::RegisterAll();
  tokenfare::bench::RegisterCacheBudgets();
  benchmark::RunSpecifiedBenchmarks();
}
