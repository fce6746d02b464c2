// The loop of a MergeKernel (block_kernels.h): sixteen pieces at once.
//
// A piece is a column, and row p holds part p of every piece. A step merges the
// lowest pair of each column, whatever its place, by going down the rows once:
//
//             column 0   1   2  ...            column 0   1   2
//     row 0          t   e   n                        t  ex   n
//     row 1         ok   x   e       e+x -> ex       ok   -   e
//     row 2          -   -   s       ------->         -   -   s
//
// and then looks up the two pairs that this makes in each, 32 at once. No step
// depends on the text: what differs from column to column is selected, never
// jumped to.

#ifndef TOKENFARE_TOKENIZER_MERGE_MERGE_COLUMNS_H_
#define TOKENFARE_TOKENIZER_MERGE_MERGE_COLUMNS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/pair_table.h"

namespace tokenfare::internal {

// Numbers for 4, 8 or 16 of the columns: a vector of the machine. gcc and clang
// make its operations of the usual signs.
using Row4 = uint32_t __attribute__((vector_size(16), may_alias));
using Row8 = uint32_t __attribute__((vector_size(32), may_alias));
using Row16 = uint32_t __attribute__((vector_size(64), may_alias));

// A pair that may be merged is its rank and, below, its row: so the least of a
// column is the leftmost of lowest rank.
inline constexpr int kPlaceBits = 7;
inline constexpr uint32_t kPlaceMask = (1 << kPlaceBits) - 1;
static_assert(kMostColumnParts <= kPlaceMask);
// In the place of what two parts merge into: nothing.
inline constexpr uint32_t kNoMerge = 1u << kPairRankBits;
inline constexpr uint32_t kLeastNoCandidate = kNoMerge << kPlaceBits;

// `Machine::FindPairs(pairs, left, right)` has in each column what the two
// parts merge into, or kNoMerge. `Machine::Any(where)`: in any column.
template <typename Machine>
class ColumnMerger {
 public:
  TOKENFARE_BLOCK_INLINE static void Run(const PairTable& pairs,
                                         MergeColumns& columns) {
    for (size_t first = 0; first < columns.used; first += kRowColumns) {
      ColumnMerger merger(pairs, columns, first);
      merger.FindCandidates();
      while (merger.pairs_left_ > 0 && merger.Step()) {
      }
    }
  }

 private:
  using Row = typename Machine::Row;
  static constexpr size_t kRowColumns = sizeof(Row) / sizeof(uint32_t);

  TOKENFARE_BLOCK_INLINE ColumnMerger(const PairTable& pairs,
                                      MergeColumns& columns, size_t first)
      : pairs_(pairs),
        parts_(columns.parts[0].of + first),
        sizes_(reinterpret_cast<Row*>(columns.sizes.of + first)),
        pairs_left_(columns.most_parts - 1) {}

  TOKENFARE_BLOCK_INLINE Row& Parts(size_t row) {
    return *reinterpret_cast<Row*>(parts_ + row * kColumns);
  }
  TOKENFARE_BLOCK_INLINE static Row AllColumns(uint32_t value) {
    return Row{} + value;
  }
  // `where` has all bits set or none in each column.
  TOKENFARE_BLOCK_INLINE static Row Select(Row where, Row a, Row b) {
    return where ? a : b;
  }

  TOKENFARE_BLOCK_INLINE Row FindCandidates(Row left, Row right, Row place) {
    return Machine::FindPairs(pairs_, left, right) << kPlaceBits | place;
  }

  TOKENFARE_BLOCK_INLINE void FindCandidates() {
    for (size_t i = 0; i < pairs_left_; ++i) {
      candidates_[i] = FindCandidates(Parts(i), Parts(i + 1),
                                      AllColumns(static_cast<uint32_t>(i)));
    }
    candidates_[pairs_left_] = AllColumns(kLeastNoCandidate | kPlaceMask);
    place_ = AllColumns(kNowhere);
    left_ = right_ = AllColumns(0);
  }

  // Merges a pair in each column that has one; false where none has.
  TOKENFARE_BLOCK_INLINE bool Step() {
    const Row lowest = LowestCandidates();
    const Row merging = lowest < kLeastNoCandidate;
    if (!Machine::Any(merging)) return false;
    place_ = Select(merging, lowest & kPlaceMask, AllColumns(kNowhere));
    const Row rank = lowest >> kPlaceBits & kNoPart;
    Row before = AllColumns(kNoPart);
    Row after = AllColumns(kNoPart);
    Merge(rank, before, after);
    *sizes_ += merging;  // which is -1 where it is true
    --pairs_left_;
    left_ = FindCandidates(before, rank, place_ - 1);
    right_ = FindCandidates(rank, after, place_);
    return true;
  }

  // Puts the last step's new pairs into their rows first.
  TOKENFARE_BLOCK_INLINE Row LowestCandidates() {
    Row lowest = AllColumns(kLeastNoCandidate);
    Row rows_to_place = place_;
    for (size_t i = 0; i < pairs_left_; ++i) {
      Row candidate = Select(rows_to_place == 1, left_, candidates_[i]);
      candidate = Select(rows_to_place == 0, right_, candidate);
      candidates_[i] = candidate;
      lowest = Select(candidate < lowest, candidate, lowest);
      rows_to_place -= 1;
    }
    return lowest;
  }

  // Puts `rank` into the place of the pair and moves what is below up a row;
  // tells which parts are now before and after it.
  TOKENFARE_BLOCK_INLINE void Merge(Row rank, Row& before, Row& after) {
    Row rows_to_place = place_;
    for (size_t i = 0; i < pairs_left_; ++i) {
      const Row part = Parts(i);
      const Row next = Parts(i + 1);
      const Row is_place = rows_to_place == 0;
      const Row is_below = rows_to_place > kNowhere;  // negative
      before = Select(rows_to_place == 1, part, before);
      after = Select(rows_to_place == ~uint32_t{0}, next, after);
      Parts(i) = Select(is_place, rank, Select(is_below, next, part));
      candidates_[i] =
          Select(is_place | is_below, candidates_[i + 1] - 1, candidates_[i]);
      rows_to_place -= 1;
    }
    Row& last = Parts(pairs_left_);
    last = Select(rows_to_place > kNowhere, AllColumns(kNoPart), last);
  }

  static constexpr uint32_t kNowhere = 0x7FFFFFFF;

  const PairTable& pairs_;
  uint32_t* parts_;  // of the first column
  Row* sizes_;
  // No column that still merges has more.
  size_t pairs_left_;
  Row candidates_[kMostColumnParts];  // rows that are not used are not touched
  // Where the last step merged in each column, and the new pairs with the part
  // before and the part after.
  Row place_;
  Row left_;
  Row right_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_MERGE_COLUMNS_H_
