// The loop of a SplitKernel (block_kernels.h).

#ifndef TOKENFARE_TOKENIZER_SPLIT_SPLIT_BLOCKS_H_
#define TOKENFARE_TOKENIZER_SPLIT_SPLIT_BLOCKS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/split/block_classes.h"
#include "tokenfare/tokenizer/split/block_rules.h"

namespace tokenfare::internal {

// The rules look this many bytes ahead.
inline constexpr size_t kLookAhead = 2;

// So far ahead the text is asked for.
inline constexpr size_t kPrefetchBytes = 1024;

// A piece that fills its block is a long word, or a long run of white space or
// punctuation.
template <typename Machine, PatternFamily kFamily>
class LongPiece {
 public:
  // The end of the piece at `begin` of the run's text, or 0 where the automaton
  // must tell. `classes` are those of its block, in which no other piece
  // certainly starts, and which has no undecided classes. Reads up to the end
  // of the piece's run.
  TOKENFARE_BLOCK_INLINE static size_t End(const SplitRun& run, size_t begin,
                                           const BlockClasses& classes) {
    // The first character may be the prefix of a word or of punctuation.
    const uint64_t first = BitsBelow(1 + LowestBit(~(classes.later >> 1)));
    const uint64_t inside = BitsBelow(classes.size);
    if ((inside & ~(Letters(classes) | first)) == 0) {
      return EndOfWord(run, begin + classes.size);
    }
    if ((inside & ~White(classes)) == 0) {
      return EndOfWhite(run, begin, classes);
    }
    if ((inside & ~(Punctuation(classes) | first)) == 0) {
      return EndOfPunctuation(run, begin + classes.size);
    }
    return 0;
  }

 private:
  static constexpr bool kO200k = kFamily == PatternFamily::kO200k;

  // Those after which a word goes on, whatever is before them.
  TOKENFARE_BLOCK_INLINE static uint64_t Letters(const BlockClasses& classes) {
    return classes.lower | classes.caseless |
           (kO200k ? classes.mark : classes.upper);
  }
  TOKENFARE_BLOCK_INLINE static uint64_t White(const BlockClasses& classes) {
    return classes.space | classes.blank | classes.newline;
  }
  TOKENFARE_BLOCK_INLINE static uint64_t Punctuation(
      const BlockClasses& classes) {
    return BitsBelow(classes.size) & ~(Letters(classes) | classes.upper |
                                       classes.number | White(classes));
  }

  // Calls on_block(classes, at) for each block from `at` on, while it returns
  // ~0. What it returns otherwise, at the end of the text run.size.
  template <typename OnBlock>
  TOKENFARE_BLOCK_INLINE static size_t ScanBlocks(const SplitRun& run,
                                                  size_t at, OnBlock on_block) {
    while (at < run.size) {
      const size_t left = run.size - at;
      const bool is_last = left < kBlockBytes;
      const BlockClasses classes = ClassifyBlock<typename Machine::Block>(
          run.text + at, is_last ? left : kBlockBytes, is_last);
      const size_t end = on_block(classes, at);
      if (end != kGoesOn) return end;
      at += classes.size;
    }
    return run.size;
  }
  static constexpr size_t kGoesOn = ~size_t{0};

  TOKENFARE_BLOCK_INLINE static size_t EndOfWord(const SplitRun& run,
                                                 size_t begin) {
    return ScanBlocks(run, begin, [](const BlockClasses& classes, size_t at) {
      const uint64_t others =
          (~Letters(classes) & BitsBelow(classes.size)) | classes.undecided;
      if (others == 0) return kGoesOn;
      // Upper case and contractions depend on what is before and after them.
      const uint64_t unclear =
          classes.undecided | (kO200k ? classes.upper | classes.apostrophe : 0);
      const size_t end = LowestBit(others);
      return (unclear >> end & 1) != 0 ? 0 : at + end;
    });
  }

  // Up to the last newline, or else all but the last blank.
  TOKENFARE_BLOCK_INLINE static size_t EndOfWhite(const SplitRun& run,
                                                  size_t begin,
                                                  const BlockClasses& first) {
    size_t after_newline =
        first.newline == 0 ? 0 : begin + HighestBit(first.newline) + 1;
    const size_t end = ScanBlocks(
        run, begin + first.size, [&](const BlockClasses& classes, size_t at) {
          const uint64_t others =
              (~White(classes) & BitsBelow(classes.size)) | classes.undecided;
          const uint64_t newlines = classes.newline & BitsBelowLowest(others);
          if (newlines != 0) after_newline = at + HighestBit(newlines) + 1;
          if (others == 0) return kGoesOn;
          if ((classes.undecided & -others & others) != 0) return size_t{0};
          return at + LowestBit(others);
        });
    if (end == 0) return 0;
    if (end == run.size) {
      return kO200k && after_newline != 0 ? after_newline : end;
    }
    return after_newline != 0 ? after_newline : end - 1;
  }

  TOKENFARE_BLOCK_INLINE static size_t EndOfPunctuation(const SplitRun& run,
                                                        size_t begin) {
    return ScanBlocks(run, begin, [](const BlockClasses& classes, size_t at) {
      const uint64_t others =
          (~Punctuation(classes) & BitsBelow(classes.size)) | classes.undecided;
      if (others == 0) return kGoesOn;
      // Newlines belong to it, and marks are letters elsewhere.
      const uint64_t unclear =
          classes.undecided | classes.newline | (kO200k ? classes.mark : 0);
      const size_t end = LowestBit(others);
      return (unclear >> end & 1) != 0 ? 0 : at + end;
    });
  }
};

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
    __builtin_prefetch(text + kPrefetchBytes);
    const BlockClasses classes = ClassifyBlock<typename Machine::Block>(
        text, is_last ? left : kBlockBytes, is_last);
    const BlockStarts found = BlockRules<kFamily>::Find(text, classes, is_last);
    const uint64_t certain =
        found.starts & BitsBelowLowest(found.undecided) &
        BitsBelow(is_last ? classes.size : classes.size - kLookAhead);
    pieces += Machine::WritePlaces(certain, begin, run.ends + pieces);
    if (certain != 0) begin += HighestBit(certain);
    if (is_last && found.undecided == 0) {
      begin = run.size;
      run.ends[pieces++] = begin;
    } else if (certain == 0) {
      const size_t end =
          classes.undecided != 0 || is_last
              ? 0
              : LongPiece<Machine, kFamily>::End(run, begin, classes);
      if (end == 0) break;
      begin = end;
      run.ends[pieces++] = begin;
    }
  }
  run.begin = begin;
  run.pieces = pieces;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_SPLIT_BLOCKS_H_
