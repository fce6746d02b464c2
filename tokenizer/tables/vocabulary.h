// A vocabulary before its tables are laid out: tokens in order of rank.

#ifndef TOKENFARE_TOKENIZER_TABLES_VOCABULARY_H_
#define TOKENFARE_TOKENIZER_TABLES_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::internal {

// The position of a token in order of ids, which is the order in which
// byte-pair encoding merges. Ranks are dense, ids need not be.
using Rank = uint32_t;

inline constexpr Rank kNoRank = 0xFFFFFFFF;

struct Vocabulary {
  // By rank: distinct, not empty, with all 256 single bytes among them.
  std::vector<std::string> tokens;
  // By rank: strictly ascending.
  std::vector<TokenId> ids;
};

// Limits that keep the work for a hostile vocabulary small. The embedded ones
// have tokens of at most 128 bytes.
inline constexpr size_t kMaxTokens = (size_t{1} << 21) - 1;
inline constexpr size_t kMaxTokenBytes = 512;

// InvalidArgument or ResourceExhausted where `vocabulary` breaks a rule above,
// with the token's id.
absl::Status CheckVocabulary(const Vocabulary& vocabulary);

// Reads the compact form that data/vocab/README.md defines. InvalidArgument
// where `file` is not of that form. Does not call CheckVocabulary.
absl::StatusOr<Vocabulary> ReadCompactVocabulary(std::string_view file);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_VOCABULARY_H_
