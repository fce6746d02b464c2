// Remember the ranks of short pieces: what PackedCache and KeyedCache do for
// counts.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_RANK_CACHES_H_
#define TOKENFARE_TOKENIZER_LOOKUP_RANK_CACHES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/lookup/keyed_cache.h"
#include "tokenfare/tokenizer/lookup/packed_cache.h"
#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/piece_key.h"
#include "tokenfare/tokenizer/tables/rank_word.h"

namespace tokenfare::internal {

// A piece of up to 8 bytes as in PackedCache, with its count, and its ranks. An
// empty slot is zero.
struct alignas(16) PackedRanks {
  uint64_t piece;
  uint64_t ranks;
};

// Direct-mapped and of fixed size: no text can make it grow, and one made to
// collide only makes it forget.
class PackedRankCache {
 public:
  // 2^`index_bits` slots of 16 bytes, at least 2^4.
  PackedRankCache(CacheMemory& memory, int index_bits)
      : shift_(64 - index_bits),
        slots_(memory.Take<PackedRanks>(size_t{1} << index_bits)) {}

  const PackedRanks* slots() const { return slots_.data(); }
  // A piece belongs to the slot spread >> shift().
  int shift() const { return shift_; }

  // Requires 1 <= count <= kMostWordRanks.
  void Insert(uint64_t spread, uint64_t ranks, size_t count) {
    slots_[spread >> shift_] = {PackedSlot(spread, count), ranks};
  }

 private:
  int shift_;
  std::span<PackedRanks> slots_;
};

// A piece of up to 15 bytes, with its count as the note of its key, and its
// ranks in two words. An empty slot is no key.
struct alignas(32) KeyedRanks {
  PieceKey key;
  uint64_t ranks;
  uint64_t more;
};
inline constexpr size_t kMostKeyedRanks = 2 * kMostWordRanks;

// Direct-mapped and of fixed size, as PackedRankCache.
class KeyedRankCache {
 public:
  // 2^`index_bits` slots of 32 bytes.
  KeyedRankCache(CacheMemory& memory, int index_bits)
      : shift_(64 - index_bits),
        slots_(memory.Take<KeyedRanks>(size_t{1} << index_bits)) {}

  const KeyedRanks* slots() const { return slots_.data(); }
  // A piece belongs to the slot MixKey(key) >> shift().
  int shift() const { return shift_; }

  // Requires 1 <= count <= kMostKeyedRanks.
  void Insert(const PieceKey& key, uint64_t ranks, uint64_t more,
              size_t count) {
    KeyedRanks& slot = slots_[MixKey(key) >> shift_];
    slot = {key, ranks, more};
    slot.key.high |= static_cast<uint64_t>(count) << kKeyNoteShift;
  }

 private:
  int shift_;
  std::span<KeyedRanks> slots_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_RANK_CACHES_H_
