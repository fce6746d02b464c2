// Truncate to half of the tokens, beside CountUpTo of as many: on ordinary
// text, and on pieces whose end decides how their beginning is split, at 8 KB
// and at 1 MB: linear is as many ns a byte.

#include <string>
#include <string_view>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tests/reference/random_text.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::bench {
namespace {

// `first`, then units by chance, then what makes the beginning one piece.
std::string Hostile(std::string_view first,
                    const std::vector<std::string_view>& units,
                    std::string_view last, size_t bytes) {
  reference::RandomText random(1);
  std::string text(first);
  while (text.size() < bytes) text += units[random.Below(units.size())];
  return text.append(last);
}

std::vector<Text> TextsOf(size_t bytes) {
  return {
      {Texts()[0].name, std::string(Slices(Texts()[0].content, bytes, 1)[0])},
      {"newline and blanks",
       Hostile("\n", {"\t", " ", "\xC2\xA0"}, "x", bytes)},
      {"newline and spaces", Hostile("\n", {" "}, "x", bytes)},
      {"blanks and newlines", Hostile("", {"\t", " ", " ", "\n"}, "x", bytes)},
      {"caseless and capitals",
       Hostile("\xE4\xB8\xAD", {"A", "B", "Q"}, "x", bytes)},
      {"contractions", Hostile("", {"word's", "'S", "'l"}, "", bytes)},
  };
}

void TruncateToHalf(benchmark::State& state, const Encoding& encoding,
                    const Text& text) {
  const size_t half = encoding.Count(text.content) / 2;
  const std::string_view prefix = encoding.Truncate(text.content, half);
  if (prefix.empty() || encoding.Count(prefix) > half) {
    state.SkipWithError("the prefix does not fit");
    return;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(encoding.Truncate(text.content, half));
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(state.iterations() * text.content.size()));
}

void CountUpToHalf(benchmark::State& state, const Encoding& encoding,
                   const Text& text) {
  const size_t half = encoding.Count(text.content) / 2;
  for (auto _ : state) {
    benchmark::DoNotOptimize(encoding.CountUpTo(text.content, half));
  }
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  std::vector<std::vector<tokenfare::bench::Text>> sizes;
  for (const size_t bytes : {size_t{8} << 10, size_t{1} << 20}) {
    sizes.push_back(tokenfare::bench::TextsOf(bytes));
  }
  for (const char* name : {"o200k_base", "cl100k_base", "r50k_base"}) {
    const auto encoding = tokenfare::GetEncoding(name);
    if (!encoding.ok()) continue;
    for (const auto& texts : sizes) {
      for (const tokenfare::bench::Text& text : texts) {
        const std::string of =
            fmt::format("{}/{}/{}", name, text.name, text.content.size());
        benchmark::RegisterBenchmark(
            ("BM_Truncate/" + of).c_str(),
            [encoding = *encoding, &text](benchmark::State& state) {
              tokenfare::bench::TruncateToHalf(state, *encoding, text);
            })
            ->Unit(benchmark::kMicrosecond);
        benchmark::RegisterBenchmark(
            ("BM_CountUpTo/" + of).c_str(),
            [encoding = *encoding, &text](benchmark::State& state) {
              tokenfare::bench::CountUpToHalf(state, *encoding, text);
            })
            ->Unit(benchmark::kMicrosecond);
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
