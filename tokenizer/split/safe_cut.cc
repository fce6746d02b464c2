#include "tokenfare/tokenizer/split/safe_cut.h"

#include <algorithm>

#include "tokenfare/tokenizer/unicode/char_class.h"
#include "tokenfare/tokenizer/unicode/classified_character.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {
namespace {

constexpr ClassSet kEveryCharacter = (ClassSet{1} << kEnd) - 1;

using StateSet = uint32_t;
static_assert(kMaxStates <= 32);

// A table, read as questions about one state.
class States {
 public:
  explicit States(const AutomatonTable& table) : entries_(table.entries) {}

  // The classes that end a piece before them, and no other piece, and lead to
  // where they lead at the beginning of a text.
  ClassSet Ending(size_t state) const {
    return Where(state, [this](AutomatonEntry entry, uint8_t c) {
      return entry == (At(kStart, c) | kEmit);
    });
  }

  // The classes at which the piece turns out to have ended at the mark.
  ClassSet Rewinding(size_t state) const {
    return Where(state, [](AutomatonEntry entry, uint8_t) {
      return (entry & kRewind) != 0;
    });
  }

  // For each class, the states that a text which ends with it may lead to.
  std::array<StateSet, kCharClasses> After() const {
    std::array<StateSet, kCharClasses> after{};
    StateSet reachable = StateSet{1} << kStart;
    StateSet before = 0;
    while (reachable != before) {
      before = reachable;
      for (size_t state = 0; state < kMaxStates; ++state) {
        if ((before >> state & 1) != 0) AddNext(state, after);
      }
      for (const StateSet states : after) reachable |= states;
    }
    return after;
  }

 private:
  AutomatonEntry At(size_t state, uint8_t c) const {
    return entries_[(state << kRowShift) + c];
  }

  template <typename Predicate>
  ClassSet Where(size_t state, Predicate holds) const {
    ClassSet classes = 0;
    for (uint8_t c = 0; c < kCharClasses; ++c) {
      if (holds(At(state, c), c)) classes |= ClassSet{1} << c;
    }
    return classes;
  }

  // A rewind reads no character: it goes to kStart, which is there already.
  void AddNext(size_t state, std::array<StateSet, kCharClasses>& after) const {
    for (uint8_t c = 0; c < kEnd; ++c) {
      const AutomatonEntry entry = At(state, c);
      if ((entry & kRewind) != 0) continue;
      after[c] |= StateSet{1} << ((entry & kStateMask) >> kRowShift);
    }
  }

  const std::array<AutomatonEntry, kMaxStates << kRowShift>& entries_;
};

// The class of the character that ends at `end`. Requires that one does, and
// so that end > 0. A byte that does not continue a character begins one, so
// the last of those before `end` decides.
uint8_t ClassBefore(std::string_view text, size_t end) {
  for (size_t length = 1; length <= std::min<size_t>(end, 4); ++length) {
    if (IsContinuation(text[end - length])) continue;
    const ClassifiedCharacter character = Classify(text, end - length);
    if (character.length == length) return character.char_class;
    break;
  }
  return NonAsciiClass(0xFFFD);  // a stray byte
}

}  // namespace

SafeCuts::SafeCuts(const AutomatonTable& table) {
  const States states(table);
  const std::array<StateSet, kCharClasses> states_after = states.After();
  after_.fill(kEveryCharacter);
  for (size_t state = 0; state < kMaxStates; ++state) {
    // Where the end of the text and the next character tell the same.
    ClassSet agreeing = 0;
    for (const ClassSet same :
         {states.Ending(state), states.Rewinding(state)}) {
      if ((same >> kEnd & 1) != 0) agreeing |= same;
    }
    for (uint8_t before = 0; before < kCharClasses; ++before) {
      if ((states_after[before] >> state & 1) != 0) after_[before] &= agreeing;
    }
  }
}

size_t SafeCuts::FirstIn(std::string_view text, size_t from) const {
  if (from == 0) return 0;
  while (from < text.size() && IsContinuation(text[from])) ++from;
  if (from >= text.size()) return text.size();
  uint8_t before = ClassBefore(text, from);
  for (size_t at = from; at < text.size();) {
    const ClassifiedCharacter after = Classify(text, at);
    if (Between(before, after.char_class) && !IsContinuation(text[at])) {
      return at;
    }
    before = after.char_class;
    at += after.length;
  }
  return text.size();
}

}  // namespace tokenfare::internal
