// Asks the processor. A path needs every instruction set that its kernels are
// compiled with (tokenizer/CMakeLists.txt): processors that have AVX2 have the
// others too, but a hypervisor may mask any of them.

#include "tokenfare/tokenizer/machine/cpu_path.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tokenfare::internal {
namespace {

#if defined(__x86_64__)
// clang 14's builtin does not know it. Without it its instruction is another
// one, silently: BSR.
bool HasLzcnt() {
  constexpr unsigned kLeaf = 0x80000001;
  constexpr unsigned kLzcnt = 1u << 5;  // in ECX
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(kLeaf, &eax, &ebx, &ecx, &edx) != 0 && (ecx & kLzcnt) != 0;
}

// The builtin also asks whether the system saves the registers.
bool RunsAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
         HasLzcnt();
}

bool RunsAvx512() {
  return RunsAvx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vbmi2");
}
#endif

}  // namespace

std::vector<CpuPath> CpuPaths() {
  std::vector<CpuPath> paths;
#if defined(__x86_64__)
  if (RunsAvx512()) paths.push_back(CpuPath::kAvx512);
  if (RunsAvx2()) paths.push_back(CpuPath::kAvx2);
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
