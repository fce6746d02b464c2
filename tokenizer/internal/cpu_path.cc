#include "tokenfare/tokenizer/internal/cpu_path.h"

namespace tokenfare::internal {

std::vector<CpuPath> CpuPaths() {
  std::vector<CpuPath> paths;
#if defined(__x86_64__)
  // The builtin also asks whether the system saves the registers.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2")) {
    paths.push_back(CpuPath::kAvx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
    paths.push_back(CpuPath::kAvx2);
  }
#elif defined(__aarch64__)
  paths.push_back(CpuPath::kNeon);
#endif
  paths.push_back(CpuPath::kPortable);
  return paths;
}

std::string_view CpuPathName(CpuPath path) {
  switch (path) {
    case CpuPath::kPortable:
      return "portable";
    case CpuPath::kAvx2:
      return "avx2";
    case CpuPath::kAvx512:
      return "avx512";
    case CpuPath::kNeon:
      return "neon";
  }
  return "";
}

}  // namespace tokenfare::internal
