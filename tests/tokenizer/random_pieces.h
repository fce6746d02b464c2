// Texts cut at random, so that their pieces are not those of any pattern.

#ifndef TOKENFARE_TESTS_TOKENIZER_RANDOM_PIECES_H_
#define TOKENFARE_TESTS_TOKENIZER_RANDOM_PIECES_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "tests/reference/random_text.h"
#include "tokenfare/tokenizer/split/piece_walker.h"

namespace tokenfare {

// Ends of pieces between characters, mostly short, some long.
inline std::vector<size_t> RandomEnds(std::string_view text,
                                      reference::RandomText& random) {
  std::vector<size_t> ends;
  size_t left = 1 + random.Below(10);
  for (size_t at = 1; at <= text.size(); ++at) {
    const bool inside = at < text.size() &&
                        (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
    if (inside || (--left > 0 && at < text.size())) {
      if (inside && left == 0) left = 1;
      continue;
    }
    ends.push_back(at);
    left = 1 + random.Below(random.Below(8) == 0 ? 90 : 12);
  }
  return ends;
}

// Calls on_block(pieces) for the pieces of a text that end at `ends`, in blocks
// as full as can be.
template <typename OnBlock>
void ForEachBlockOf(const std::vector<size_t>& ends, OnBlock on_block) {
  internal::PieceList pieces;
  size_t begin = 0;
  for (const size_t end : ends) {
    pieces.begins[pieces.size] = begin;
    pieces.ends[pieces.size++] = end;
    begin = end;
    if (pieces.size < internal::PieceList::kCapacity && end != ends.back()) {
      continue;
    }
    on_block(pieces);
    pieces.size = 0;
  }
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_RANDOM_PIECES_H_
