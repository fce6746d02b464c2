// The tokens of up to 8 bytes, as mixed packed pieces.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PACKED_TABLE_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PACKED_TABLE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/tokenizer/internal/packed_piece.h"
#include "tokenfare/tokenizer/internal/stable_hash.h"

namespace tokenfare::internal {

// Eight mixed pieces in a cache line; 0 is an empty place, and no piece mixes
// to 0. The places of a line fill in order, and a piece that belongs to a full
// line may lie in the next.
struct alignas(64) PackedLine {
  std::array<uint64_t, 8> pieces{};
};

class PackedTable {
 public:
  explicit PackedTable(std::span<const PackedLine> lines) : lines_(lines) {}

  void Prefetch(uint64_t mixed) const {
    __builtin_prefetch(&lines_[HomeLine(mixed, lines_.size())]);
  }

  // Nearly always one cache line; the longest probe is fixed when the table is
  // built.
  bool Contains(uint64_t mixed) const {
    for (size_t at = HomeLine(mixed, lines_.size());;) {
      const auto& pieces = lines_[at].pieces;
      bool found = false;
      for (const uint64_t piece : pieces) found |= piece == mixed;
      if (found) return true;
      if (pieces.back() == 0) return false;
      if (++at == lines_.size()) at = 0;
    }
  }

  static size_t HomeLine(uint64_t mixed, size_t lines) {
    return HashToIndex(mixed, lines);
  }

 private:
  std::span<const PackedLine> lines_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PACKED_TABLE_H_
