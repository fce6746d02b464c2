// Special tokens mark structure (<|endoftext|>) rather than text. Whether their
// spelling inside a text means the token or plain characters is the caller's
// decision, never a guess: counting takes it as plain characters by default.

#ifndef TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_
#define TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/token_id.h"

namespace [[gnu::visibility("default")]] tokenfare {

struct SpecialToken {
  std::string text;
  TokenId id = 0;
};

// What the spelling of a special token inside a text means.
//
//   SpecialTokenPolicy::Ordinary()                   plain characters (default)
//   SpecialTokenPolicy::AllowAll()                   each is its token
//   SpecialTokenPolicy::Allow({"<|endoftext|>"})     these are tokens, any
//                                                    other is an error
//   SpecialTokenPolicy::DisallowAll()                any is an error
class SpecialTokenPolicy {
 public:
  using TokenSet = std::set<std::string, std::less<>>;

  static SpecialTokenPolicy Ordinary() { return SpecialTokenPolicy(); }
  static SpecialTokenPolicy AllowAll();
  static SpecialTokenPolicy DisallowAll();
  static SpecialTokenPolicy Allow(TokenSet tokens);

  // The same policy, with `tokens` as plain characters.
  SpecialTokenPolicy WithOrdinary(TokenSet tokens) const;

  enum class Meaning { kOrdinary, kToken, kError };
  Meaning MeaningOf(std::string_view token) const;
  // True where every token has the same meaning, kOrdinary.
  bool AllOrdinary() const;

 private:
  Meaning others_ = Meaning::kOrdinary;
  TokenSet tokens_;
  TokenSet ordinary_;
};

// The special tokens of one encoding, searchable by text and by id. Immutable.
class SpecialTokens {
 public:
  struct Match {
    size_t offset;
    const SpecialToken* token;
  };

  SpecialTokens() = default;
  // Requires that texts are distinct and not empty. Two may share an id
  // (o200k_harmony's 200018); TextOf then returns the first given.
  explicit SpecialTokens(std::vector<SpecialToken> tokens);

  std::optional<TokenId> IdOf(std::string_view text) const;
  // The text of the token, or nothing. Lives as long as this object.
  std::optional<std::string_view> TextOf(TokenId id) const;

  // The first special token in `text` at or after `from`, the longest where
  // several begin there. Linear in the text read; the match lives as long as
  // this object.
  std::optional<Match> Find(std::string_view text, size_t from) const;

  // In order of ids.
  std::span<const SpecialToken> all() const { return by_id_; }

 private:
  const SpecialToken* FindExact(std::string_view text) const;

  std::vector<SpecialToken> by_id_;
  std::vector<size_t> by_text_;  // indices of by_id_, sorted by text
  std::vector<size_t> lengths_;  // distinct, longest first
  std::string first_bytes_;      // distinct
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_
