// The loop of a FindKeyedKernel (block_kernels.h), piece by piece.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/keyed_cache.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE size_t FindKeyedInTurn(FindKeyedRun& run) {
  size_t tokens = 0;
  size_t unknown = 0;
  for (size_t i = 0; i < run.count; ++i) {
    const size_t begin = run.begins[run.pieces[i]];
    const size_t length = run.ends[run.pieces[i]] - begin;
    run.unknown[unknown] = run.pieces[i];
    if (length > kMaxKeyBytes) {
      ++unknown;
      continue;
    }
    const PieceKey key =
        LoadPieceKey(run.text + begin, length, run.text + run.text_size);
    const PieceKey& slot = run.slots[MixKey(key) >> run.shift];
    const uint64_t difference = slot.high ^ key.high;
    const bool known = slot.low == key.low && (difference & ~kKeyNoteMask) == 0;
    tokens += known ? difference >> kKeyNoteShift : 0;
    unknown += known ? 0 : 1;
  }
  run.unknown_count = unknown;
  return tokens;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_KEYED_H_
