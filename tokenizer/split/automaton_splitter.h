// Splits text with the automaton of a built-in pattern.

#ifndef TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_SPLITTER_H_
#define TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_SPLITTER_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/split/automaton.h"
#include "tokenfare/tokenizer/split/safe_cut.h"
#include "tokenfare/tokenizer/split/splitter.h"

namespace tokenfare::internal {

// Immutable; about one table look-up a character.
class AutomatonSplitter final : public Splitter {
 public:
  explicit AutomatonSplitter(PatternFamily family)
      : table_(TableOf(family)), safe_cuts_(table_) {}

  SplitBlock Split(std::string_view text, size_t begin,
                   std::span<size_t> ends) const override;

  // Reads the text once for all cuts.
  std::vector<size_t> FirstPieceEnds(
      std::string_view text, size_t begin,
      std::span<const size_t> cuts) const override;

  // Only white space looks ahead, and no farther than its run: this is where
  // the run begins that `boundary` lies in.
  size_t CertainBefore(std::string_view text, size_t boundary) const override;

  size_t SafeCut(std::string_view text, size_t from) const override {
    return safe_cuts_.FirstIn(text, from);
  }

 private:
  const AutomatonTable& table_;
  SafeCuts safe_cuts_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_SPLITTER_H_
