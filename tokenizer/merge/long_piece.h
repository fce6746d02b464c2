// Byte-pair encoding of pieces of any length, in linear time: window by window,
// sixteen at a time, and whole where the windows do not join.

#ifndef TOKENFARE_TOKENIZER_MERGE_LONG_PIECE_H_
#define TOKENFARE_TOKENIZER_MERGE_LONG_PIECE_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/merge/long_merge.h"
#include "tokenfare/tokenizer/merge/token_chain.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

class LongPieceMerger {
 public:
  LongPieceMerger(const Image& image, const BlockKernels& kernels)
      : image_(image), kernels_(kernels) {}

  // The ranks of the tokens of `piece`, which must not be empty. Memory: 16
  // bytes per token, and where windows do not join 24 bytes per byte.
  std::vector<Rank> Merge(std::string_view piece);

 private:
  // Each nothing where a chain breaks.
  std::optional<std::vector<Rank>> MergeInColumns(std::string_view piece);
  std::optional<std::vector<Rank>> MergeInWindows(std::string_view piece);

  // Merges a window of each chain that is not done. False where one breaks.
  bool AddWindows(std::vector<TokenChain>& chains);

  // Merges by lists; the last resort, and for windows.
  std::vector<Rank> MergeWhole(std::string_view piece);

  const Image& image_;
  const BlockKernels& kernels_;
  std::optional<LongMerge> lists_;  // made when first needed
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_LONG_PIECE_H_
