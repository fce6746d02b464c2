// The kinds of machine that there is code of its own for.

#ifndef TOKENFARE_TOKENIZER_MACHINE_CPU_PATH_H_
#define TOKENFARE_TOKENIZER_MACHINE_CPU_PATH_H_

#include <string_view>
#include <vector>

namespace tokenfare::internal {

enum class CpuPath { kPortable, kAvx2, kAvx512, kNeon };

// Those that this machine can run, the fastest first. kPortable is always the
// last of them.
std::vector<CpuPath> CpuPaths();

// "portable", "avx2", "avx512" or "neon".
std::string_view CpuPathName(CpuPath path);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_CPU_PATH_H_
