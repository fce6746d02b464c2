#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_avx2.h"
#include "tokenfare/tokenizer/internal/find_pairs_avx2.h"
#include "tokenfare/tokenizer/internal/machine_kernels.h"

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
