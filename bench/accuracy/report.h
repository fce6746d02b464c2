// The score in the forms in which it is read.

#ifndef TOKENFARE_BENCH_ACCURACY_REPORT_H_
#define TOKENFARE_BENCH_ACCURACY_REPORT_H_

#include <string>
#include <vector>

#include "bench/accuracy/score.h"

namespace tokenfare::bench {

// A Markdown table, which is also what people read in a terminal.
std::string MarkdownTable(const Score& score, const std::vector<Rival>& rivals);

// {"rows": [...], "misses": [...]}, the figures as counts.
std::string ScoreJson(const Score& score, const std::vector<Rival>& rivals);

// One line per miss: id, model, category, bill, low/expected/high or the error,
// and why the recording is suspect.
std::string MissLines(const Score& score);

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_ACCURACY_REPORT_H_
