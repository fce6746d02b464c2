// Byte-pair encoding in the quadratic way of the textbooks, for tests.

#ifndef TOKENFARE_TESTS_REFERENCE_VOCABULARY_H_
#define TOKENFARE_TESTS_REFERENCE_VOCABULARY_H_

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::reference {

class Vocabulary {
 public:
  // Reads data/vocab/NAME.vocab (its README.md has the format). Ends the
  // program where the file is not as it should be: tests cannot go on.
  explicit Vocabulary(const std::string& path);

  // Requires distinct tokens, and all single bytes among them.
  explicit Vocabulary(std::map<TokenId, std::string> tokens);

  // Splits `piece` into bytes and joins the leftmost pair of lowest rank until
  // no pair is a token; a piece that is itself a token stays whole, as
  // tiktoken has it.
  std::vector<TokenId> EncodePiece(std::string_view piece) const;

  // The same without that exception: what merging makes of the piece.
  std::vector<TokenId> MergePiece(std::string_view piece) const;

  const std::map<TokenId, std::string>& tokens() const { return tokens_; }

 private:
  std::map<TokenId, std::string> tokens_;
  std::unordered_map<std::string, TokenId> ids_;
};

}  // namespace tokenfare::reference

#endif  // TOKENFARE_TESTS_REFERENCE_VOCABULARY_H_
