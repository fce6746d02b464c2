// The kernels of one kind of machine, from the operations that differ.

#ifndef TOKENFARE_TOKENIZER_KERNELS_MACHINES_MACHINE_KERNELS_H_
#define TOKENFARE_TOKENIZER_KERNELS_MACHINES_MACHINE_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/engine/write_ranks.h"
#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/find_in_turn.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/machine/byte_block_portable.h"
#include "tokenfare/tokenizer/merge/find_pairs.h"
#include "tokenfare/tokenizer/merge/merge_columns.h"
#include "tokenfare/tokenizer/split/split_blocks.h"

namespace tokenfare::internal {

// What any machine can do; another hides what it does better.
struct PortableMachine {
  using Block = PortableBlock;
  using Row = Row4;

  TOKENFARE_BLOCK_INLINE static size_t WritePlaces(uint64_t mask, size_t base,
                                                   size_t* places) {
    return internal::WritePlaces(mask, base, places);
  }
  TOKENFARE_BLOCK_INLINE static size_t FindPacked(FindRun& run) {
    return FindCountsInTurn(run);
  }
  TOKENFARE_BLOCK_INLINE static size_t FindKeyed(FindKeyedRun& run) {
    return FindKeyedCountsInTurn(run);
  }
  template <typename AnyRow>
  TOKENFARE_BLOCK_INLINE static AnyRow FindPairs(const PairTable& pairs,
                                                 AnyRow left, AnyRow right) {
    return FindPairsInTurn(pairs, left, right);
  }
  template <typename AnyRow>
  TOKENFARE_BLOCK_INLINE static bool Any(AnyRow where) {
    return AnyInTurn(where);
  }
  TOKENFARE_BLOCK_INLINE static void FindRanks(FindRanksRun& run) {
    FindRanksInTurn(run);
  }
  TOKENFARE_BLOCK_INLINE static void FindKeyedRanks(FindKeyedRanksRun& run) {
    FindKeyedRanksInTurn(run);
  }
  TOKENFARE_BLOCK_INLINE static size_t ListLong(const size_t* begins,
                                                const size_t* ends,
                                                size_t pieces,
                                                uint32_t* indices) {
    return ListLongInTurn(begins, ends, pieces, indices);
  }
  TOKENFARE_BLOCK_INLINE static uint32_t* WriteRanks(WriteRun& run) {
    return WriteRanksInTurn(run);
  }
};

// `Machine` must be of an unnamed namespace: then these functions, which are
// compiled for it, are seen in its file only (block_kernels.h).
template <typename Machine>
class MachineKernels {
 public:
  static constexpr BlockKernels All() {
    return {Split<PatternFamily::kO200k>,
            Split<PatternFamily::kCl100k>,
            FindPacked,
            FindKeyed,
            FindRanks,
            FindKeyedRanks,
            ListLong,
            WriteRanks,
            Merge};
  }

 private:
  template <PatternFamily kFamily>
  static void Split(SplitRun& run) {
    SplitBlocks<Machine, kFamily>(run);
  }
  static size_t FindPacked(FindRun& run) { return Machine::FindPacked(run); }
  static size_t FindKeyed(FindKeyedRun& run) { return Machine::FindKeyed(run); }
  static void FindRanks(FindRanksRun& run) { Machine::FindRanks(run); }
  static void FindKeyedRanks(FindKeyedRanksRun& run) {
    Machine::FindKeyedRanks(run);
  }
  static size_t ListLong(const size_t* begins, const size_t* ends,
                         size_t pieces, uint32_t* indices) {
    return Machine::ListLong(begins, ends, pieces, indices);
  }
  static uint32_t* WriteRanks(WriteRun& run) {
    return Machine::WriteRanks(run);
  }
  static void Merge(const PairTable& pairs, MergeColumns& columns) {
    ColumnMerger<Machine>::Run(pairs, columns);
  }
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_KERNELS_MACHINES_MACHINE_KERNELS_H_
