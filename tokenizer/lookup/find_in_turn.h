// The loops of the find kernels (block_kernels.h), piece by piece.
//
// Each goes through its pieces twice: it asks for the slots of all, then reads
// them. So their cache lines arrive side by side, where a wrong guess at a
// branch would make each wait for the one before. And it tells what is not
// known by a branch: to write its index each time, and keep it or not, takes
// more. What both bring stands in DESIGN.md, section 6.
//
// Counting and encoding differ in what a slot holds besides the piece: one loop
// for pieces of up to 8 bytes and one for longer ones serve both.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_FIND_IN_TURN_H_
#define TOKENFARE_TOKENIZER_LOOKUP_FIND_IN_TURN_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/keyed_cache.h"
#include "tokenfare/tokenizer/lookup/packed_cache.h"
#include "tokenfare/tokenizer/lookup/rank_caches.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

TOKENFARE_BLOCK_INLINE uint64_t PieceOf(uint64_t slot) { return slot; }
TOKENFARE_BLOCK_INLINE uint64_t PieceOf(const PackedRanks& slot) {
  return slot.piece;
}
TOKENFARE_BLOCK_INLINE const PieceKey& KeyOf(const PieceKey& slot) {
  return slot;
}
TOKENFARE_BLOCK_INLINE const PieceKey& KeyOf(const KeyedRanks& slot) {
  return slot.key;
}

// Calls on_known(index, slot, count) for each piece of a FindRun or a
// FindRanksRun whose slot has it with up to `most` tokens; lists the others.
template <typename Run, typename OnKnown>
TOKENFARE_BLOCK_INLINE void FindPackedInTurn(Run& run, uint64_t most,
                                             OnKnown on_known) {
  const size_t* const begins = run.begins;
  const size_t* const ends = run.ends;
  const auto* const slots = run.slots;
  const int shift = run.shift;
  const size_t pieces = run.pieces;
  uint64_t spreads[kMostFindPieces];
  for (size_t i = 0; i < pieces; ++i) {
    uint64_t word;
    __builtin_memcpy(&word, run.text + begins[i], sizeof(word));
    spreads[i] = SpreadPacked(PackWord(word, ends[i] - begins[i]));
    __builtin_prefetch(&slots[spreads[i] >> shift]);
  }
  uint32_t* unknown = run.unknown;
  uint32_t* longer = run.longer;
  for (size_t i = 0; i < pieces; ++i) {
    const auto& slot = slots[spreads[i] >> shift];
    const uint64_t count = PieceOf(slot) ^ PackedSlot(spreads[i], 0);
    if (ends[i] - begins[i] > kMaxPackedBytes) {
      *longer++ = static_cast<uint32_t>(i);
    } else if (count > most) {
      *unknown++ = static_cast<uint32_t>(i);
    } else {
      on_known(i, slot, count);
    }
  }
  run.unknown_count = static_cast<size_t>(unknown - run.unknown);
  run.longer_count = static_cast<size_t>(longer - run.longer);
}

// The key of a piece of 9 to 15 bytes; as LoadPieceKey, and reads the piece
// only. Of a longer piece it is any key.
TOKENFARE_BLOCK_INLINE PieceKey LoadLongerKey(const char* begin,
                                              const char* end) {
  const auto length = static_cast<uint64_t>(end - begin);
  PieceKey key;
  __builtin_memcpy(&key.low, begin, sizeof(key.low));
  // The last 8 bytes, without those that are in `low`.
  __builtin_memcpy(&key.high, end - 8, sizeof(key.high));
  key.high >>= (128 - 8 * length) & 63;
  key.high |= length << kKeyLengthShift;
  return key;
}

// The same of a FindKeyedRun or a FindKeyedRanksRun.
template <typename Run, typename OnKnown>
TOKENFARE_BLOCK_INLINE void FindKeyedInTurn(Run& run, OnKnown on_known) {
  const auto* const slots = run.slots;
  const int shift = run.shift;
  const size_t pieces = run.count;
  // Not PieceKeys, which would be cleared.
  uint64_t lows[kMostFindPieces];
  uint64_t highs[kMostFindPieces];
  for (size_t i = 0; i < pieces; ++i) {
    const uint32_t piece = run.pieces[i];
    const PieceKey key =
        LoadLongerKey(run.text + run.begins[piece], run.text + run.ends[piece]);
    lows[i] = key.low;
    highs[i] = key.high;
    __builtin_prefetch(&slots[MixKey(key) >> shift]);
  }
  uint32_t* unknown = run.unknown;
  for (size_t i = 0; i < pieces; ++i) {
    const uint32_t piece = run.pieces[i];
    const PieceKey key = {lows[i], highs[i]};
    const auto& slot = slots[MixKey(key) >> shift];
    // The note of the slot, its count, is not in the key.
    const uint64_t difference = KeyOf(slot).high ^ key.high;
    if (run.ends[piece] - run.begins[piece] > kMaxKeyBytes ||
        KeyOf(slot).low != key.low || (difference & ~kKeyNoteMask) != 0) {
      *unknown++ = piece;
    } else {
      on_known(piece, slot, difference >> kKeyNoteShift);
    }
  }
  run.unknown_count = static_cast<size_t>(unknown - run.unknown);
}

TOKENFARE_BLOCK_INLINE size_t FindCountsInTurn(FindRun& run) {
  size_t tokens = 0;
  FindPackedInTurn(run, kMostSlotCount,
                   [&](size_t, uint64_t, uint64_t count) { tokens += count; });
  return tokens;
}

TOKENFARE_BLOCK_INLINE size_t FindKeyedCountsInTurn(FindKeyedRun& run) {
  size_t tokens = 0;
  FindKeyedInTurn(
      run, [&](size_t, const PieceKey&, uint64_t count) { tokens += count; });
  return tokens;
}

TOKENFARE_BLOCK_INLINE void FindRanksInTurn(FindRanksRun& run) {
  FindPackedInTurn(run, kMostWordRanks,
                   [&](size_t i, const PackedRanks& slot, uint64_t count) {
                     run.ranks[i] = slot.ranks;
                     run.counts[i] = static_cast<uint32_t>(count);
                   });
}

TOKENFARE_BLOCK_INLINE void FindKeyedRanksInTurn(FindKeyedRanksRun& run) {
  FindKeyedInTurn(run, [&](size_t i, const KeyedRanks& slot, uint64_t count) {
    run.ranks[i] = slot.ranks;
    run.more[i] = slot.more;
    run.counts[i] = static_cast<uint32_t>(count);
  });
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

#endif  // TOKENFARE_TOKENIZER_LOOKUP_FIND_IN_TURN_H_
