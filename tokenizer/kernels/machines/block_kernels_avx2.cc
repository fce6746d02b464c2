#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/kernels/machines/machine_kernels.h"
#include "tokenfare/tokenizer/machine/byte_block_avx2.h"
#include "tokenfare/tokenizer/merge/find_pairs_avx2.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {
  using Block = Avx2Block;
  using Row = Row8;

  TOKENFARE_BLOCK_INLINE static Row FindPairs(const PairTable& pairs, Row left,
                                              Row right) {
    return FindPairsAvx2(pairs, left, right);
  }
  TOKENFARE_BLOCK_INLINE static bool Any(Row where) { return AnyAvx2(where); }
};

}  // namespace

constinit const BlockKernels kAvx2Kernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
