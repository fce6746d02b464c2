// Each few rows propose the shifts that solve them exactly, for each set of up
// to three columns; all rows vote. Larger sets grow from the best by a column
// at a time. Votes and not least squares: a wrong bill has no weight, and the
// answer is whole.

#include "tokenfare/preflight/billing/calibration/shift_search.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace tokenfare::internal {
namespace {

// Sets of columns of which all are tried.
constexpr size_t kMostTogether = 3;
// Rows that vote.
constexpr size_t kMostVoters = 1000;
// Rows that propose, by the size of the set.
constexpr std::array<size_t, kMostTogether + 1> kMostProposers = {0, 64, 24,
                                                                  12};
// Beyond these a row proposes nothing: determinants stay within 64 bits.
constexpr int64_t kMostUses = 10'000;
constexpr int64_t kMostResidual = 10'000'000;

// The heaviest half of `most`, and as many spread evenly over the rest.
template <typename Row>
std::vector<Row> Selected(std::vector<Row> rows, size_t most) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.pairs > b.pairs;
  });
  if (rows.size() <= most) return rows;
  const size_t heavy = most / 2;
  const size_t rest = rows.size() - heavy;
  const size_t spread = most - heavy;
  std::vector<Row> selected(rows.begin(),
                            rows.begin() + static_cast<ptrdiff_t>(heavy));
  for (size_t i = 0; i < spread; ++i) {
    selected.push_back(rows[heavy + i * rest / spread]);
  }
  return selected;
}

// A row as a set of columns sees it.
struct Equation {
  std::array<int64_t, kMostTogether> uses = {};
  int64_t residual = 0;
  int64_t pairs = 0;
};

std::vector<Equation> EquationsOf(std::span<const ShiftRow> rows,
                                  const std::vector<size_t>& set) {
  std::map<std::pair<std::array<int64_t, kMostTogether>, int64_t>, int64_t>
      merged;
  for (const ShiftRow& row : rows) {
    std::array<int64_t, kMostTogether> uses = {};
    bool any = false;
    bool small = std::abs(row.residual) <= kMostResidual;
    for (size_t i = 0; i < set.size(); ++i) {
      uses[i] = row.uses[set[i]];
      any = any || uses[i] != 0;
      small = small && std::abs(uses[i]) <= kMostUses;
    }
    if (any && small) merged[{uses, row.residual}] += row.pairs;
  }
  std::vector<Equation> equations;
  for (const auto& [key, pairs] : merged) {
    equations.push_back({key.first, key.second, pairs});
  }
  return equations;
}

using Matrix = std::array<std::array<int64_t, kMostTogether>, kMostTogether>;

