#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_avx2.h"
#include "tokenfare/tokenizer/internal/byte_block_portable.h"
#include "tokenfare/tokenizer/internal/find_keyed.h"
#include "tokenfare/tokenizer/internal/find_packed.h"
#include "tokenfare/tokenizer/internal/lane_ops_avx2.h"
#include "tokenfare/tokenizer/internal/merge_lanes.h"
#include "tokenfare/tokenizer/internal/split_blocks.h"

namespace tokenfare::internal {
namespace {

struct Machine {
  using Block = Avx2Block;
  TOKENFARE_BLOCK_INLINE static size_t WritePlaces(uint64_t mask, size_t base,
                                                   size_t* places) {
    return tokenfare::internal::WritePlaces(mask, base, places);
  }
};

void SplitO200k(SplitRun& run) {
  SplitBlocks<Machine, PatternFamily::kO200k>(run);
}
void SplitCl100k(SplitRun& run) {
  SplitBlocks<Machine, PatternFamily::kCl100k>(run);
}

size_t FindPacked(FindRun& run) { return FindPackedInTurn(run); }

size_t FindKeyed(FindKeyedRun& run) { return FindKeyedInTurn(run); }

void Merge(const PairLine* lines, size_t line_count, MergeLanes& lanes) {
  LaneMerger<Avx2LaneOps<MergeLanes::kWidth>, MergeLanes>::Run(
      lines, line_count, lanes);
}
void MergeWide(const PairLine* lines, size_t line_count,
               WideMergeLanes& lanes) {
  LaneMerger<Avx2LaneOps<WideMergeLanes::kWidth>, WideMergeLanes>::Run(
      lines, line_count, lanes);
}

}  // namespace

constinit const BlockKernels kAvx2Kernels = {
    SplitO200k, SplitCl100k, FindPacked, FindKeyed, Merge, MergeWide};

}  // namespace tokenfare::internal
