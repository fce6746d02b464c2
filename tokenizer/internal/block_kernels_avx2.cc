#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_avx2.h"
#include "tokenfare/tokenizer/internal/lane_ops_avx2.h"
#include "tokenfare/tokenizer/internal/machine_kernels.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {
  using Block = Avx2Block;
  template <size_t kWidth>
  using LaneOps = Avx2LaneOps<kWidth>;
};

}  // namespace

constinit const BlockKernels kAvx2Kernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
