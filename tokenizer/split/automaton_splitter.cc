#include "tokenfare/tokenizer/split/automaton_splitter.h"

#include "tokenfare/tokenizer/unicode/char_class.h"
#include "tokenfare/tokenizer/unicode/classified_character.h"
#include "tokenfare/tokenizer/unicode/utf8.h"

namespace tokenfare::internal {

SplitBlock AutomatonSplitter::Split(std::string_view text, size_t begin,
                                    std::span<size_t> ends) const {
  const AutomatonEntry* const entries = table_.entries.data();
  size_t at = begin;        // the character to read
  size_t previous = begin;  // the one before it
  size_t mark = begin;
  size_t pieces = 0;
  AutomatonEntry state = kStart;
  bool well_formed = true;
  while (pieces < ends.size()) {
    const ClassifiedCharacter character =
        at < text.size() ? Classify(text, at)
                         : ClassifiedCharacter{0, kEnd, true};
    well_formed &= character.well_formed;
    const AutomatonEntry entry = entries[state + character.char_class];
    mark = (entry & kSetMark) != 0 ? at : mark;
    if ((entry & kRewind) != 0) [[unlikely]] {
      ends[pieces++] = at = previous = mark;
      state = kStart;
      continue;
    }
    // Written always, kept where a piece ends.
    ends[pieces] = (entry & kEmitPrevious) != 0 ? previous : at;
    pieces += (entry & (kEmit | kEmitPrevious)) != 0 ? 1 : 0;
    state = entry & kStateMask;
    if (character.char_class == kEnd) break;
    previous = at;
    at += character.length;
  }
  return {pieces, !well_formed};
}

std::vector<size_t> AutomatonSplitter::FirstPieceEnds(
    std::string_view text, size_t begin, std::span<const size_t> cuts) const {
  const AutomatonEntry* const entries = table_.entries.data();
  std::vector<size_t> ends;
  size_t at = begin;
  size_t mark = begin;
  AutomatonEntry state = kStart;
  while (ends.size() < cuts.size()) {
    if (at == cuts[ends.size()]) {
      const bool rewinds = (entries[state + kEnd] & kRewind) != 0;
      ends.push_back(rewinds ? mark : at);
      continue;
    }
    const size_t previous = at;
    const ClassifiedCharacter character = Classify(text, at);
    const AutomatonEntry entry = entries[state + character.char_class];
    if ((entry & (kEmit | kEmitPrevious | kRewind)) != 0) {
      // The piece ends before this cut, and so before all later ones.
      const size_t end = (entry & kEmit) != 0 ? previous : mark;
      ends.resize(cuts.size(), end);
      break;
    }
    if ((entry & kSetMark) != 0) mark = at;
    state = entry & kStateMask;
    at += character.length;
  }
  return ends;
}

size_t AutomatonSplitter::CertainBefore(std::string_view text,
                                        size_t boundary) const {
  if (boundary >= text.size() || !IsWhiteSpaceAt(text, boundary)) {
    return boundary;
  }
  size_t run_begin = boundary;
  while (run_begin > 0) {
    const size_t before = CharacterBefore(text, run_begin);
    if (!IsWhiteSpaceAt(text, before)) break;
    run_begin = before;
  }
  return run_begin;
}

}  // namespace tokenfare::internal
