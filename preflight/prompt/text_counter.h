// Counts texts of a prompt, up to a limit, and remembers the last ones.

#ifndef TOKENFARE_PREFLIGHT_PROMPT_TEXT_COUNTER_H_
#define TOKENFARE_PREFLIGHT_PROMPT_TEXT_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tokenfare/preflight/prompt/prompt.h"
#include "tokenfare/support/allowance.h"
#include "tokenfare/support/text_memo.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {

class MemoBook;

// Counts the segments of one prompt. A conversation is sent again with each of
// its turns, so the counts of its texts of up to 64 KiB, and of a megabyte in
// all, are kept for later prompts, together with a copy of the texts: for each
// thread that counts at once at most 2.3 MB an encoding. `encoding` must live
// as long as the program.
class TextCounter {
 public:
  static constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

  // Texts are counted as far as `allowance` grants it.
  TextCounter(const Encoding& encoding, Allowance& allowance);
  ~TextCounter();
  TextCounter(const TextCounter&) = delete;
  TextCounter& operator=(const TextCounter&) = delete;

  // The bounds over all readings of `segment`. A text with one reading, and not
  // short, is not counted further once it is over `limit`, and no text where
  // that is negative: its low bound is then above `limit`, and its high one
  // that of its bytes. Where the allowance ends inside a text, the rest of it
  // is bounded by its bytes. Texts that several segments share must stay where
  // they are.
  TokenBounds Count(const Segment& segment, int64_t limit);

  // The bounds of `segment` by its bytes, without counting.
  TokenBounds Bound(const Segment& segment) const;

  // The last Count did not count all.
  bool stopped() const { return stopped_; }

 private:
  TokenBounds CountAfter(std::string_view before, std::string_view text,
                         int64_t limit);
  TokenBounds CountShared(std::string_view text, int64_t limit);
  TokenBounds CountBounds(std::string_view text, int64_t limit);
  // Of a text that was counted from its beginning on.
  struct Counted {
    int64_t tokens = 0;
    size_t bytes = 0;
    bool over_limit = false;
  };

  Counted CountText(std::string_view text, int64_t limit);
  Counted CountInShares(std::string_view text, int64_t limit);
  Counted CountRemembered(std::string_view text, int64_t limit);
  TokenBounds Uncounted(size_t bytes) const;

  const Encoding& encoding_;
  Allowance& allowance_;
  std::unique_ptr<MemoBook> book_;
  TextMemo& memo_;
  size_t remembered_left_;
  absl::flat_hash_map<std::pair<const char*, size_t>, TokenBounds> counts_;
  bool stopped_ = false;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_PROMPT_TEXT_COUNTER_H_
