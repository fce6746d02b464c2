// The table of a splitting automaton, and the means to write one down.
//
// The automaton reads one character class after another. An entry of the table
// holds the next state and what the character says about piece ends:
//
//   kEmit          a piece ends before this character, which begins the next
//                  one: `next` already is the state after it
//   kEmitPrevious  the same for the character before this one: both are
//                  read, as parts of the next piece
//   kRewind        the piece ended at the mark; start again from there
//   kSetMark       remember the place before this character
//
// kEmit makes the common case free of branches: no state is a dead end. kRewind
// is for the few cases in which a piece's end is known only later: it reads
// characters twice, but never three times (DESIGN.md, "Splitting").

#ifndef TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_H_
#define TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_H_

#include <array>
#include <cstdint>

#include "tokenfare/tokenizer/unicode/char_class.h"

namespace tokenfare::internal {

// A row of the table has room for 32 classes; a state is the offset of its row.
inline constexpr int kRowShift = 5;
inline constexpr int kMaxStates = 24;

using AutomatonEntry = uint16_t;
inline constexpr AutomatonEntry kStateMask = 0x3E0;
inline constexpr AutomatonEntry kSetMark = 1 << 10;
inline constexpr AutomatonEntry kEmit = 1 << 11;
inline constexpr AutomatonEntry kEmitPrevious = 1 << 12;
inline constexpr AutomatonEntry kRewind = 1 << 13;

struct AutomatonTable {
  alignas(64) std::array<AutomatonEntry, kMaxStates << kRowShift> entries{};
};

// The state before the first character of a piece.
inline constexpr uint8_t kStart = 0;

// A set of character classes.
using ClassSet = uint32_t;

template <typename... Classes>
constexpr ClassSet SetOf(Classes... classes) {
  return (ClassSet{0} | ... | (ClassSet{1} << classes));
}

// Writes a table at compile time. Row kStart comes first, since the other rows
// refer to it; a row is complete once one of the ...Rest functions was called
// for it.
class AutomatonBuilder {
  // First, since a constant expression may only use what is defined already.
  constexpr AutomatonEntry At(uint8_t state, uint8_t c) const {
    return table_.entries[(state << kRowShift) + c];
  }
  template <typename EntryOf>
  constexpr void ForEach(uint8_t state, ClassSet classes, EntryOf entry_of) {
    for (uint8_t c = 0; c < kCharClasses; ++c) {
      if ((classes >> c & 1) == 0) continue;
      table_.entries[(state << kRowShift) + c] = entry_of(c);
      handled_[state] |= ClassSet{1} << c;
    }
  }

 public:
  // On any of `classes` in `state`: the piece goes on, in `next`.
  constexpr void On(uint8_t state, ClassSet classes, uint8_t next,
                    AutomatonEntry flags = 0) {
    ForEach(state, classes, [&](uint8_t) {
      return static_cast<AutomatonEntry>((next << kRowShift) | flags);
    });
  }

  // On every class that `state` does not handle yet, the end of the text
  // included, the piece ends before the character.
  constexpr void BreakRest(uint8_t state) {
    ForEach(state, ~handled_[state], [&](uint8_t c) {
      return static_cast<AutomatonEntry>(At(kStart, c) | kEmit);
    });
  }

  // On every class that `state` does not handle yet, the piece ends before the
  // character read last, which the next piece enters in state `single`.
  // Requires that `state` is only entered with kSetMark, and that row `single`
  // is complete.
  constexpr void BreakPreviousRest(uint8_t state, uint8_t single) {
    ForEach(state, ~handled_[state], [&](uint8_t c) {
      constexpr AutomatonEntry kEnds = kEmit | kEmitPrevious | kRewind;
      const AutomatonEntry entry = At(single, c);
      // Two ends at once do not fit an entry.
      if ((entry & kEnds) != 0) return kRewind;
      return static_cast<AutomatonEntry>(entry | kEmitPrevious);
    });
  }

  // On every class that `state` does not handle yet, the piece ended at the
  // mark.
  constexpr void RewindRest(uint8_t state) {
    ForEach(state, ~handled_[state], [](uint8_t) { return kRewind; });
  }

  constexpr AutomatonTable Build() const { return table_; }

 private:
  AutomatonTable table_;
  std::array<ClassSet, kMaxStates> handled_{};
};

// The patterns of the built-in encodings (builtin_patterns.h).
enum class PatternFamily { kR50k, kCl100k, kO200k };

const AutomatonTable& TableOf(PatternFamily family);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_SPLIT_AUTOMATON_H_
