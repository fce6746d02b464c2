// Goes through the pieces of a text.

#ifndef TOKENFARE_TOKENIZER_SPLIT_PIECE_WALKER_H_
#define TOKENFARE_TOKENIZER_SPLIT_PIECE_WALKER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "tokenfare/tokenizer/split/splitter.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {

// Pieces of a text, by where they begin and end.
struct PieceList {
  // So that the look-ups of a block have time to arrive, and its lists stay in
  // the nearest cache: 4 KiB on the stack, and few calls.
  static constexpr size_t kCapacity = 256;

  std::array<size_t, kCapacity> begins;
  std::array<size_t, kCapacity> ends;
  size_t size = 0;

  std::string_view Of(std::string_view text, size_t i) const {
    return text.substr(begins[i], ends[i] - begins[i]);
  }
};

// Calls on_block(pieces, ill_formed) for each block of pieces (splitter.h)
// until the text ends or on_block returns false.
template <typename OnBlock>
void ForEachBlock(const Splitter& splitter, std::string_view text,
                  OnBlock on_block) {
  PieceList block;
  for (size_t begin = 0; begin < text.size();) {
    const SplitBlock split = splitter.Split(text, begin, block.ends);
    block.size = split.pieces;
    block.begins[0] = begin;
    std::copy_n(block.ends.begin(), block.size - 1, block.begins.begin() + 1);
    if (!on_block(block, split.ill_formed)) return;
    begin = block.ends[block.size - 1];
  }
}

// The pieces of an ill-formed block, repaired one by one, as a text of their
// own. Memory: 3 bytes for each of the block's at most.
struct RepairedBlock {
  RepairedBlock(std::string_view broken, const PieceList& block) {
    for (size_t i = 0; i < block.size; ++i) {
      pieces.begins[i] = text.size();
      AppendRepaired(block.Of(broken, i), text);
      pieces.ends[i] = text.size();
    }
    pieces.size = block.size;
  }

  std::string text;
  PieceList pieces;
};

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
  ForEachBlock(splitter, text, [&](const PieceList& block, bool ill_formed) {
    for (size_t i = 0; i < block.size; ++i) {
      Piece piece{block.Of(text, i), block.begins[i], block.ends[i], false};
      if (ill_formed && !IsWellFormed(piece.bytes)) {
        copy = RepairUtf8(piece.bytes);
        piece.bytes = copy;
        piece.repaired = true;
      }
      if (!on_piece(piece)) return false;
    }
    return true;
  });
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_PIECE_WALKER_H_
