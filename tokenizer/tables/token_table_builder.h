// Lays out the tables from the bytes of a token to its rank.

#ifndef TOKENFARE_TOKENIZER_TABLES_TOKEN_TABLE_BUILDER_H_
#define TOKENFARE_TOKENIZER_TABLES_TOKEN_TABLE_BUILDER_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/tables/packed_table.h"
#include "tokenfare/tokenizer/tables/piece_table.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// A token lies in its home line or, where that is full, in one of the next,
// this many lines in all. So the longest probe of a text is bounded, and so is
// the time to build. The built-in vocabularies need 37 at most, two million
// random tokens 59.
inline constexpr size_t kMostProbes = 256;

struct TokenTables {
  std::vector<PackedLine> packed_lines;
  std::vector<Rank> packed_ranks;  // 8 for each of packed_lines
  std::vector<PieceLine> short_lines;
  std::vector<Rank> short_ranks;  // 4 for each of short_lines
  std::vector<LongPieceSlot> long_slots;
};

// The tables of tokens, which are given by rank. Linear in their bytes.
// InvalidArgument where too many collide: hashes are fixed (stable_hash.h), so
// whoever writes a vocabulary can choose tokens that do.
absl::StatusOr<TokenTables> LayOutTokens(std::span<const std::string> tokens);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_TOKEN_TABLE_BUILDER_H_
