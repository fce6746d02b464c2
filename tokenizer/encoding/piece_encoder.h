// Turns the pieces of a text into ranks.

#ifndef TOKENFARE_TOKENIZER_ENCODING_PIECE_ENCODER_H_
#define TOKENFARE_TOKENIZER_ENCODING_PIECE_ENCODER_H_

#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/merge/independent_parts.h"
#include "tokenfare/tokenizer/merge/merge.h"
#include "tokenfare/tokenizer/split/piece_walker.h"

namespace tokenfare::internal {

// Encodes pieces, one at a time; keeps its memory from piece to piece.
class PieceEncoder {
 public:
  explicit PieceEncoder(const EncodingParts& parts)
      : image_(parts.image()), merger_(parts.image(), parts.cpu_path()) {}

  // The ranks of the tokens of `piece`, valid until the next call. Requires
  // well-formed UTF-8. As tiktoken does, a piece that is a token as a whole is
  // that token, whatever merging would make of it.
  std::span<const Rank> Encode(std::string_view piece) {
    ranks_.clear();
    if (image_.unreachable() == 0 && piece.size() > kMaxKeyBytes) {
      ForEachIndependentPart(image_, piece, [&](size_t begin, size_t end) {
        Append(piece.substr(begin, end - begin));
      });
    } else {
      Append(piece);
    }
    return ranks_;
  }

 private:
  void Append(std::string_view part) {
    const Rank whole = image_.RankOfPiece(part);
    if (whole != kNoRank) {
      ranks_.push_back(whole);
      return;
    }
    const std::span<const Rank> merged = merger_.Merge(part);
    ranks_.insert(ranks_.end(), merged.begin(), merged.end());
  }

  const Image& image_;
  PieceMerger merger_;
  std::vector<Rank> ranks_;
};

// Calls on_tokens(piece, ranks) for each piece until the text ends or on_tokens
// returns false. The ranks are valid during the call.
template <typename OnTokens>
void ForEachEncodedPiece(const EncodingParts& parts, std::string_view text,
                         OnTokens on_tokens) {
  PieceEncoder encoder(parts);
  ForEachPiece(parts.splitter(), text, [&](const Piece& piece) {
    return on_tokens(piece, encoder.Encode(piece.bytes));
  });
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_PIECE_ENCODER_H_
