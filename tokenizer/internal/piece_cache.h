// Remembers the token counts of pieces of up to 15 bytes.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>

#include "tokenfare/tokenizer/internal/piece_key.h"

namespace tokenfare::internal {

// Four-way set-associative and of fixed size: it forgets the piece of a set
// that came first. No text can grow it, and a text made to collide only makes
// it forget. The count of a piece (at most 15) is the note of its key, so an
// entry is 16 bytes and a look-up touches one cache line.
class PieceCache {
 public:
  static constexpr size_t kMinBytes = 4096;

  // Takes `bytes`, rounded down to a power of two. The memory is zero pages of
  // the operating system until it is written to.
  explicit PieceCache(size_t bytes)
      : sets_count_(std::bit_floor(bytes < kMinBytes ? kMinBytes : bytes) /
                    sizeof(Set)),
        sets_(static_cast<Set*>(std::calloc(sets_count_ + 1, sizeof(Set)))) {
    if (sets_ == nullptr) throw std::bad_alloc();
    first_ = std::bit_cast<Set*>(
        (std::bit_cast<uintptr_t>(sets_.get()) + sizeof(Set) - 1) &
        ~uintptr_t{sizeof(Set) - 1});
  }

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

  // Requires 1 <= count <= 15, and that the piece is not in the cache.
  void Insert(const PieceKey& key, uint64_t hash, size_t count) {
    auto& entries = SetOf(hash).entries;
    for (size_t i = entries.size() - 1; i > 0; --i) entries[i] = entries[i - 1];
    entries[0] = key;
    entries[0].high |= static_cast<uint64_t>(count) << kKeyNoteShift;
  }

 private:
  struct Set {
    std::array<PieceKey, 4> entries;
  };
  static_assert(sizeof(Set) == 64);

  struct Free {
    void operator()(Set* sets) const { std::free(sets); }
  };

  // The image's tables use the high bits of the hash, so this uses the low
  // ones.
  Set& SetOf(uint64_t hash) const { return first_[hash & (sets_count_ - 1)]; }

  size_t sets_count_;
  std::unique_ptr<Set, Free> sets_;
  Set* first_;  // the first set at a cache line
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PIECE_CACHE_H_
