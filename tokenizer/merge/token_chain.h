// The tokens of a long piece, put together from those of windows of it.
//
// A sequence of tokens is what a text is encoded to exactly if each two that
// are adjacent are what the two of them, as a text, are encoded to. (Merging
// goes from the lowest pair up. Take the first merge, in the whole text, that
// joins parts of two of the tokens: until then each token's inside has gone its
// own way, so the same merge would join them with nothing around. And the other
// way round.) So two encodings of overlapping windows that have one token in
// common, at the same place, can be joined there: each pair that is adjacent
// afterwards was adjacent before.
//
// The windows of a chain follow each other with an overlap. Encodings nearly
// always meet within a few tokens; where they don't, the chain breaks, and
// something else must encode the piece.

#ifndef TOKENFARE_TOKENIZER_MERGE_TOKEN_CHAIN_H_
#define TOKENFARE_TOKENIZER_MERGE_TOKEN_CHAIN_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

// How long windows are, and how much of one is in the next.
struct WindowSizes {
  size_t bytes;
  size_t overlap;
};

class TokenChain {
 public:
  // Of the bytes of `piece` from `begin` on; over when it has reached `stop`.
  // The piece and the image must outlive this object.
  TokenChain(const Image& image, std::string_view piece, size_t begin,
             size_t stop, const WindowSizes& sizes);

  // The text to encode next. Requires !done() and !broken().
  std::string_view window() const {
    return piece_.substr(window_begin_, sizes_.bytes);
  }
  // Takes what merging the bytes of window() gives, and uses it again for the
  // windows that follow as long as they are the same.
  void Add(std::span<const Rank> ranks);

  bool done() const { return end() >= stop_; }
  // Encodings of two windows do not meet.
  bool broken() const { return broken_; }

  // Adds the tokens of a chain that begins inside of this one.
  void Join(const TokenChain& other);

  // The tokens so far. Those at the end may not be those of the whole piece.
  std::span<const Rank> ranks() const { return ranks_; }

 private:
  // Where the encoded part ends.
  size_t end() const { return ends_.empty() ? begin_ : ends_.back(); }
  size_t BeginOf(size_t token) const {
    return token == 0 ? begin_ : ends_[token - 1];
  }
  // Replaces the tokens after the first that both have; from `first` on, none
  // of these begins before `begin`, where the others begin.
  void JoinTokens(size_t first, size_t begin, std::span<const Rank> ranks,
                  std::span<const size_t> ends);
  void ChooseWindow();

  const Image& image_;
  std::string_view piece_;
  size_t begin_;
  size_t stop_;
  WindowSizes sizes_;
  std::vector<Rank> ranks_;
  std::vector<size_t> ends_;  // of the tokens, in the piece
  size_t window_begin_;
  size_t window_token_ = 0;  // the token that begins there
  bool broken_ = false;
  std::vector<size_t> window_ends_;  // scratch of Add
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_TOKEN_CHAIN_H_
