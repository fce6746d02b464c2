#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/byte_block_neon.h"
#include "tokenfare/tokenizer/internal/machine_kernels.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {
  using Block = NeonBlock;
};

}  // namespace

constinit const BlockKernels kNeonKernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
