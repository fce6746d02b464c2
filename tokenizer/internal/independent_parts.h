// Cuts a piece into parts that are encoded independently.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_
#define TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_

#include <cstddef>
#include <string_view>

#include "tokenfare/tokenizer/internal/image.h"
#include "tokenfare/tokenizer/internal/piece_character.h"

namespace tokenfare::internal {

// Calls on_part(begin, end) for the parts of `piece`, in order (C2 of
// characters.h). Requires well-formed UTF-8, and image.unreachable() == 0: a
// part may not be taken for a token that only whole pieces can be.
template <typename OnPart>
void ForEachIndependentPart(const Image& image, std::string_view piece,
                            OnPart on_part) {
  size_t begin = 0;
  PieceCharacter character = CharacterAt(piece.data());
  CharacterAtCut before = {character.code_point,
                           image.OpeningOf(character.code_point)};
  for (size_t at = character.length; at < piece.size();
       at += character.length) {
    character = CharacterAt(piece.data() + at);
    const CharacterAtCut after = {character.code_point,
                                  image.OpeningOf(character.code_point)};
    if (image.MayCut(before, after)) {
      on_part(begin, at);
      begin = at;
    }
    before = after;
  }
  on_part(begin, piece.size());
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_
