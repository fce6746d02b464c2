// The loops of FindRanksKernel, FindKeyedRanksKernel and ListLongKernel
// (block_kernels.h), piece by piece.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/rank_caches.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE void FindRanksInTurn(FindRanksRun& run) {
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
    const PackedRanks& slot = run.slots[mixed >> run.shift];
    const uint64_t count = slot.piece ^ PackedSlot(mixed, 0);
    const bool known = count - 1 < kMostWordRanks;
    run.ranks[i] = slot.ranks;
    run.counts[i] = static_cast<uint32_t>(count);
    unknown += known ? 0 : 1;
  }
  run.unknown_count = unknown;
  run.longer_count = longer;
}

TOKENFARE_BLOCK_INLINE void FindKeyedRanksInTurn(FindKeyedRanksRun& run) {
  size_t unknown = 0;
  for (size_t i = 0; i < run.count; ++i) {
    const uint32_t piece = run.pieces[i];
    const size_t begin = run.begins[piece];
    const size_t length = run.ends[piece] - begin;
    run.unknown[unknown] = piece;
    if (length > kMaxKeyBytes) {
      ++unknown;
      continue;
    }
    const PieceKey key =
        LoadPieceKey(run.text + begin, length, run.text + run.text_size);
    const KeyedRanks& slot = run.slots[MixKey(key) >> run.shift];
    const uint64_t difference = slot.key.high ^ key.high;
    const bool known =
        slot.key.low == key.low && (difference & ~kKeyNoteMask) == 0;
    run.ranks[piece] = slot.ranks;
    run.more[piece] = slot.more;
    run.counts[piece] = static_cast<uint32_t>(difference >> kKeyNoteShift);
    unknown += known ? 0 : 1;
  }
  run.unknown_count = unknown;
}

TOKENFARE_BLOCK_INLINE size_t ListLongInTurn(const size_t* begins,
                                             const size_t* ends, size_t pieces,
                                             uint32_t* indices) {
  size_t count = 0;
  for (size_t i = 0; i < pieces; ++i) {
    indices[count] = static_cast<uint32_t>(i);
    count += ends[i] - begins[i] > kMaxKeyBytes ? 1 : 0;
  }
  return count;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_RANKS_H_
