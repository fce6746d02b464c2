// How fast splitters alone split a text into pieces: the automaton, and the
// block splitter on each kind of machine that this one can be.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bench/texts.h"
#include "benchmark/benchmark.h"
#include "fmt/format.h"
#include "tests/reference/encoding.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"
#include "tokenfare/tokenizer/split/block_splitter.h"

namespace tokenfare::bench {
namespace {

using internal::PatternFamily;

struct Family {
  const char* encoding;
  PatternFamily family;
};

constexpr Family kFamilies[] = {{"o200k_base", PatternFamily::kO200k},
                                {"cl100k_base", PatternFamily::kCl100k},
                                {"r50k_base", PatternFamily::kR50k}};

// Pieces of `text`, in blocks as counting asks for them; visits each end.
template <typename Visit>
size_t ForEachEnd(const internal::Splitter& splitter, std::string_view text,
                  const Visit& visit) {
  size_t ends[256];
  size_t pieces = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t in_block = splitter.Split(text, begin, ends).pieces;
    for (size_t i = 0; i < in_block; ++i) visit(ends[i]);
    pieces += in_block;
    begin = ends[in_block - 1];
  }
  return pieces;
}

// On the first megabyte: the reference takes its time.
bool SplitsAsReference(const internal::Splitter& splitter, const Text& text,
                       const char* encoding) {
  const std::string_view slice = Slices(text.content, 1'000'000)[0];
  std::vector<size_t> ends;
  ForEachEnd(splitter, slice, [&](size_t end) { ends.push_back(end); });
  std::vector<size_t> expected;
  size_t end = 0;
  for (const std::string_view piece :
       reference::SplitterNamed(encoding).Split(slice)) {
    expected.push_back(end += piece.size());
  }
  return ends == expected;
}

void SplitText(benchmark::State& state, const Text& text, const Family& family,
               const internal::Splitter& splitter) {
  if (!SplitsAsReference(splitter, text, family.encoding)) {
    state.SkipWithError("the pieces differ from the reference's");
    return;
  }
  size_t pieces = 0;
  for (auto _ : state) {
    pieces += ForEachEnd(splitter, text.content,
                         [](size_t end) { benchmark::DoNotOptimize(end); });
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(state.iterations() * text.content.size()));
  state.counters["pieces"] = benchmark::Counter(static_cast<double>(pieces),
                                                benchmark::Counter::kIsRate);
}

void RegisterSplits(const Family& family, const Text& text) {
  const auto add = [&](std::string_view name,
                       std::shared_ptr<const internal::Splitter> splitter) {
    benchmark::RegisterBenchmark(
        fmt::format("BM_Split/{}/{}/{}", family.encoding, text.name, name)
            .c_str(),
        [&family, &text, splitter](benchmark::State& state) {
          SplitText(state, text, family, *splitter);
        })
        ->MinTime(0.3);
  };
  add("automaton",
      std::make_shared<internal::AutomatonSplitter>(family.family));
  if (family.family == PatternFamily::kR50k) return;
  for (const internal::CpuPath path : internal::CpuPaths()) {
    add(CpuPathName(path),
        std::make_shared<internal::BlockSplitter>(family.family, path));
  }
}

}  // namespace
}  // namespace tokenfare::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  for (const auto& family : tokenfare::bench::kFamilies) {
    for (const auto& text : tokenfare::bench::Texts()) {
      tokenfare::bench::RegisterSplits(family, text);
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
