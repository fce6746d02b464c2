#include "tokenfare/tokenizer/split/block_splitter.h"

#include <algorithm>

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
  // The automaton gets one piece, and twice as many each time that the kernel
  // makes nothing of what follows (random bytes are counted at 22 MB/s so, at
  // 14 with one each time).
  size_t by_automaton = 1;
  while (true) {
    const size_t before = run.pieces;
    kernel_(run);
    if (run.begin == text.size() ||
        run.pieces + kMostStepPieces > run.capacity) {
      break;
    }
    by_automaton =
        run.pieces == before ? std::min(2 * by_automaton, kMostStepPieces) : 1;
    const SplitBlock block = automaton_.Split(
        text, run.begin, ends.subspan(run.pieces, by_automaton));
    ill_formed |= block.ill_formed;
    run.pieces += block.pieces;
    run.begin = ends[run.pieces - 1];
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
