// Any bytes, cut anywhere that the splitters call safe: the parts have the
// pieces of the whole in each built-in pattern, and threads give its count. The
// first two bytes choose the distance between the cuts.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/encoding/parallel_texts.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"

namespace tokenfare {
namespace {

// Adds the piece ends of `part`, which begins at `offset` of the text.
void AddPieceEnds(const internal::Splitter& splitter, std::string_view part,
                  size_t offset, std::vector<size_t>& all) {
  std::array<size_t, 64> ends;
  for (size_t begin = 0; begin < part.size();) {
    const size_t pieces = splitter.Split(part, begin, ends).pieces;
    for (size_t i = 0; i < pieces; ++i) all.push_back(offset + ends[i]);
    begin = ends[pieces - 1];
  }
}

void CheckPieces(const internal::Splitter& splitter, std::string_view text,
                 size_t step) {
  std::vector<size_t> whole;
  AddPieceEnds(splitter, text, 0, whole);
  std::vector<size_t> parts;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.size();
    if (step < end - begin) end = splitter.SafeCut(text, begin + step);
    Require(end >= begin + step || end == text.size(), "cuts go forward");
    AddPieceEnds(splitter, text.substr(begin, end - begin), begin, parts);
    begin = end;
  }
  Require(parts == whole, "parts split as the whole");
}

void CheckCount(const Encoding& encoding, std::string_view text, size_t step) {
  static internal::CounterPool pool;
  const std::vector<std::string_view> texts = {text, "", text};
  const std::vector<size_t> counts = internal::CountTexts(
      encoding, pool, texts,
      {.threads = 2, .share_bytes = step, .thread_bytes = 1});
  const size_t count = encoding.Count(text);
  Require(counts == std::vector<size_t>{count, 0, count},
          "threads count as one does");
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tokenfare::internal::AutomatonSplitter;
  using tokenfare::internal::PatternFamily;
  if (size < 2) return 0;
  const size_t step = 1 + data[0] % 16 + (data[1] == 0 ? 1000 : 0);
  const std::string_view text(reinterpret_cast<const char*>(data) + 2,
                              size - 2);
  for (const PatternFamily family :
       {PatternFamily::kR50k, PatternFamily::kCl100k, PatternFamily::kO200k}) {
    tokenfare::CheckPieces(AutomatonSplitter(family), text, step);
  }
  const auto encoding = tokenfare::GetEncoding("o200k_base");
  tokenfare::Require(encoding.ok(), "o200k_base is embedded");
  tokenfare::CheckCount(**encoding, text, step);
  return 0;
}
