#include "tokenfare/tokenizer/internal/block_splitter.h"

namespace tokenfare::internal {

BlockSplitter::BlockSplitter(PatternFamily family, CpuPath path)
    : automaton_(family),
      kernel_(family == PatternFamily::kO200k
                  ? BlockKernelsOf(path).split_o200k
                  : BlockKernelsOf(path).split_cl100k) {}

SplitBlock BlockSplitter::Split(std::string_view text, size_t begin,
                                std::span<size_t> ends) const {
  if (ends.size() < 2 * kMostStepPieces) {
    return automaton_.Split(text, begin, ends);
  }
  SplitRun run = {text.data(), text.size(), begin, ends.data(), ends.size(), 0};
  bool ill_formed = false;
  while (true) {
    kernel_(run);
    if (run.begin == text.size() ||
        run.pieces + kMostStepPieces > run.capacity) {
      break;
    }
    const SplitBlock piece =
        automaton_.Split(text, run.begin, ends.subspan(run.pieces, 1));
    ill_formed |= piece.ill_formed;
    run.begin = ends[run.pieces++];
    if (run.begin == text.size()) break;
  }
  return {run.pieces, ill_formed};
}

std::vector<size_t> BlockSplitter::FirstPieceEnds(
    std::string_view text, size_t begin, std::span<const size_t> cuts) const {
  return automaton_.FirstPieceEnds(text, begin, cuts);
}

size_t BlockSplitter::CertainBefore(std::string_view text,
                                    size_t boundary) const {
  return automaton_.CertainBefore(text, boundary);
}

size_t BlockSplitter::SafeCut(std::string_view text, size_t from) const {
  return automaton_.SafeCut(text, from);
}

std::unique_ptr<const Splitter> MakeSplitter(PatternFamily family,
                                             CpuPath path) {
  if (family == PatternFamily::kR50k) {
    return std::make_unique<const AutomatonSplitter>(family);
  }
  return std::make_unique<const BlockSplitter>(family, path);
}

}  // namespace tokenfare::internal
