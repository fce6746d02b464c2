// Lays out a PairTable (pair_table.h).

#ifndef TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_BUILDER_H_
#define TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_BUILDER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/tables/pair_table.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

struct MergedPair {
  Rank left;
  Rank right;
  Rank merged;
};

struct PairSlots {
  std::vector<uint64_t> slots;
  std::vector<uint16_t> displacements;
};

// Requires pairs that differ in left or right. InvalidArgument where no
// displacements are found, which takes a vocabulary that was made for it. Cost:
// about 100 probes of a bitmap a pair (35 ms for o200k_base).
absl::StatusOr<PairSlots> LayOutPairs(std::span<const MergedPair> pairs);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_BUILDER_H_
