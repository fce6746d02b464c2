// The loop of a FindKernel (block_kernels.h), piece by piece.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/packed_cache.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE size_t FindPackedInTurn(FindRun& run) {
  size_t tokens = 0;
  size_t unknown = 0;
  size_t longer = 0;
  for (size_t i = 0; i < run.pieces; ++i) {
    const char* const piece = run.text + run.begins[i];
    const size_t length = run.ends[i] - run.begins[i];
    // Written always, kept where that is what the piece is.
    run.longer[longer] = static_cast<uint32_t>(i);
    run.unknown[unknown] = static_cast<uint32_t>(i);
    if (!CanPack(static_cast<unsigned char>(*piece), length)) {
      ++longer;
      continue;
    }
    uint64_t word;
    __builtin_memcpy(&word, piece, 8);
    const uint64_t mixed = MixPacked(PackWord(word, length));
    const uint64_t count = run.slots[mixed >> run.shift] ^ PackedSlot(mixed, 0);
    const bool known = count - 1 < kMostSlotCount;
    tokens += known ? count : 0;
    unknown += known ? 0 : 1;
  }
  run.unknown_count = unknown;
  run.longer_count = longer;
  return tokens;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_PACKED_H_
