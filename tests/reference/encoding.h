// Encodings by their definition, for tests: independent of the product's code,
// slow and plain. Verified against tiktoken by tests/golden's literals.

#ifndef TOKENFARE_TESTS_REFERENCE_ENCODING_H_
#define TOKENFARE_TESTS_REFERENCE_ENCODING_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/reference/splitter.h"
#include "tests/reference/vocabulary.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::reference {

struct Token {
  TokenId id;
  // Offsets into the text. A token that begins or ends inside the U+FFFD of an
  // ill-formed part has the part's own begin for `begin`.
  size_t begin;
  size_t end;
  // Whether the token ends where a character or an ill-formed part ends.
  bool ends_character;

  friend bool operator==(const Token&, const Token&) = default;
};

class Encoding {
 public:
  Encoding(const Splitter& splitter, const Vocabulary& vocabulary)
      : splitter_(splitter), vocabulary_(vocabulary) {}

  // Special tokens are ordinary text; ill-formed text is repaired first.
  std::vector<Token> Tokens(std::string_view text) const;
  std::vector<TokenId> Encode(std::string_view text) const;
  size_t Count(std::string_view text) const { return Encode(text).size(); }

  // By the definitions in tokenizer/encoding.h, every candidate tried.
  std::optional<size_t> CountUpTo(std::string_view text, size_t limit) const;
  std::string_view Truncate(std::string_view text, size_t max_tokens) const;

  const Splitter& splitter() const { return splitter_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  const Splitter& splitter_;
  const Vocabulary& vocabulary_;
};

// The reference for an embedded encoding's name. Loaded at first use and kept.
// Ends the program for an unknown name. Not for use by several threads at once.
const Encoding& EncodingNamed(std::string_view name);

// Only its splitter, without loading a vocabulary.
const Splitter& SplitterNamed(std::string_view name);

// The Unicode properties that all of them use.
const UnicodeClasses& Unicode();

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_ENCODING_H_
