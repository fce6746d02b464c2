// The loop of a MergeKernel (block_kernels.h).

#ifndef TOKENFARE_TOKENIZER_INTERNAL_MERGE_LANES_H_
#define TOKENFARE_TOKENIZER_INTERNAL_MERGE_LANES_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/internal/block_bits.h"
#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/pair_table.h"

namespace tokenfare::internal {

// std::array would leave functions behind (block_kernels.h).
TOKENFARE_BLOCK_INLINE const uint64_t* Slots(const PairLine& line) {
  return reinterpret_cast<const uint64_t*>(&line);
}

// Two adjacent parts on their way to the token that they merge into.
struct PairLookUp {
  uint64_t key;
  size_t home;
  uint32_t* merged;  // where the answer goes
};

// A lane and what its parts merge into: merged[i] is of parts i and i + 1. Both
// are filled up with kNoRank, which is no part of any pair, so that neighbours
// that do not exist need no branch. The neighbour before the first is the last
// of the array.
template <size_t kWidth>
struct MergeLane {
  uint32_t* parts;
  size_t* size;
  alignas(64) uint32_t merged[kWidth];
};

// `Ops` has the operations on lanes of kWidth ranks (lane_ops_*.h).
template <typename Ops, typename Lanes>
class LaneMerger {
 public:
  TOKENFARE_BLOCK_INLINE static void Run(const PairLine* lines,
                                         size_t line_count, Lanes& lanes) {
    LaneMerger merger(lines, line_count);
    Lane all[Lanes::kLanes];
    Lane* active[Lanes::kLanes];
    size_t left = 0;
    for (size_t i = 0; i < lanes.used; ++i) {
      all[i].parts = lanes.parts[i];
      all[i].size = &lanes.sizes[i];
      for (uint32_t& rank : all[i].merged) rank = kNoRank;
      merger.Begin(all[i]);
      active[left++] = &all[i];
    }
    while (left > 0) {
      const size_t before = left;
      left = 0;
      for (size_t i = 0; i < before; ++i) {
        Lane* const lane = active[i];
        active[left] = lane;
        left += merger.MergeLowest(*lane) ? 1 : 0;
      }
      merger.LookUp();
    }
  }

 private:
  using Lane = MergeLane<Lanes::kWidth>;
  // Of the pairs of a whole piece, or of two for each lane.
  static constexpr size_t kMostLookUps =
      Lanes::kWidth > 2 * Lanes::kLanes ? Lanes::kWidth : 2 * Lanes::kLanes;

  TOKENFARE_BLOCK_INLINE LaneMerger(const PairLine* lines, size_t line_count)
      : lines_(lines), line_count_(line_count) {}

  // All pairs of the piece.
  TOKENFARE_BLOCK_INLINE void Begin(Lane& lane) {
    for (size_t i = 0; i + 1 < *lane.size; ++i) Ask(lane, i);
    LookUp();
  }

  // False where nothing merges any more.
  TOKENFARE_BLOCK_INLINE bool MergeLowest(Lane& lane) {
    const size_t at = Ops::Lowest(lane.merged);
    const uint32_t rank = lane.merged[at];
    if (rank == kNoRank) return false;
    Ops::Remove(lane.parts, at + 1);
    lane.parts[at] = rank;
    Ops::Remove(lane.merged, at);
    --*lane.size;
    Ask(lane, (at - 1) % Lanes::kWidth);
    Ask(lane, at);
    return true;
  }

  // Asks for what part i and the next one merge into.
  TOKENFARE_BLOCK_INLINE void Ask(Lane& lane, size_t i) {
    const auto part = [&](size_t at) {
      return lane.parts[at % Lanes::kWidth] & kPairRankMask;
    };
    PairLookUp& look_up = look_ups_[asked_++];
    look_up.key = part(i) << kPairRankBits | part(i + 1);
    look_up.home = PairTable::HomeLine(look_up.key, line_count_);
    look_up.merged = &lane.merged[i];
    __builtin_prefetch(&lines_[look_up.home]);
  }

  TOKENFARE_BLOCK_INLINE void LookUp() {
    for (size_t i = 0; i < asked_; ++i) {
      const PairLookUp& look_up = look_ups_[i];
      size_t at = look_up.home;
      uint32_t merged = Ops::FindInLine(lines_[at], look_up.key);
      while (merged == kNoRank && (Slots(lines_[at])[0] & kPairOverflow) != 0) {
        if (++at == line_count_) at = 0;
        merged = Ops::FindInLine(lines_[at], look_up.key);
      }
      *look_up.merged = merged;
    }
    asked_ = 0;
  }

  const PairLine* lines_;
  size_t line_count_;
  PairLookUp look_ups_[kMostLookUps];
  size_t asked_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_MERGE_LANES_H_
