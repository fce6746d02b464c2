// Splits text with rules on 64 bytes at once, and with the automaton where they
// do not decide.

#ifndef TOKENFARE_TOKENIZER_SPLIT_BLOCK_SPLITTER_H_
#define TOKENFARE_TOKENIZER_SPLIT_BLOCK_SPLITTER_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"
#include "tokenfare/tokenizer/split/splitter.h"

namespace tokenfare::internal {

// Immutable. Splits as AutomatonSplitter does.
class BlockSplitter final : public Splitter {
 public:
  // Requires kO200k or kCl100k, and a path of CpuPaths().
  BlockSplitter(PatternFamily family, CpuPath path);

  SplitBlock Split(std::string_view text, size_t begin,
                   std::span<size_t> ends) const override;
  std::vector<size_t> FirstPieceEnds(
      std::string_view text, size_t begin,
      std::span<const size_t> cuts) const override;
  size_t CertainBefore(std::string_view text, size_t boundary) const override;
  size_t SafeCut(std::string_view text, size_t from) const override;

 private:
  AutomatonSplitter automaton_;
  SplitKernel kernel_;
};

// The fastest splitter of a family on `path`, which must be of CpuPaths().
std::unique_ptr<const Splitter> MakeSplitter(PatternFamily family,
                                             CpuPath path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_BLOCK_SPLITTER_H_
