#include "tokenfare/tokenizer/kernels/block_kernels.h"

namespace tokenfare::internal {

const BlockKernels& BlockKernelsOf(CpuPath path) {
  switch (path) {
#if defined(__x86_64__)
    case CpuPath::kAvx512:
      return kAvx512Kernels;
    case CpuPath::kAvx2:
      return kAvx2Kernels;
#elif defined(__aarch64__)
    case CpuPath::kNeon:
      return kNeonKernels;
#endif
    default:
      return kPortableKernels;
  }
}

}  // namespace tokenfare::internal
