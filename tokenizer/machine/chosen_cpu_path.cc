#include "tokenfare/tokenizer/machine/chosen_cpu_path.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

constexpr CpuPath kAllPaths[] = {CpuPath::kAvx512, CpuPath::kAvx2,
                                 CpuPath::kNeon, CpuPath::kPortable};

// `"avx2", "portable"`: the names of `paths`.
std::string QuotedNames(const std::vector<CpuPath>& paths) {
  std::string names;
  for (const CpuPath path : paths) {
    names +=
        fmt::format("{}\"{}\"", names.empty() ? "" : ", ", CpuPathName(path));
  }
  return names;
}

}  // namespace

absl::StatusOr<CpuPath> CpuPathFor(const char* setting) {
  const std::vector<CpuPath> runnable = CpuPaths();
  if (setting == nullptr || *setting == '\0') return runnable.front();
  const auto named =
      std::ranges::find(kAllPaths, std::string_view(setting), CpuPathName);
  if (named == std::end(kAllPaths)) {
    return absl::InvalidArgumentError(fmt::format(
        "TOKENFARE_CPU_PATH: there is no CPU path \"{}\"; this machine can run "
        "{}",
        setting, QuotedNames(runnable)));
  }
  if (std::ranges::find(runnable, *named) == runnable.end()) {
    return absl::FailedPreconditionError(fmt::format(
        "TOKENFARE_CPU_PATH: this machine cannot run the CPU path \"{}\"; it "
        "can run {}",
        setting, QuotedNames(runnable)));
  }
  return *named;
}

const absl::StatusOr<CpuPath>& ChosenCpuPath() {
  using Choice = const absl::StatusOr<CpuPath>;
  static constinit std::atomic<Choice*> chosen{};
  Choice* choice = chosen.load(std::memory_order_acquire);
  if (choice != nullptr) return *choice;
  // Of threads that choose at once one wins, and the others discard theirs.
  auto made =
      std::make_unique<Choice>(CpuPathFor(std::getenv("TOKENFARE_CPU_PATH")));
  if (chosen.compare_exchange_strong(choice, made.get(),
                                     std::memory_order_acq_rel)) {
    return *made.release();
  }
  return *choice;
}

}  // namespace tokenfare::internal
