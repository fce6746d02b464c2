// Reconciled pairs as text for people.

#ifndef TOKENFARE_CLI_RECONCILIATION_TEXT_H_
#define TOKENFARE_CLI_RECONCILIATION_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tokenfare/cli/record_lines.h"
#include "tokenfare/preflight/drift_report.h"
#include "tokenfare/preflight/reconcile.h"

namespace tokenfare::cli {

// A pair of a file of lines whose bill is outside of the bounds.
struct DriftingLine {
  size_t line;
  std::string model;
  TokenRange predicted;
  int64_t billed;
  bool within_tolerance;
};

// How many pairs were written how.
struct RecordCounts {
  std::map<RecordKind, int64_t> by_kind;
  // Of these, as in BillSource.
  int64_t reconstructed = 0;
  int64_t incomplete = 0;
};

// Tokens, the usage that the response states, cost, warnings and the verdict;
// where the pair drifts, the parts of the prompt with their rules, too.
std::string ReconciliationText(const Reconciliation& pair);

// Counts, what became of the lines of a batch, records that are no plain pairs,
// models, rules, the rules that most likely broke, the first lines that drift,
// and the cost.
std::string DriftReportText(const DriftReport& report,
                            const RecordCounts& records,
                            const std::vector<DriftingLine>& drifting,
                            const RecordsRead& lines);

}  // namespace tokenfare::cli

#endif  // TOKENFARE_CLI_RECONCILIATION_TEXT_H_
