// Up to three ranks in one 64-bit number, the first lowest.

#ifndef TOKENFARE_TOKENIZER_TABLES_RANK_WORD_H_
#define TOKENFARE_TOKENIZER_TABLES_RANK_WORD_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

inline constexpr int kWordRankBits = 21;
inline constexpr uint64_t kWordRankMask = (uint64_t{1} << kWordRankBits) - 1;
static_assert(kMaxTokens <= kWordRankMask);

// Of the pieces of up to 15 bytes of prose, code, JSON and many languages 0.2
// to 1.3% have more, of Chinese 7%.
inline constexpr size_t kMostWordRanks = 3;

// Of the three places at `ranks`, the first of which hold ranks, the others
// anything: it stays above them.
TOKENFARE_BLOCK_INLINE uint64_t JoinRanks(const Rank* ranks) {
  return ranks[0] | uint64_t{ranks[1]} << kWordRankBits |
         uint64_t{ranks[2]} << (2 * kWordRankBits);
}

// Writes all three places of `word`, whichever hold ranks.
TOKENFARE_BLOCK_INLINE void WriteRanks(uint64_t word, Rank* ranks) {
  const uint64_t second = word >> kWordRankBits & kWordRankMask;
  const uint64_t first_two = (word & kWordRankMask) | second << 32;
  __builtin_memcpy(ranks, &first_two, sizeof(first_two));
  ranks[2] = static_cast<Rank>(word >> (2 * kWordRankBits));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_RANK_WORD_H_
