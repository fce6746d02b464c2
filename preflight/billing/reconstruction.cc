#include "tokenfare/preflight/billing/reconstruction.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/preflight/billing/records/read_record.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/reconcile.h"
#include "tokenfare/preflight/rules/doubt.h"

namespace tokenfare::internal {
namespace {

void Weaken(TokenRange& range) {
  range.exact = false;
  range.basis = std::max(range.basis, Basis::kInferred);
}

// The paths of the turns whose texts are not known. A turn is a message of
// /v1/chat/completions or an item of /v1/responses.
absl::flat_hash_set<std::string> PathsOf(const std::vector<size_t>& turns) {
  absl::flat_hash_set<std::string> paths;
  for (const size_t turn : turns) {
    paths.insert(fmt::format("$.messages[{}]", turn));
    paths.insert(fmt::format("$.input[{}]", turn));
  }
  return paths;
}

int64_t MostInput(const Subject& subject) {
  return subject.input_limit.value_or(
      subject.context_window.value_or(kMaxTokenLimit));
}

}  // namespace

void WeakenPrediction(const RecordedBill& bill, const Subject& subject,
                      Counts& counts) {
  if (!bill.is_reconstructed) return;
  const absl::flat_hash_set<std::string> changed = PathsOf(bill.changed_turns);
  Weaken(counts.input);
  for (PartTokens& part : counts.parts) {
    Weaken(part);
    if (part.why.empty()) {
      constexpr Doubt kDoubt = Doubt::kRequestReconstructed;
      part.why = Why(kDoubt).Text();
      part.why_code = CodeOf(kDoubt);
    }
    if (!changed.contains(part.path)) continue;
    counts.input.low -= part.low;
    part.low = 0;
  }
  if (!bill.not_recorded.empty() || !bill.changed_turns.empty()) {
    counts.input.high = std::max(counts.input.high, MostInput(subject));
  }
}

std::vector<Finding> WarningsOfBill(const RecordedBill& bill) {
  std::vector<Finding> warnings = bill.warnings;
  if (!bill.is_reconstructed) return warnings;
  warnings.push_back(
      {std::string(reconcile_warning::kRequestReconstructed),
       fmt::format("the request is reconstructed from {}: it may differ from "
                   "what was sent",
                   RecordWords(bill.kind))});
  if (bill.not_recorded.empty()) return warnings;
  warnings.push_back(
      {std::string(reconcile_warning::kRequestIncomplete),
       fmt::format("not in the record, if there were any: {}; the prompt may "
                   "be larger than predicted",
                   fmt::join(bill.not_recorded, ", "))});
  return warnings;
}

}  // namespace tokenfare::internal
