#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/kernels/machines/machine_kernels.h"

namespace tokenfare::internal {
namespace {

struct Machine : PortableMachine {};

}  // namespace

constinit const BlockKernels kPortableKernels = MachineKernels<Machine>::All();

}  // namespace tokenfare::internal
