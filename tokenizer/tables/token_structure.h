// What byte-pair encoding makes of each token, found by encoding it alone.

#ifndef TOKENFARE_TOKENIZER_TABLES_TOKEN_STRUCTURE_H_
#define TOKENFARE_TOKENIZER_TABLES_TOKEN_STRUCTURE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// The last merge in encoding a token alone. Both kNoRank for a single byte and
// for a token that merging does not lead to.
struct TokenParts {
  Rank left = kNoRank;
  Rank right = kNoRank;
  // The highest rank among the merges, the last one included.
  Rank highest = kNoRank;

  bool reachable() const { return left != kNoRank; }
};

// By rank. Encodes each token by the definition of byte-pair encoding: again
// and again the leftmost of the adjacent pairs of lowest rank is merged. Cost:
// the square of a token's length, which kMaxTokenBytes bounds; 0.1 s for
// o200k_base.
std::vector<TokenParts> FindTokenParts(const Vocabulary& vocabulary);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_TOKEN_STRUCTURE_H_
