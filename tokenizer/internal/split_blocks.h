// The loop of a SplitKernel (block_kernels.h).

#ifndef TOKENFARE_TOKENIZER_INTERNAL_SPLIT_BLOCKS_H_
#define TOKENFARE_TOKENIZER_INTERNAL_SPLIT_BLOCKS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/block_bits.h"
#include "tokenfare/tokenizer/internal/block_classes.h"
#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/block_rules.h"

namespace tokenfare::internal {

// The rules look this many bytes ahead.
inline constexpr size_t kLookAhead = 2;

// The end of a word that fills the block at `begin`, of which `classes` are, or
// 0 where the automaton must tell.
template <typename Machine, PatternFamily kFamily>
TOKENFARE_BLOCK_INLINE size_t EndOfLongWord(const SplitRun& run, size_t begin,
                                            const BlockClasses& first_block) {
  constexpr bool kO200k = kFamily == PatternFamily::kO200k;
  const auto goes_on = [](const BlockClasses& classes) {
    return classes.lower | classes.caseless |
           (kO200k ? classes.mark : classes.upper);
  };
  const uint64_t first_character = ~(first_block.later >> 1) & 1 ? 1 : 0xF;
  if ((~(goes_on(first_block) | first_character) &
       BitsBelow(first_block.size)) != 0) {
    return 0;
  }
  for (size_t at = begin + first_block.size; at < run.size;) {
    const size_t left = run.size - at;
    const bool is_last = left < kBlockBytes;
    const BlockClasses classes = ClassifyBlock<typename Machine::Block>(
        run.text + at, is_last ? left : kBlockBytes, is_last);
    const uint64_t others = ~goes_on(classes) & BitsBelow(classes.size);
    if ((others | classes.undecided) == 0) {
      at += classes.size;
      continue;
    }
    const size_t end = LowestBit(others | classes.undecided);
    const uint64_t bit = uint64_t{1} << end;
    // Upper case and contractions depend on what is before and after them.
    const uint64_t unclear =
        classes.undecided | (kO200k ? classes.upper | classes.apostrophe : 0);
    return (unclear & bit) != 0 ? 0 : at + end;
  }
  return run.size;
}

// `Machine` has a Block and WritePlaces. Each step begins at the last certain
// start of a piece and carries nothing over.
template <typename Machine, PatternFamily kFamily>
TOKENFARE_BLOCK_INLINE void SplitBlocks(SplitRun& run) {
  size_t begin = run.begin;
  size_t pieces = run.pieces;
  while (begin < run.size && pieces + kMostStepPieces <= run.capacity) {
    const size_t left = run.size - begin;
    const bool is_last = left < kBlockBytes;
    const char* const text = run.text + begin;
    const BlockClasses classes = ClassifyBlock<typename Machine::Block>(
        text, is_last ? left : kBlockBytes, is_last);
    const BlockStarts found =
        BlockRules<kFamily>::Find(text, classes, is_last);
    const uint64_t certain =
        found.starts & BitsBelowLowest(found.undecided) &
        BitsBelow(is_last ? classes.size : classes.size - kLookAhead);
    pieces += Machine::WritePlaces(certain, begin, run.ends + pieces);
    if (certain != 0) begin += HighestBit(certain);
    if (found.undecided != 0) break;
    if (is_last) {
      begin = run.size;
      run.ends[pieces++] = begin;
    } else if (certain == 0) {
      const size_t end =
          EndOfLongWord<Machine, kFamily>(run, begin, classes);
      if (end == 0) break;
      begin = end;
      run.ends[pieces++] = begin;
    }
  }
  run.begin = begin;
  run.pieces = pieces;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_SPLIT_BLOCKS_H_
