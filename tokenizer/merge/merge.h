// Byte-pair encoding of one piece.
//
// Definition: the piece begins as its bytes; again and again the leftmost of
// the adjacent pairs whose joined bytes have the lowest rank is merged, until
// no pair is a token. Every algorithm below gives exactly that result.

#ifndef TOKENFARE_TOKENIZER_MERGE_MERGE_H_
#define TOKENFARE_TOKENIZER_MERGE_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

class LongPieceMerger;

// Merges pieces, one at a time; keeps its memory from piece to piece.
class PieceMerger {
 public:
  // Requires a path of CpuPaths().
  PieceMerger(const Image& image, CpuPath path);
  ~PieceMerger();
  PieceMerger(const PieceMerger&) = delete;
  PieceMerger& operator=(const PieceMerger&) = delete;

  // The ranks of the tokens of `piece`, valid until the next call. Requires
  // well-formed UTF-8 (piece_walker.h repairs it). Does not look for the piece
  // as a whole. Cost: linear in the piece. Memory: 16 bytes per token, or,
  // where windows of a long piece do not join (long_piece.h), 28 bytes per
  // byte; and if then the vocabulary's ranks do not ascend
  // (Image::ranks_ascend), n log n steps.
  std::span<const Rank> Merge(std::string_view piece);

  // The same for `bytes` that need not be well-formed, and may be empty.
  std::span<const Rank> MergeBytes(std::string_view bytes);

  // Gives back memory that only a piece of over 65,536 characters needs.
  void ShrinkScratch();

  // Pieces of no more parts are merged by scanning for the lowest pair, which
  // is quadratic but needs no lists.
  static constexpr size_t kMaxShortParts = 64;

 private:
  // By windows, from bytes.
  std::span<const Rank> MergeLong(std::string_view piece);

  const Image& image_;
  CpuPath path_;
  std::vector<Rank> parts_;
  std::unique_ptr<LongPieceMerger> long_pieces_;  // made for the first
};

// Writes the parts with which merging `piece` may begin: characters where they
// merge first (C1 of characters.h), otherwise bytes. Returns how many there
// are, at most piece.size(), which `parts` must have room for.
size_t StartingParts(const Image& image, std::string_view piece, Rank* parts);

// Merges in place by scanning; returns how many parts are left. Quadratic.
// Exact for every vocabulary. Requires 1 <= parts.size() <= kMaxShortParts.
size_t MergeByScanning(const PairTable& pairs, std::span<Rank> parts);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_MERGE_H_
