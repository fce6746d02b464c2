// Remembers the ranks of the pieces that were merged last.

#ifndef TOKENFARE_TOKENIZER_LOOKUP_RANK_MEMO_H_
#define TOKENFARE_TOKENIZER_LOOKUP_RANK_MEMO_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "tokenfare/support/text_memo.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// Of fixed size, as the TextMemo that it is made of, and for pieces of any
// number of ranks: they lie behind the bytes of their piece.
class RankMemo {
 public:
  // Takes `bytes`, a power of two: half for pieces and their ranks, half for
  // the entries.
  RankMemo(CacheMemory& memory, size_t bytes)
      : memo_(memory, bytes / 2, bytes / 2 / kBytesAnEntry) {
    static_assert(TextMemo::MemoryFor(1024, 1024 / kBytesAnEntry) == 2048);
  }

  // Longer pieces are not remembered.
  size_t longest() const { return memo_.longest(); }

  void Prefetch(uint64_t hash) const { memo_.Prefetch(hash); }

  struct Known {
    size_t count;
    // Not aligned, and kBeyond bytes more may be read. Valid until the next
    // Insert.
    const char* ranks;
  };
  static constexpr size_t kBeyond = TextMemo::kBeyond;

  // The ranks of `piece`, where it is known.
  std::optional<Known> Find(std::string_view piece, uint64_t hash) const {
    const auto known = memo_.FindAll(piece, hash);
    if (!known) return std::nullopt;
    return Known{known->number, known->bytes};
  }

  // Requires 1 to longest() bytes, and `ranks` that are theirs. May not
  // remember them.
  void Insert(std::string_view piece, uint64_t hash,
              std::span<const Rank> ranks) {
    if (memo_.is_full() && ++turn_ % kTurns != 0) return;
    memo_.Insert(
        piece, hash, static_cast<uint32_t>(ranks.size()),
        {reinterpret_cast<const char*>(ranks.data()), ranks.size_bytes()});
  }

 private:
  // A piece of 8 bytes and its two ranks take 16.
  static constexpr size_t kBytesAnEntry = 16;

  // What is full takes in one of so many: going again and again through more
  // pieces than there is room for, a ring that takes in all has lost each when
  // it comes back. Later passes over text in many languages, with half the room
  // that it needs: 75 MB/s with 1, 109 with 2, 120 with 4, 116 with 8.
  static constexpr size_t kTurns = 4;

  TextMemo memo_;
  size_t turn_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_LOOKUP_RANK_MEMO_H_
