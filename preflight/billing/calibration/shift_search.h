// The smallest set of whole shifts that explains residuals.

#ifndef TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_SHIFT_SEARCH_H_
#define TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_SHIFT_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tokenfare::internal {

// Pairs that are alike: how often each column is used, and what was billed more
// than predicted.
struct ShiftRow {
  std::vector<int64_t> uses;
  int64_t residual = 0;
  int64_t pairs = 0;
};

// One shift per column; 0 where it has none.
using Shifts = std::vector<int64_t>;

bool Explains(const Shifts& shifts, const ShiftRow& row);
// The pairs of the rows that the shifts explain.
int64_t CountExplained(const Shifts& shifts, std::span<const ShiftRow> rows);
size_t SizeOf(const Shifts& shifts);

// The shifts of at most `most` of `columns` that explain the most pairs, where
// each shift must explain more than `price` pairs that no others do.
// Deterministic. Looks at no more
// than some 1,000 rows, the heaviest and others spread over the rest.
Shifts FindShifts(std::span<const ShiftRow> rows,
                  const std::vector<size_t>& columns, size_t most,
                  int64_t price);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_BILLING_CALIBRATION_SHIFT_SEARCH_H_
