// Goes through the pieces of a text.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PIECE_WALKER_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PIECE_WALKER_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "tokenfare/tokenizer/internal/splitter.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare::internal {

// Piece ends at a time: 2 KiB on the stack, and few calls.
inline constexpr size_t kBlockPieces = 256;

// Calls on_block(begin, ends, ill_formed) for each block of pieces (splitter.h)
// until the text ends or on_block returns false.
template <typename OnBlock>
void ForEachBlock(const Splitter& splitter, std::string_view text,
                  OnBlock on_block) {
  std::array<size_t, kBlockPieces> ends;
  for (size_t begin = 0; begin < text.size();) {
    const SplitBlock block = splitter.Split(text, begin, ends);
    const std::span<const size_t> block_ends(ends.data(), block.pieces);
    if (!on_block(begin, block_ends, block.ill_formed)) return;
    begin = block_ends.back();
  }
}

struct Piece {
  // The bytes to encode: those of the text, or a repaired copy of them where
  // they are ill-formed.
  std::string_view bytes;
  size_t begin;  // in the text
  size_t end;
  bool repaired;
};

// Calls on_piece(piece) for each piece until the text ends or on_piece returns
// false. Memory: a copy of the longest ill-formed piece.
template <typename OnPiece>
void ForEachPiece(const Splitter& splitter, std::string_view text,
                  OnPiece on_piece) {
  std::string copy;
  ForEachBlock(
      splitter, text,
      [&](size_t begin, std::span<const size_t> ends, bool ill_formed) {
        for (const size_t end : ends) {
          Piece piece{text.substr(begin, end - begin), begin, end, false};
          if (ill_formed && !IsWellFormed(piece.bytes)) {
            copy = RepairUtf8(piece.bytes);
            piece.bytes = copy;
            piece.repaired = true;
          }
          if (!on_piece(piece)) return false;
          begin = end;
        }
        return true;
      });
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PIECE_WALKER_H_
