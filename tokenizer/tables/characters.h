// How the tokens of a vocabulary lie across the boundaries of characters.
//
// Merging works on bytes, but two facts allow it to work on characters, and on
// less than the whole of a long piece (DESIGN.md, "Characters and cuts"):
//
//   C1  Where no token holds a part of a character together with bytes of its
//       neighbours, the character's bytes merge with each other only. So if
//       they make a token, merging may begin with it, provided that every
//       token with the character as a direct part ranks above each merge that
//       makes the character. (Where ranks ascend, that is always so. In some
//       vocabularies of open models they do not: GLM-4, Llama 3, Qwen 3.)
//   C2  Across two adjacent characters of both of which no token holds bytes,
//       nothing can merge. So the piece may be cut there and its parts encoded
//       independently. Short parts repeat, so their counts can be remembered:
//       Chinese text without spaces falls into words this way.
//
// A token reads as the end of a character, whole characters, and the beginning
// of one; each of the three may be missing. What matters of it is kept in two
// flags of a character and in one bit for a pair of characters.

#ifndef TOKENFARE_TOKENIZER_TABLES_CHARACTERS_H_
#define TOKENFARE_TOKENIZER_TABLES_CHARACTERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tokenfare/tokenizer/tables/stable_hash.h"
#include "tokenfare/tokenizer/tables/token_structure.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// A character's entry in the image: its rank in the low 21 bits (all ones where
// merging may not begin with it, by C1's provision or since merging does not
// lead to it), and the flags.
using CharacterEntry = uint32_t;
inline constexpr CharacterEntry kCharacterRankMask = (1u << 21) - 1;
// Some token holds an end of this character (or all of it), and the beginning,
// but not all, of the next one.
inline constexpr CharacterEntry kOpensRight = 1u << 30;
// Some token holds the end, but not all, of the character before, and a
// beginning of this one (or all of it).
inline constexpr CharacterEntry kOpensLeft = 1u << 31;
// What is assumed of characters that are not tokens.
inline constexpr CharacterEntry kUnknownCharacter =
    kCharacterRankMask | kOpensRight | kOpensLeft;

// One bit for each pair of adjacent whole characters that a token holds. Pairs
// that share a bit by chance are not cut apart, which is safe. 128 KiB, of
// which o200k_base sets one bit in ten.
inline constexpr int kPairBitsLog = 20;
inline constexpr size_t kPairBits = size_t{1} << kPairBitsLog;

// Whether a character opens, in two bits, four characters a byte: all that
// cutting needs to know, for the characters up to U+FFFF.
inline constexpr uint8_t kOpensRightBit = 1;
inline constexpr uint8_t kOpensLeftBit = 2;
inline constexpr size_t kOpeningBytes = 0x10000 / 4;
inline size_t PairBit(uint32_t before, uint32_t after) {
  const uint32_t mixed = (before * 0x9E3779B1u + after) * 0x85EBCA6Bu;
  return mixed >> (32 - kPairBitsLog);
}

struct CharacterFacts {
  struct Character {
    uint32_t code_point;
    CharacterEntry entry;
  };
  std::vector<Character> characters;  // in order of code points
  std::vector<uint64_t> pairs;
};

// `parts` are the FindTokenParts of the vocabulary. Linear in the bytes of all
// tokens.
CharacterFacts FindCharacterFacts(const Vocabulary& vocabulary,
                                  const std::vector<TokenParts>& parts);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_CHARACTERS_H_
