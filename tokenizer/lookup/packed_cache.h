// Remembers the token counts of pieces of up to 8 bytes.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_PACKED_CACHE_H_
#define TOKENFARE_TOKENIZER_LOOKUP_PACKED_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/machine/block_bits.h"

namespace tokenfare::internal {

// A slot of a PackedCache holds a piece, spread (packed_piece.h), without its
// top four bits, which the slot's place implies, and in their stead, at the
// other end, its count. So the difference to a piece in question is its count,
// or more than any count; it is not 0, which takes a piece of which 60 bits are
// 0 and an empty slot: no piece that is packed has a lowest byte of 0.
TOKENFARE_BLOCK_INLINE uint64_t PackedSlot(uint64_t spread, uint64_t count) {
  return spread << 4 | count;
}
inline constexpr uint64_t kMostSlotCount = 15;

// Direct-mapped, 8 bytes per piece, and of fixed size: no text can make it
// grow, and one made to collide only makes it forget. Of every 100 pieces of
// prose 3 to 7 are not in it; the vocabulary itself is the level below.
class PackedCache {
 public:
  // 2^`index_bits` slots, at least 2^4.
  PackedCache(CacheMemory& memory, int index_bits)
      : shift_(64 - index_bits),
        slots_(memory.Take<uint64_t>(size_t{1} << index_bits)) {}

  const uint64_t* slots() const { return slots_.data(); }
  // A piece belongs to the slot spread >> shift().
  int shift() const { return shift_; }

  // The count of the piece, or 0.
  size_t Find(uint64_t spread) const {
    const uint64_t difference =
        slots_[spread >> shift_] ^ PackedSlot(spread, 0);
    return difference <= kMostSlotCount ? difference : 0;
  }
  // Requires 1 <= count <= kMostSlotCount.
  void Insert(uint64_t spread, size_t count) {
    slots_[spread >> shift_] = PackedSlot(spread, count);
  }

 private:
  int shift_;
  std::span<uint64_t> slots_;
};

// Eight-way set-associative, otherwise as PackedCache. For pieces that cost a
// merge to count again.
class PackedSets {
 public:
  // 2^`index_bits` sets of 64 bytes, at least 2^4.
  PackedSets(CacheMemory& memory, int index_bits)
      : shift_(64 - index_bits),
        sets_(memory.Take<Set>(size_t{1} << index_bits)) {}

  void Prefetch(uint64_t spread) const { __builtin_prefetch(&SetOf(spread)); }

  // The count of the piece, or 0.
  size_t Find(uint64_t spread) const {
    const uint64_t piece = PackedSlot(spread, 0);
    size_t count = 0;
    for (const uint64_t slot : SetOf(spread).slots) {
      const uint64_t difference = slot ^ piece;
      count = difference <= kMostSlotCount ? difference : count;
    }
    return count;
  }
  // Requires 1 <= count <= kMostSlotCount. The slots of a set take turns that
  // other sets disturb, so that going through more pieces than there is room
  // for, again and again, still finds some.
  void Insert(uint64_t spread, size_t count) {
    sets_[spread >> shift_].slots[turn_++ % 8] = PackedSlot(spread, count);
  }

 private:
  struct Set {
    std::array<uint64_t, 8> slots;
  };
  static_assert(sizeof(Set) == 64);

  const Set& SetOf(uint64_t spread) const { return sets_[spread >> shift_]; }

  int shift_;
  size_t turn_ = 0;
  std::span<Set> sets_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_PACKED_CACHE_H_
