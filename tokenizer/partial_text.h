// Text that ends in the midst: of a character, or of what is being typed.
//
// What tiktoken's encode_with_unstable, _encode_bytes and _encode_single_piece
// do, with the same results. tokenfare::Encoding is what counting needs.

#ifndef TOKENFARE_TOKENIZER_PARTIAL_TEXT_H_
#define TOKENFARE_TOKENIZER_PARTIAL_TEXT_H_

#include <set>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/special_tokens.h"
#include "tokenfare/tokenizer/token_id.h"

namespace [[gnu::visibility("default")]] tokenfare {

// The tokens of `bytes` taken for one piece: no splitting, no special tokens.
// Any bytes; none for empty. Cost and memory as for a piece of that size in
// Encode: linear, 16 bytes per token (28 bytes per byte, and n log n steps
// where the vocabulary's ids do not ascend with merging, for bytes whose
// windows do not join: DESIGN.md, "Long pieces").
std::vector<TokenId> EncodePiece(const Encoding& encoding,
                                 std::string_view bytes);

// The tokens of bytes that may end inside a character. Well-formed UTF-8 is
// Encode(bytes). Otherwise what is well-formed up to the first mistake is
// encoded, and its last piece, with all that follows, is taken for one piece;
// so the tokens' bytes are always `bytes`. (Encode takes ill-formed parts for
// U+FFFD instead, as JSON would.)
std::vector<TokenId> EncodeBytes(const Encoding& encoding,
                                 std::string_view bytes);

struct UnstableTokens {
  // The tokens that remain whatever is written after the text, as far as is
  // known: tiktoken's heuristics for where splits may change.
  std::vector<TokenId> stable;
  // The token sequences that may come after these, should the text go on: the
  // bytes of each begin with what the stable tokens leave of the text.
  std::set<std::vector<TokenId>> completions;
};

// Encodes text that is still being written. Immutable; any number of threads.
// Must not outlive its encoding.
class UnstableEncoder {
 public:
  // Sorts the vocabulary: about 0.1 s for 200,000 tokens, 16 bytes each.
  explicit UnstableEncoder(const Encoding& encoding);

  // Errors as Encoding::Encode(text, policy). Ill-formed UTF-8 counts as
  // U+FFFD. Linear in the text but for its last piece (with the white space
  // before it, where it begins with such): for each token that begins with a
  // suffix of that, the piece is encoded anew with the token. So at worst its
  // bytes times the tokens of the vocabulary: 4,000 letters took 4 s, as
  // tiktoken takes. Do not call it with untrusted text unless that is bounded.
  absl::StatusOr<UnstableTokens> Encode(std::string_view text,
                                        const SpecialTokenPolicy& policy) const;

  // The bytes of all ordinary tokens, sorted. They live as long as the
  // encoding.
  const std::vector<std::string_view>& sorted_tokens() const { return sorted_; }

 private:
  std::set<std::vector<TokenId>> CompletionsOf(std::string_view tail) const;

  const Encoding& encoding_;
  std::vector<std::string_view> sorted_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_PARTIAL_TEXT_H_
