// From a piece to the token with its bytes.

#ifndef TOKENFARE_TOKENIZER_TABLES_PIECE_TABLE_H_
#define TOKENFARE_TOKENIZER_TABLES_PIECE_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/tokenizer/tables/piece_key.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// Four keys in a cache line. The note of the first key is 1 where a key that
// belongs to this line lies in a later one.
struct alignas(64) PieceLine {
  std::array<PieceKey, 4> keys{};
};

inline constexpr uint64_t kPieceOverflow = uint64_t{1} << kKeyNoteShift;

// For tokens over kMaxKeyBytes: part of the hash, so that the token's bytes are
// compared once at most, nearly always. Linear probing; kNoRank ends a probe.
struct LongPieceSlot {
  uint32_t tag = 0;
  Rank rank = kNoRank;
};

// The tokens of up to kMaxKeyBytes.
class PieceTable {
 public:
  PieceTable(std::span<const PieceLine> lines, std::span<const Rank> ranks)
      : lines_(lines), ranks_(ranks) {}

  // The rank of the token, or kNoRank. Nearly always one cache line, and
  // another where found; the longest probe is fixed when the table is built.
  Rank Find(const PieceKey& key) const { return Find(key, HashKey(key)); }
  Rank Find(const PieceKey& key, uint64_t hash) const {
    const size_t at = Probe(key, HomeLine(hash, lines_.size()));
    return at == kAbsent ? kNoRank : ranks_[at];
  }

  void Prefetch(uint64_t hash) const {
    __builtin_prefetch(&lines_[HomeLine(hash, lines_.size())]);
  }

  // Also of what Find reads where the token is found.
  void PrefetchRank(uint64_t hash) const {
    const size_t line = HomeLine(hash, lines_.size());
    __builtin_prefetch(&lines_[line]);
    __builtin_prefetch(&ranks_[line * lines_[0].keys.size()]);
  }

  bool Contains(const PieceKey& key, uint64_t hash) const {
    return Probe(key, HomeLine(hash, lines_.size())) != kAbsent;
  }

  static size_t HomeLine(uint64_t hash, size_t lines) {
    return HashToIndex(hash, lines);
  }

 private:
  static constexpr size_t kAbsent = ~size_t{0};

  // Index of the key, counted in keys.
  size_t Probe(const PieceKey& key, size_t at) const {
    while (true) {
      const PieceLine& line = lines_[at];
      for (size_t i = 0; i < line.keys.size(); ++i) {
        if (line.keys[i].low == key.low &&
            (line.keys[i].high & ~kKeyNoteMask) == key.high) {
          return 4 * at + i;
        }
      }
      if ((line.keys[0].high & kPieceOverflow) == 0) return kAbsent;
      if (++at == lines_.size()) at = 0;
    }
  }

  std::span<const PieceLine> lines_;
  std::span<const Rank> ranks_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PIECE_TABLE_H_
