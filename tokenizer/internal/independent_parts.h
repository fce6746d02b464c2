// Cuts a piece into parts that are encoded independently.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_
#define TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_

#include <cstddef>
#include <string_view>

#include "tokenfare/tokenizer/internal/image.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare::internal {

// Calls on_part(part) for the parts of `piece`, in order (C2 of characters.h).
// Requires well-formed UTF-8, and image.unreachable() == 0: a part may not be
// taken for a token that only whole pieces can be.
template <typename OnPart>
void ForEachIndependentPart(const Image& image, std::string_view piece,
                            OnPart on_part) {
  size_t begin = 0;
  CharacterAtCut before{};
  for (size_t at = 0; at < piece.size();) {
    const Utf8Character character = DecodeUtf8(piece, at);
    const CharacterAtCut after = {character.code_point,
                                  image.EntryOf(character.code_point)};
    if (at > begin && image.MayCut(before, after)) {
      on_part(piece.substr(begin, at - begin));
      begin = at;
    }
    before = after;
    at += character.length;
  }
  on_part(piece.substr(begin));
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_INDEPENDENT_PARTS_H_
