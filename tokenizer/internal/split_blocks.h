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
      break;
    }
  }
  run.begin = begin;
  run.pieces = pieces;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_SPLIT_BLOCKS_H_
