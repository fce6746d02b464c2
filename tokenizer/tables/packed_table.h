// The tokens of up to 8 bytes, as packed pieces, placed as mixed ones.

#ifndef TOKENFARE_TOKENIZER_TABLES_PACKED_TABLE_H_
#define TOKENFARE_TOKENIZER_TABLES_PACKED_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/stable_hash.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// Eight packed pieces in a cache line; 0 is an empty place, and no piece is 0.
// Not mixed, which would spare Probe two multiplications: mixed pieces don't
// compress, and would make packages that hold the tables 1.0 MB larger. The
// places of a line fill in order, and a piece that belongs to a full line may
// lie in the next.
struct alignas(64) PackedLine {
  std::array<uint64_t, 8> pieces{};
};

class PackedTable {
 public:
  PackedTable(std::span<const PackedLine> lines, std::span<const Rank> ranks)
      : lines_(lines), ranks_(ranks) {}

  void Prefetch(uint64_t mixed) const {
    __builtin_prefetch(&lines_[HomeLine(mixed, lines_.size())]);
  }

  // Also of what Find reads where the token is found.
  void PrefetchRank(uint64_t mixed) const {
    const size_t line = HomeLine(mixed, lines_.size());
    __builtin_prefetch(&lines_[line]);
    __builtin_prefetch(&ranks_[line * lines_[0].pieces.size()]);
  }

  // Nearly always one cache line; the longest probe is fixed when the table is
  // built.
  bool Contains(uint64_t mixed) const { return Probe(mixed) != kAbsent; }

  // The rank of the token, or kNoRank. Another cache line where found.
  Rank Find(uint64_t mixed) const {
    const size_t at = Probe(mixed);
    return at == kAbsent ? kNoRank : ranks_[at];
  }

  static size_t HomeLine(uint64_t mixed, size_t lines) {
    return HashToIndex(mixed, lines);
  }

 private:
  static constexpr size_t kAbsent = ~size_t{0};

  // Index of the piece, counted in pieces.
  size_t Probe(uint64_t mixed) const {
    const uint64_t packed = UnmixPacked(mixed);
    for (size_t at = HomeLine(mixed, lines_.size());;) {
      const auto& pieces = lines_[at].pieces;
      size_t found = kAbsent;
      for (size_t i = 0; i < pieces.size(); ++i) {
        found = pieces[i] == packed ? i : found;
      }
      if (found != kAbsent) return pieces.size() * at + found;
      if (pieces.back() == 0) return kAbsent;
      if (++at == lines_.size()) at = 0;
    }
  }

  std::span<const PackedLine> lines_;
  std::span<const Rank> ranks_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PACKED_TABLE_H_
