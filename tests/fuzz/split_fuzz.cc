// Any bytes: on each kind of machine that this one can be, the pieces are the
// automaton's, and the count is the number of ids.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"
#include "tokenfare/tokenizer/split/block_splitter.h"

namespace tokenfare {
namespace {

using internal::CpuPath;
using internal::PatternFamily;

std::vector<size_t> PieceEnds(const internal::Splitter& splitter,
                              std::string_view text) {
  std::array<size_t, 2 * internal::kMostStepPieces> ends;
  std::vector<size_t> all;
  for (size_t begin = 0; begin < text.size();) {
    const size_t pieces = splitter.Split(text, begin, ends).pieces;
    all.insert(all.end(), ends.begin(), ends.begin() + pieces);
    begin = ends[pieces - 1];
  }
  return all;
}

void CheckSplits(std::string_view text) {
  for (const PatternFamily family :
       {PatternFamily::kCl100k, PatternFamily::kO200k}) {
    const auto expected = PieceEnds(internal::AutomatonSplitter(family), text);
    for (const CpuPath path : internal::CpuPaths()) {
      Require(
          PieceEnds(internal::BlockSplitter(family, path), text) == expected,
          "splits as the automaton");
    }
  }
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tokenfare::CheckSplits(text);
  // The first byte shifts the rest within the blocks.
  if (!text.empty()) {
    tokenfare::CheckSplits(
        std::string(static_cast<uint8_t>(text[0]) % 64, 'x') +
        std::string(text.substr(1)));
  }
  const auto encoding = tokenfare::GetEncoding("o200k_base");
  tokenfare::Require(
      (*encoding)->Count(text) == (*encoding)->Encode(text).size(),
      "counts the ids");
  return 0;
}
