#include "tokenfare/tokenizer/split/splitter.h"

namespace tokenfare::internal {

std::vector<size_t> Splitter::FirstPieceEnds(
    std::string_view text, size_t begin, std::span<const size_t> cuts) const {
  std::vector<size_t> ends(cuts.size());
  for (size_t i = 0; i < cuts.size(); ++i) {
    Split(text.substr(0, cuts[i]), begin, std::span(&ends[i], 1));
  }
  return ends;
}

size_t Splitter::SafeCut(std::string_view text, size_t from) const {
  return from == 0 ? 0 : text.size();
}

}  // namespace tokenfare::internal
