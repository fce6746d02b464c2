// Remembers the token counts of pieces of up to 15 bytes, the last of those
// that share a slot.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_KEYED_CACHE_H_
#define TOKENFARE_TOKENIZER_LOOKUP_KEYED_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

// The highest bits depend on all of the piece: a place in a cache. Vectors have
// two products, too (find_keyed_avx512.h).
TOKENFARE_BLOCK_INLINE uint64_t MixKey(const PieceKey& key) {
  return SpreadPacked(key.low ^ (key.high * kMixSecond));
}

// Direct-mapped: what PackedCache is for shorter pieces. The count of a piece
// is the note of its key; an empty slot is no key.
class KeyedCache {
 public:
  // 2^`index_bits` slots of 16 bytes.
  KeyedCache(CacheMemory& memory, int index_bits)
      : shift_(64 - index_bits),
        slots_(memory.Take<PieceKey>(size_t{1} << index_bits)) {}

  const PieceKey* slots() const { return slots_.data(); }
  // A piece belongs to the slot MixKey(key) >> shift().
  int shift() const { return shift_; }

  // Requires 1 <= count <= 15.
  void Insert(const PieceKey& key, size_t count) {
    PieceKey& slot = slots_[MixKey(key) >> shift_];
    slot = key;
    slot.high |= static_cast<uint64_t>(count) << kKeyNoteShift;
  }

 private:
  int shift_;
  std::span<PieceKey> slots_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_KEYED_CACHE_H_
