// The loop of a WriteKernel (block_kernels.h), answer by answer.

#ifndef TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_H_
#define TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/tables/rank_word.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE uint32_t* WriteRanksInTurn(WriteRun& run) {
  uint32_t* out = run.out;
  size_t i = 0;
  for (; i < run.answers && run.counts[i] <= kMostWordRanks; ++i) {
    // Written always, kept as far as they are ranks.
    WriteRanks(run.ranks[i], out);
    out += run.counts[i];
  }
  run.written = i;
  return out;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENGINE_WRITE_RANKS_H_
