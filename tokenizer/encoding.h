// An encoding turns text into tokens exactly as tiktoken does: a pattern splits
// the text into pieces, and byte-pair encoding turns each piece into tokens.
//
//   #include "tokenfare/tokenizer/registry.h"
//
//   absl::StatusOr<const tokenfare::Encoding*> encoding =
//       tokenfare::GetEncoding("o200k_base");
//   size_t tokens = (*encoding)->Count("Hello, world!");  // 4
//
// Every byte string counts. Ill-formed UTF-8 counts as if each maximal
// ill-formed part (Unicode 15, section 3.9, "U+FFFD substitution of maximal
// subparts") were U+FFFD: what Python's errors="replace" makes of it, and so
// what a JSON client would send. The text of a special token is ordinary text
// unless a SpecialTokenPolicy says otherwise.
//
// Threads and lifetime: an Encoding is immutable and may be used from any
// number of threads. Views that it returns live as long as it does, or as long
// as the text passed in where the comment says so. Counting never fails and
// never throws (but where there is no memory); it allocates scratch memory for
// pieces of over 127 parts: 16 bytes for each token of the longest, and in the
// worst case 28 for each byte.
//
// Memory: a call borrows a Counter or an Encoder from a pool and returns it.
// Each has 64 KiB of caches until it has seen 64 KiB of text, then up to 4 or 8
// MiB (counter.h, encoder.h). At most 16 idle ones of each kind are kept, so
// 192 MiB at worst; Release() frees them.
//
// Cost: linear in the text; DESIGN.md proves it, bench/worst_case_bench.cc
// measures it.

#ifndef TOKENFARE_TOKENIZER_ENCODING_H_
#define TOKENFARE_TOKENIZER_ENCODING_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/special_tokens.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::internal {
class CounterPool;
class EncoderPool;
class EncodingParts;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

// The tokens of a text and where each begins.
struct EncodedText {
  std::vector<TokenId> ids;
  // offsets[i] is the byte of the text at which ids[i] begins. A token that
  // begins inside the U+FFFD of an ill-formed part has the offset of that part.
  std::vector<size_t> offsets;
};

// How a batch of texts is worked on.
struct BatchOptions {
  // At most so many, the caller's among them; 0 for one per processor.
  size_t threads = 0;
  // Asked again and again by the caller's thread, between two shares of its
  // work: 64 KiB, which take a thread milliseconds at worst. Once it returns
  // false the batch ends as Cancelled. Empty: never asked.
  std::function<bool()> keep_going = nullptr;
};

class Encoding {
 public:
  // Takes over validated parts. Users get encodings from registry.h or
  // custom_encoding.h.
  explicit Encoding(std::unique_ptr<const internal::EncodingParts> parts);
  ~Encoding();
  Encoding(const Encoding&) = delete;
  Encoding& operator=(const Encoding&) = delete;

  // "o200k_base", or the name given to a custom encoding.
  std::string_view name() const;

  // One more than the largest id, specials included (tiktoken's n_vocab).
  size_t vocabulary_size() const;

  // The number of tokens of `text`: Count(t) == Encode(t).size(). 0 for empty
  // text. Borrows a Counter from a bounded pool; a loop over many texts is a
  // little faster with a Counter of its own (counter.h).
  size_t Count(std::string_view text) const;

  // The counts of `texts`, in their order, by at most `threads` threads, the
  // caller's among them; 0 for one per processor. Neither counts nor order
  // depend on the number of threads. Work is divided by bytes, so one large
  // text among small ones is shared too, cut where no count changes. The large
  // texts of an encoding with a pattern of the user's own are not cut.
  //
  // Each thread has 256 KiB to count at least, so none is started below 512
  // KiB, where it hardly pays. None is left when this returns. Memory: 8 bytes
  // a text, and a Counter (counter.h) and a stack for each thread, whatever the
  // size of the texts. Throws what a thread threw for want of memory.
  std::vector<size_t> CountBatch(std::span<const std::string_view> texts,
                                 size_t threads = 0) const;

  // The same, unless `options.keep_going` ends it: Cancelled.
  absl::StatusOr<std::vector<size_t>> CountBatch(
      std::span<const std::string_view> texts,
      const BatchOptions& options) const;

  // Count(text), by several threads as CountBatch.
  size_t CountParallel(std::string_view text, size_t threads = 0) const;

  // How many threads CountParallel starts work with for a text of so many
  // bytes. A text that has few places to be cut at may keep fewer busy.
  static size_t ThreadsFor(size_t bytes, size_t threads);

  // As Count, under `policy`. InvalidArgument where the text holds a token that
  // the policy disallows; the message names token, offset and remedy.
  absl::StatusOr<size_t> Count(std::string_view text,
                               const SpecialTokenPolicy& policy) const;

