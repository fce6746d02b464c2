// Finds where in a text one of a set of tokens may begin.

#ifndef TOKENFARE_TOKENIZER_ENCODING_TOKEN_BEGINNINGS_H_
#define TOKENFARE_TOKENIZER_ENCODING_TOKEN_BEGINNINGS_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tokenfare::internal {

// Tells a token by its first two bytes: "<" alone is on every line of HTML,
// "<|" on none. Immutable; 9 KiB.
class TokenBeginnings {
 public:
  // Requires tokens that are not empty. Keeps none of them.
  explicit TokenBeginnings(std::span<const std::string_view> tokens);

  // The first place in `text` at or after `from` that has the first two bytes
  // of a token (or the one byte of a token of one), and the next two of some;
  // text.size() where there is none. Linear in the distance: where tokens begin
  // with at most kFewPairs different pairs 64 bytes are looked at together,
  // otherwise one.
  size_t FirstIn(std::string_view text, size_t from) const;

 private:
  struct Pair {
    uint8_t first;
    uint8_t second;
    bool operator==(const Pair&) const = default;
  };
  static constexpr size_t kFewPairs = 8;

  bool IsAt(std::string_view text, size_t at) const;
  // Whether there may be one among the 64 bytes at `block`, behind which there
  // is one more.
  bool MayBeIn(const char* block) const;

  std::vector<Pair> few_;  // all pairs, or none where there are too many
  std::bitset<256> firsts_;
  std::bitset<256> alone_;  // tokens of one byte
  std::bitset<65536> pairs_;
  bool all_have_four_ = true;
  std::bitset<65536> next_pairs_;  // the third and fourth bytes
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_TOKEN_BEGINNINGS_H_