int64_t Determinant(const Matrix& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

// The whole numbers, all but 0, that solve the equations; by Cramer's rule.
std::optional<std::array<int64_t, kMostTogether>> Solve(
    const std::vector<const Equation*>& equations) {
  const size_t size = equations.size();
  Matrix matrix = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (size_t i = 0; i < size; ++i) {
    for (size_t j = 0; j < size; ++j) matrix[i][j] = equations[i]->uses[j];
  }
  const int64_t whole = Determinant(matrix);
  if (whole == 0) return std::nullopt;
  std::array<int64_t, kMostTogether> solved = {};
  for (size_t j = 0; j < size; ++j) {
    Matrix replaced = matrix;
    for (size_t i = 0; i < size; ++i) replaced[i][j] = equations[i]->residual;
    const int64_t part = Determinant(replaced);
    if (part == 0 || part % whole != 0) return std::nullopt;
    solved[j] = part / whole;
  }
  return solved;
}

// Calls `use` with each choice of `size` of `count` numbers, ascending.
template <typename Use>
void ForEachChoice(size_t count, size_t size, const Use& use) {
  if (size > count) return;
  std::vector<size_t> chosen(size);
  std::iota(chosen.begin(), chosen.end(), size_t{0});
  while (true) {
    use(chosen);
    size_t i = size;
    while (i > 0 && chosen[i - 1] == count - size + i - 1) --i;
    if (i == 0) return;
    ++chosen[i - 1];
    for (size_t j = i; j < size; ++j) chosen[j] = chosen[j - 1] + 1;
  }
}

class Search {
 public:
  Search(std::span<const ShiftRow> rows, std::vector<size_t> columns,
         int64_t price)
      : voters_(Selected(std::vector<ShiftRow>(rows.begin(), rows.end()),
                         kMostVoters)),
        columns_(std::move(columns)),
        price_(price) {
    for (const ShiftRow& row : voters_) all_ += row.pairs;
    best_.assign(voters_.empty() ? 0 : voters_.front().uses.size(), 0);
    best_worth_ = CountExplained(best_, voters_);
  }

  // All sets of `size` columns.
  void TryTogether(size_t size) {
    const Shifts none(best_.size(), 0);
    ForEachChoice(columns_.size(), size, [&](const std::vector<size_t>& which) {
      std::vector<size_t> set;
      for (const size_t i : which) set.push_back(columns_[i]);
      TrySet(set, voters_, none);
    });
  }

  // The best with one column more.
  void TryOneMore() {
    const Shifts base = best_;
    std::vector<ShiftRow> left;
    for (const ShiftRow& row : voters_) {
      if (Explains(base, row)) continue;
      left.push_back(row);
      for (size_t i = 0; i < base.size(); ++i) {
        left.back().residual -= base[i] * row.uses[i];
      }
    }
    for (const size_t column : columns_) {
      if (base[column] == 0) TrySet({column}, left, base);
    }
  }

  bool Complete() const { return CountExplained(best_, voters_) == all_; }
  const Shifts& best() const { return best_; }

 private:
  // The shifts of `set`, over those of `base`, that rows of `left` propose.
  void TrySet(const std::vector<size_t>& set, std::span<const ShiftRow> left,
              const Shifts& base) {
    const std::vector<Equation> proposers =
        Selected(EquationsOf(left, set), kMostProposers[set.size()]);
    std::set<std::array<int64_t, kMostTogether>> proposed;
    ForEachChoice(proposers.size(), set.size(),
                  [&](const std::vector<size_t>& which) {
                    std::vector<const Equation*> equations;
                    for (const size_t i : which)
                      equations.push_back(&proposers[i]);
                    const auto solved = Solve(equations);
                    if (!solved.has_value() || !proposed.insert(*solved).second)
                      return;
                    Shifts shifts = base;
                    for (size_t i = 0; i < set.size(); ++i) {
                      shifts[set[i]] += (*solved)[i];
                    }
                    Vote(shifts);
                  });
  }

  void Vote(const Shifts& shifts) {
    const int64_t worth = CountExplained(shifts, voters_) -
                          price_ * static_cast<int64_t>(SizeOf(shifts));
    if (worth <= best_worth_) return;
    best_worth_ = worth;
    best_ = shifts;
  }

  std::vector<ShiftRow> voters_;
  std::vector<size_t> columns_;
  int64_t price_;
  int64_t all_ = 0;
  Shifts best_;
  int64_t best_worth_ = 0;
};

}  // namespace

bool Explains(const Shifts& shifts, const ShiftRow& row) {
  int64_t explained = 0;
  for (size_t i = 0; i < shifts.size(); ++i) {
    if (shifts[i] != 0) explained += shifts[i] * row.uses[i];
  }
  return explained == row.residual;
}

int64_t CountExplained(const Shifts& shifts, std::span<const ShiftRow> rows) {
  int64_t pairs = 0;
  for (const ShiftRow& row : rows) {
    if (Explains(shifts, row)) pairs += row.pairs;
  }
  return pairs;
}

size_t SizeOf(const Shifts& shifts) {
  return shifts.size() - static_cast<size_t>(std::ranges::count(shifts, 0));
}

Shifts FindShifts(std::span<const ShiftRow> rows,
                  const std::vector<size_t>& columns, size_t most,
                  int64_t price) {
  Search search(rows, columns, price);
  for (size_t size = 1; size <= std::min(most, kMostTogether); ++size) {
    if (search.Complete()) return search.best();
    search.TryTogether(size);
  }
  while (SizeOf(search.best()) < most && !search.Complete()) {
    const Shifts before = search.best();
    search.TryOneMore();
    if (search.best() == before) break;
  }
  return search.best();
}

}  // namespace tokenfare::internal
