#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_avx512.h"
#include "tokenfare/tokenizer/internal/find_keyed_avx512.h"
#include "tokenfare/tokenizer/internal/find_packed_avx512.h"
#include "tokenfare/tokenizer/internal/lane_ops_avx512.h"
#include "tokenfare/tokenizer/internal/merge_lanes.h"
#include "tokenfare/tokenizer/internal/split_blocks.h"

namespace tokenfare::internal {
namespace {

struct Machine {
  using Block = Avx512Block;
  TOKENFARE_BLOCK_INLINE static size_t WritePlaces(uint64_t mask, size_t base,
                                                   size_t* places) {
    return WritePlacesAvx512(mask, base, places);
  }
};

void SplitO200k(SplitRun& run) {
  SplitBlocks<Machine, PatternFamily::kO200k>(run);
}
void SplitCl100k(SplitRun& run) {
  SplitBlocks<Machine, PatternFamily::kCl100k>(run);
}

size_t FindPacked(FindRun& run) { return FindPackedAvx512(run); }

size_t FindKeyed(FindKeyedRun& run) { return FindKeyedAvx512(run); }

void Merge(const PairLine* lines, size_t line_count, MergeLanes& lanes) {
  LaneMerger<Avx512LaneOps<MergeLanes::kWidth>, MergeLanes>::Run(
      lines, line_count, lanes);
}
void MergeWide(const PairLine* lines, size_t line_count,
               WideMergeLanes& lanes) {
  LaneMerger<Avx512LaneOps<WideMergeLanes::kWidth>, WideMergeLanes>::Run(
      lines, line_count, lanes);
}

}  // namespace

constinit const BlockKernels kAvx512Kernels = {
    SplitO200k, SplitCl100k, FindPacked, FindKeyed, Merge, MergeWide};

}  // namespace tokenfare::internal
