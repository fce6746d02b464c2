// Splits text into the pieces of an encoding's pattern.
//
// A splitter yields piece ends in blocks, into the caller's buffer, so there is
// no call for each piece, and it restarts at any certain boundary instead of
// carrying state from block to block. An implementation is free to work on
// many bytes at once.

#ifndef TOKENFARE_TOKENIZER_SPLIT_SPLITTER_H_
#define TOKENFARE_TOKENIZER_SPLIT_SPLITTER_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tokenfare::internal {

struct SplitBlock {
  // Number of piece ends written. At least 1 where text was left.
  size_t pieces = 0;
  // True where a piece of the block may hold ill-formed UTF-8. Never false
  // where one does.
  bool ill_formed = false;
};

class Splitter {
 public:
  virtual ~Splitter() = default;

  // Writes the ends (offsets into `text`) of the pieces that follow `begin`,
  // at most ends.size() of them. `begin` is 0 or a piece end that an earlier
  // call on the same text wrote. Ends ascend strictly, pieces tile the text:
  // the first begins at `begin`, each other at the end before it, and the last
  // end is text.size() once the text is used up. Ill-formed UTF-8 splits as if
  // each maximal ill-formed part were U+FFFD.
  //
  // Requires begin < text.size() and !ends.empty(). Reads only inside `text`.
  // Linear in the text that the block covers, plus at most one piece.
  virtual SplitBlock Split(std::string_view text, size_t begin,
                           std::span<size_t> ends) const = 0;

  // For each of `cuts`, the end of the piece at `begin` if the text ended at
  // the cut. Requires a piece of `text` at `begin`, that the cuts ascend, and
  // that each is after `begin`. This one splits once for each cut.
  virtual std::vector<size_t> FirstPieceEnds(
      std::string_view text, size_t begin, std::span<const size_t> cuts) const;

  // A place, at most `boundary`, such that the pieces that begin before it are
  // the same in every prefix of `text` that ends after `boundary`. Requires
  // that a piece begins at `boundary`.
  virtual size_t CertainBefore(std::string_view text,
                               size_t boundary) const = 0;

  // The first place at or after `from` at which `text` may be cut: the pieces
  // of the part before it and of the part after it, each split as a text of its
  // own, are those of `text`; and so they are in each prefix of `text` that
  // ends after the character at that place. Never inside of a character or of
  // an ill-formed part. 0 and text.size() are such places, and the latter is
  // returned where no other is known. Linear in the distance to the place
  // returned.
  //
  // This one knows no other.
  virtual size_t SafeCut(std::string_view text, size_t from) const;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_SPLITTER_H_
