// Turns the pieces of a text into ranks.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_ENCODER_H_
#define TOKENFARE_TOKENIZER_INTERNAL_ENCODER_H_

#include <span>
#include <string_view>

#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/merge.h"
#include "tokenfare/tokenizer/internal/piece_walker.h"

namespace tokenfare::internal {

// Calls on_tokens(piece, ranks) for each piece until the text ends or on_tokens
// returns false. The ranks are valid during the call. As tiktoken does, a piece
// that is a token as a whole is that token, whatever merging would make of it.
template <typename OnTokens>
void ForEachEncodedPiece(const EncodingParts& parts, std::string_view text,
                         OnTokens on_tokens) {
  PieceMerger merger(parts.image());
  ForEachPiece(parts.splitter(), text, [&](const Piece& piece) {
    const Rank whole = parts.image().RankOfPiece(piece.bytes);
    if (whole != kNoRank) return on_tokens(piece, std::span(&whole, 1));
    return on_tokens(piece, merger.Merge(piece.bytes));
  });
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_ENCODER_H_
