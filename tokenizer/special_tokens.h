// Special tokens mark structure (<|endoftext|>) rather than text. Whether their
// spelling inside a text means the token or plain characters is the caller's
// decision, never a guess: counting takes it as plain characters by default.

#ifndef TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_
#define TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::internal {
class TokenBeginnings;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

struct SpecialToken {
  std::string text;
  TokenId id = 0;
};

// What the spelling of a special token inside a text means. A text is read from
// its beginning: of the special tokens that begin at a place, the longest that
// is not plain characters is meant, and what follows it is read on. So
// spellings that are plain characters hide no others that begin inside them.
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

  // The first special token in `text` at or after `from` that is not plain
  // characters under `policy`, the longest where several begin there. Any
  // bytes. Lives as long as this object. Cost: linear in the text up to the
  // match; where the beginnings of special tokens stand close together, at most
  // so many steps a byte as the longest of them has bytes.
  std::optional<Match> Find(
      std::string_view text, size_t from,
      const SpecialTokenPolicy& policy = SpecialTokenPolicy::AllowAll()) const;

  // In order of ids.
  std::span<const SpecialToken> all() const { return by_id_; }

 private:
  const SpecialToken* FindExact(std::string_view text) const;
  // The longest that `text` begins with and that is not plain characters.
  const SpecialToken* LongestAt(std::string_view text,
                                const SpecialTokenPolicy& policy) const;
  // Of the tokens from `begin` to `end` of by_text_, which begin alike, those
  // with `byte` at the next place `at`.
  std::pair<size_t, size_t> NarrowTo(char byte, size_t at, size_t begin,
                                     size_t end) const;
  const std::string& TextAt(size_t place) const {
    return by_id_[by_text_[place]].text;
  }

  std::vector<SpecialToken> by_id_;
  std::vector<size_t> by_text_;  // indices of by_id_, sorted by text
  // So many first bytes do all have in common. Which tokens have which byte
  // then: from the place of the byte to that of the next one.
  size_t common_ = 0;
  std::vector<size_t> after_common_;
  // Nothing where there are no tokens. Shared by copies.
  std::shared_ptr<const internal::TokenBeginnings> beginnings_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_SPECIAL_TOKENS_H_
