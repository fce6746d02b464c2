// Where a text may be cut so that its parts split as the whole does.
//
// Whether a place is safe is read off the automaton's table, by the classes of
// the characters on both sides: there are no rules to keep in step with the
// patterns. DESIGN.md, "Threads", has the proof.

#ifndef TOKENFARE_TOKENIZER_SPLIT_SAFE_CUT_H_
#define TOKENFARE_TOKENIZER_SPLIT_SAFE_CUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tokenfare/tokenizer/split/automaton.h"
#include "tokenfare/tokenizer/unicode/char_class.h"

namespace tokenfare::internal {

// The pairs of adjacent character classes between which every text may be cut.
// Immutable; made in a few microseconds.
class SafeCuts {
 public:
  explicit SafeCuts(const AutomatonTable& table);

  bool Between(uint8_t before, uint8_t after) const {
    return (after_[before] >> after & 1) != 0;
  }

  // The first safe place in `text` at or after `from`; Splitter::SafeCut says
  // what that is. Reads from the character before `from` to the one at the cut.
  size_t FirstIn(std::string_view text, size_t from) const;

 private:
  std::array<ClassSet, kCharClasses> after_{};  // by the class before the cut
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_SAFE_CUT_H_
