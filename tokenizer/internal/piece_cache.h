// Remembers the token counts of pieces of up to 15 bytes.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tokenfare/support/zeroed_array.h"
#include "tokenfare/tokenizer/internal/piece_key.h"

namespace tokenfare::internal {

// Four-way set-associative and of fixed size: the entries of a set take turns
// that other sets disturb, so that going through more pieces than there is room
// for, again and again, still finds some. No text can grow it, and a text made
// to collide only makes it forget. The count of a piece (at most 15) is the
// note of its key, so an entry is 16 bytes and a look-up touches one cache
// line.
class PieceCache {
 public:
  static constexpr size_t kMinBytes = 4096;

  // Takes `bytes`, rounded down to a power of two. The memory is zero pages of
  // the operating system until it is written to.
  explicit PieceCache(size_t bytes)
      : sets_count_(std::bit_floor(bytes < kMinBytes ? kMinBytes : bytes) /
                    sizeof(Set)),
        sets_(sets_count_) {}

  void Prefetch(uint64_t hash) const { __builtin_prefetch(&SetOf(hash)); }

  // The count of the piece, or 0.
  size_t Find(const PieceKey& key, uint64_t hash) const {
    for (const PieceKey& entry : SetOf(hash).entries) {
      if (entry.low == key.low && (entry.high & ~kKeyNoteMask) == key.high) {
        return (entry.high & kKeyNoteMask) >> kKeyNoteShift;
      }
    }
    return 0;
  }

  // Requires 1 <= count <= 15. A piece that is in the cache takes another
  // place.
  void Insert(const PieceKey& key, uint64_t hash, size_t count) {
    PieceKey& entry = SetOf(hash).entries[turn_++ % 4];
    entry = key;
    entry.high |= static_cast<uint64_t>(count) << kKeyNoteShift;
  }

 private:
  struct Set {
    std::array<PieceKey, 4> entries;
  };
  static_assert(sizeof(Set) == 64);

  // The image's tables use the high bits of the hash, so this uses the low
  // ones.
  const Set& SetOf(uint64_t hash) const {
    return sets_.data()[hash & (sets_count_ - 1)];
  }
  Set& SetOf(uint64_t hash) { return sets_.data()[hash & (sets_count_ - 1)]; }

  size_t sets_count_;
  size_t turn_ = 0;
  ZeroedArray<Set> sets_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_
