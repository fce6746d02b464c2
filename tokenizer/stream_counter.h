// Counts a text that comes in parts, without holding it: a pipe, a download.
//
//   tokenfare::StreamCounter counter(*encoding);
//   while (Read(buffer)) counter.Add(buffer);
//   size_t tokens = counter.Finish();  // encoding->Count(the whole text)

#ifndef TOKENFARE_TOKENIZER_STREAM_COUNTER_H_
#define TOKENFARE_TOKENIZER_STREAM_COUNTER_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "tokenfare/tokenizer/encoding.h"

namespace [[gnu::visibility("default")]] tokenfare {

// Serves one thread at a time and must not outlive its encoding. Any bytes may
// be added, and a part may end inside a character. Never fails (but where there
// is no memory).
//
// Memory: what has come since the last place at which the text may be cut
// without changing a count, and kBlockBytes. Text that people write can be cut
// every few words; what cannot be is kept whole: a run of one letter or of
// blanks, and every text of an encoding with a pattern of the user's own.
class StreamCounter {
 public:
  // Text is counted when so much of it is there.
  static constexpr size_t kBlockBytes = size_t{4} << 20;

  // Counts by at most `threads` threads, as Encoding::CountBatch; 0 for one a
  // processor. Only tests have reason to choose `block_bytes`, at least 1.
  explicit StreamCounter(const Encoding& encoding, size_t threads = 0,
                         size_t block_bytes = kBlockBytes);

  // Goes on with `bytes`. Linear in them, taken over all calls.
  void Add(std::string_view bytes);

  // The bytes that are kept: they have not been counted yet.
  size_t pending_bytes() const { return pending_.size(); }

  // The count of all that was added, as Encoding::Count has it of the whole;
  // then begins anew.
  size_t Finish();

 private:
  // The last safe place found at or after `searched_`, 0 where there is none.
  size_t FindCut();
  void CountSome();

  const Encoding& encoding_;
  const size_t threads_;
  const size_t block_bytes_;
  std::string pending_;
  // No safe place is known to be before this byte of `pending_`.
  size_t searched_ = 0;
  // How many bytes of `pending_` make the next attempt to count worthwhile.
  size_t next_attempt_;
  size_t tokens_ = 0;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_STREAM_COUNTER_H_
