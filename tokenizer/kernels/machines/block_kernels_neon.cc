#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/kernels/machines/machine_kernels.h"
#include "tokenfare/tokenizer/machine/byte_block_neon.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {
  using Block = NeonBlock;
};

}  // namespace

constinit const BlockKernels kNeonKernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
