// The counts of all prefixes of a piece, in linear time.
//
// The encoding of a prefix is the encoding of a shorter one and one token more
// (a run of tokens encodes to itself), and that token is the only one that fits
// there: two tokens fit if their text is encoded to them, and a sequence of
// which each two neighbours fit is the encoding of its text (token_chain.h). So
// the last token of each prefix follows from those of the prefixes before it,
// and whatever token fits is the right one, however it was found.

#ifndef TOKENFARE_TOKENIZER_MERGE_PREFIX_COUNTER_H_
#define TOKENFARE_TOKENIZER_MERGE_PREFIX_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/merge/merge.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

// Takes 128 KiB, and 12 bytes per byte of the longest piece.
class PrefixCounter {
 public:
  // Requires a path of CpuPaths(). The image must outlive this object.
  PrefixCounter(const Image& image, CpuPath path);

  // For each of `ends` the tokens of the piece piece.substr(0, end). Requires
  // that ends ascend, the first over 0 and the last at most piece.size().
  // `piece` need not be well-formed, nor need its prefixes.
  //
  // Cost: for each byte up to the last end mostly one or two look-ups in tables
  // of what fitted before; at most as many look-ups and merges of two tokens
  // as the longest token has bytes.
  std::vector<size_t> Count(std::string_view piece,
                            std::span<const size_t> ends);

 private:
  // A direct-mapped table of answers, by two numbers.
  struct Answer {
    uint64_t key = ~uint64_t{0};
    Rank value = kNoRank;
  };
  static constexpr size_t kAnswers = 4096;
  using Answers = std::vector<Answer>;
  static Answer& AnswerTo(Answers& answers, uint64_t key);

  // The last token of the prefix that ends with byte `end` - 1, by those before
  // it.
  Rank LastToken(std::string_view piece, size_t end);
  // A token that may be the last of what ends with the token `before` and a
  // `byte`.
  Rank Guess(Rank before, unsigned char byte);
  // Whether `token`, with which the text of that prefix ends, fits behind what
  // is before it.
  bool FitsAt(size_t end, Rank token);
  // Whether the text of the two is encoded to them; kNoRank: of `right` alone.
  bool Fit(Rank left, Rank right);

  const Image& image_;
  PieceMerger merger_;
  // Of the prefixes, by length.
  std::vector<Rank> last_;
  std::vector<size_t> tokens_;
  Answers guesses_;   // the token
  Answers fits_;      // 1 or 0
  std::string text_;  // scratch
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_PREFIX_COUNTER_H_
