// Remembers the token counts of pieces of up to 8 bytes.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PACKED_CACHE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PACKED_CACHE_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/support/zeroed_array.h"
#include "tokenfare/tokenizer/internal/block_bits.h"

namespace tokenfare::internal {

// A slot of a PackedCache holds a mixed piece without its top four bits, which
// the slot's place implies, and in their stead, at the other end, its count. So
// the difference to a piece in question is its count, or more than any count,
// or 0 in an empty slot.
TOKENFARE_BLOCK_INLINE uint64_t PackedSlot(uint64_t mixed, uint64_t count) {
  return mixed << 4 | count;
}
inline constexpr uint64_t kMostSlotCount = 15;

// Direct-mapped, 8 bytes a piece, and of fixed size: no text can make it grow,
// and one made to collide only makes it forget. Of every 100 pieces of prose
// 3 to 7 are not in it; the vocabulary itself is the level below.
class PackedCache {
 public:
  // 2^`index_bits` slots, at least 2^4. Untouched memory stays untouched.
  explicit PackedCache(int index_bits)
      : shift_(64 - index_bits), slots_(size_t{1} << index_bits) {}

  const uint64_t* slots() const { return slots_.data(); }
  // A piece belongs to the slot mixed >> shift().
  int shift() const { return shift_; }

  // The count of the piece, or 0.
  size_t Find(uint64_t mixed) const {
    const uint64_t difference =
        slots_.data()[mixed >> shift_] ^ PackedSlot(mixed, 0);
    return difference <= kMostSlotCount ? difference : 0;
  }
  // Requires 1 <= count <= kMostSlotCount.
  void Insert(uint64_t mixed, size_t count) {
    slots_.data()[mixed >> shift_] = PackedSlot(mixed, count);
  }

 private:
  int shift_;
  ZeroedArray<uint64_t> slots_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PACKED_CACHE_H_