  // Count(text) where it is at most `limit`, otherwise nothing. Stops reading
  // within a few hundred pieces of the one in which the limit is passed, and
  // reads nothing where the text is longer than limit + 1 of the longest token.
  std::optional<size_t> CountUpTo(std::string_view text, size_t limit) const;

  // The shortest prefix of `text`, of `least` to `most` bytes, after which the
  // text may be cut without changing a count: Count(text) is Count(prefix) and
  // Count of the rest. The text itself where it has fewer bytes, and no such
  // place; empty where none is known within `most`. So a long text is counted
  // step by step. Requires least > 0. Linear in the bytes looked at, at most
  // `most`; patterns of the user's own have no known places.
  std::string_view SafePrefix(std::string_view text, size_t least,
                              size_t most) const;

  // The fewest tokens that a text of so many bytes can have.
  size_t LeastCount(size_t bytes) const;

  // The longest prefix of `text` that ends after one of the text's own tokens
  // and at a character boundary, and whose own Count is at most `max_tokens`.
  // A view into `text`; empty where not even the first token fits. Any bytes;
  // ill-formed parts count as U+FFFD and stay whole.
  //
  // Cost: two to five times that of CountUpTo; of text of which a piece is
  // split by what follows it (white space, capitals) up to 1 us per byte more.
  // With a pattern of the user's own it may be the square of the longest piece.
  // Memory: 24 bytes per piece and 16 per token of what is near the limit, 12
  // per byte of such a piece.
  std::string_view Truncate(std::string_view text, size_t max_tokens) const;

  // The ids of the tokens of `text`; none for empty text. Borrows an Encoder
  // from a bounded pool; a loop over many texts is a little faster with an
  // Encoder of its own (encoder.h), which also reuses the vector. The vector
  // may have more capacity than it needs.
  std::vector<TokenId> Encode(std::string_view text) const;

  // As Encode, under `policy`. Errors as Count(text, policy).
  absl::StatusOr<std::vector<TokenId>> Encode(
      std::string_view text, const SpecialTokenPolicy& policy) const;

  // Encode(text, policy) of each of `texts`, in their order, by several threads
  // as CountBatch; texts are not cut, so that a single one takes one thread.
  // Errors are those of the first text that has one (the message does not say
  // which), and Cancelled as for CountBatch; what is asked between two shares
  // waits for the text that is being encoded. Memory: the ids, and an Encoder
  // (encoder.h) and a stack for each thread.
  absl::StatusOr<std::vector<std::vector<TokenId>>> EncodeBatch(
      std::span<const std::string_view> texts, const SpecialTokenPolicy& policy,
      const BatchOptions& options = {}) const;

  // Encode(text), and the byte at which each token begins. Costs twice as much
  // as Encode; for ill-formed text, whose pieces are encoded one at a time, up
  // to ten times.
  EncodedText EncodeWithOffsets(std::string_view text) const;

  // The bytes of `ids`, joined; the inverse of Encode for well-formed text.
  // A token may end inside a character, so the result need not be well-formed
  // UTF-8. NotFound where an id is not in the vocabulary.
  absl::StatusOr<std::string> Decode(std::span<const TokenId> ids) const;

  // For each of `ids`, how many characters the tokens before it hold: the index
  // in characters (code points) of the text that they make at which the token
  // begins, or, where it begins inside a character, that character's. NotFound
  // as Decode. Linear in the text.
  absl::StatusOr<std::vector<size_t>> CharacterOffsets(
      std::span<const TokenId> ids) const;

  // The bytes of one token, specials included, or nothing for an unknown id.
  // Lives as long as the encoding.
  std::optional<std::string_view> TokenBytes(TokenId id) const;

  // The id of the token with exactly these bytes, specials included, or
  // nothing. Does not encode: TokenIdOf("hello world") is empty.
  std::optional<TokenId> TokenIdOf(std::string_view bytes) const;

  // The special tokens, in order of their ids.
  const SpecialTokens& special_tokens() const;

  // Frees the idle Counters and Encoders, and all that they have learned; calls
  // that go on keep theirs. The next calls make new ones, which count as
  // before. For a service that falls idle or has had a burst of threads. Any
  // thread may call it at any time.
  void Release() const;

  // For internal use by Counter and Encoder.
  const internal::EncodingParts& parts() const { return *parts_; }

 private:
  std::unique_ptr<const internal::EncodingParts> parts_;
  std::unique_ptr<internal::CounterPool> counters_;
  std::unique_ptr<internal::EncoderPool> encoders_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_ENCODING_H_
