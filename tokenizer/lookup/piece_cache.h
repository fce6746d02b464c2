// Remembers the token counts of pieces of up to 15 bytes.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_PIECE_CACHE_H_
#define TOKENFARE_TOKENIZER_LOOKUP_PIECE_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

// Four-way set-associative and of fixed size: the entries of a set take turns
// that other sets disturb, so that going through more pieces than there is room
// for, again and again, still finds some. No text can grow it, and a text made
// to collide only makes it forget. The count of a piece (at most 15) is the
// note of its key, so an entry is 16 bytes and a look-up touches one cache
// line.
class PieceCache {
 public:
  // 2^`index_bits` sets of 64 bytes.
  PieceCache(CacheMemory& memory, int index_bits)
      : sets_(memory.Take<Set>(size_t{1} << index_bits)) {}

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
    return sets_[hash & (sets_.size() - 1)];
  }
  Set& SetOf(uint64_t hash) { return sets_[hash & (sets_.size() - 1)]; }

  std::span<Set> sets_;
  size_t turn_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_PIECE_CACHE_H_
