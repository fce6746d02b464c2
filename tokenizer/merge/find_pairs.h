// The look-ups of a ColumnMerger (merge_columns.h), column by column.

#ifndef TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_H_
#define TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/merge/merge_columns.h"
#include "tokenfare/tokenizer/tables/pair_table.h"

namespace tokenfare::internal {

template <typename Row>
TOKENFARE_BLOCK_INLINE Row FindPairsInTurn(const PairTable& pairs, Row left,
                                           Row right) {
  Row merged;
  for (size_t i = 0; i < sizeof(Row) / sizeof(uint32_t); ++i) {
    const uint32_t found = pairs.Find(left[i], right[i]);
    merged[i] = found == kNoRank ? kNoMerge : found;
  }
  return merged;
}

template <typename Row>
TOKENFARE_BLOCK_INLINE bool AnyInTurn(Row where) {
  uint32_t any = 0;
  for (size_t i = 0; i < sizeof(Row) / sizeof(uint32_t); ++i) any |= where[i];
  return any != 0;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_FIND_PAIRS_H_
