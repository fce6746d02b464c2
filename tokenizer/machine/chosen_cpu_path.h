// Which of the kinds of machine a program is to be: the environment may say.
//
// Not in cpu_path.h, which the kernels include (block_kernels.h).

#ifndef TOKENFARE_TOKENIZER_MACHINE_CHOSEN_CPU_PATH_H_
#define TOKENFARE_TOKENIZER_MACHINE_CHOSEN_CPU_PATH_H_

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/machine/cpu_path.h"

namespace tokenfare::internal {

// The path that `setting`, a value of TOKENFARE_CPU_PATH, asks for: the fastest
// where it is null or empty, otherwise the one of that name. InvalidArgument
// where no path has that name, FailedPrecondition where this machine cannot run
// it; the message tells what is allowed.
absl::StatusOr<CpuPath> CpuPathFor(const char* setting);

// CpuPathFor the environment's TOKENFARE_CPU_PATH, which is read by the first
// call only: all encodings of a program take the same path. Safe from any
// thread, and without a lock, which a fork could leave locked in the child.
const absl::StatusOr<CpuPath>& ChosenCpuPath();

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MACHINE_CHOSEN_CPU_PATH_H_
