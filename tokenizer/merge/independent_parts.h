// Cuts a piece into parts that are encoded independently.

#ifndef TOKENFARE_TOKENIZER_MERGE_INDEPENDENT_PARTS_H_
#define TOKENFARE_TOKENIZER_MERGE_INDEPENDENT_PARTS_H_

#include <array>
#include <cstddef>
#include <string_view>

#include "tokenfare/tokenizer/tables/image.h"
#include "tokenfare/tokenizer/unicode/piece_character.h"

namespace tokenfare::internal {

// Cuts a piece into its parts, in order (C2 of characters.h). Requires
// well-formed UTF-8, and image.unreachable() == 0: a part may not be taken for
// a token that only whole pieces can be.
class PartCutter {
 public:
  // Of the bytes of `text` from `begin` to `end`, at least one.
  PartCutter(const Image& image, std::string_view text, size_t begin,
             size_t end)
      : image_(image), text_(text), part_begin_(begin), at_(begin), end_(end) {
    before_ = Read(at_);
  }

  // Whether all parts were given out.
  bool done() const { return done_; }

  // Writes where the next parts begin and end, and returns how many: fewer than
  // `room`, or all that are left. Requires room of at least 2, and !done().
  size_t Next(size_t* begins, size_t* ends, size_t room) {
    size_t count = 0;
    size_t at = at_;
    CharacterAtCut before = before_;
    begins[0] = part_begin_;
    while (at < end_ && count + 1 < room) {
      const size_t cut = at;
      const CharacterAtCut after = Read(at);
      // Written always, kept where the piece may be cut.
      ends[count] = cut;
      begins[count + 1] = cut;
      count += image_.MayCut(before, after) ? 1 : 0;
      before = after;
    }
    at_ = at;
    before_ = before;
    part_begin_ = begins[count];
    if (at < end_) return count;
    done_ = true;
    ends[count] = end_;
    return count + 1;
  }

 private:
  // The character at `at`, which moves behind it.
  CharacterAtCut Read(size_t& at) const {
    const PieceCharacter character = CharacterAt(text_.data() + at);
    at += character.length;
    return {character.code_point, image_.OpeningOf(character.code_point)};
  }

  const Image& image_;
  std::string_view text_;
  size_t part_begin_;
  size_t at_;  // the next character to read
  size_t end_;
  CharacterAtCut before_;
  bool done_ = false;
};

// Whether to cut a piece, which must not be empty, before it is looked up: what
// can be cut is no token. Not what looks like ASCII, most of it words, white
// space and rulers, which is hardly ever cut; nor where a part could be taken
// for a token that only whole pieces can be.
inline bool IsWorthCutting(const Image& image, std::string_view piece) {
  const auto ends = static_cast<unsigned char>(piece.front() | piece.back());
  return ends >= 0x80 && image.unreachable() == 0;
}

// Calls on_part(begin, end) for the parts of `piece`. Requires what PartCutter
// does.
template <typename OnPart>
void ForEachIndependentPart(const Image& image, std::string_view piece,
                            OnPart on_part) {
  std::array<size_t, 16> begins;
  std::array<size_t, 16> ends;
  PartCutter cutter(image, piece, 0, piece.size());
  while (!cutter.done()) {
    const size_t parts = cutter.Next(begins.data(), ends.data(), begins.size());
    for (size_t i = 0; i < parts; ++i) on_part(begins[i], ends[i]);
  }
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_INDEPENDENT_PARTS_H_
