// Counts texts on several threads; the working half of Encoding::CountBatch.

#ifndef TOKENFARE_TOKENIZER_INTERNAL_PARALLEL_COUNT_H_
#define TOKENFARE_TOKENIZER_INTERNAL_PARALLEL_COUNT_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/internal/counter_pool.h"

namespace tokenfare::internal {

// How work is divided. Counts do not depend on it; only tests have reason to
// choose the sizes.
struct Division {
  size_t threads = 0;  // at most; 0 for one a processor
  // What a thread takes at a time. The last share is what the others wait for,
  // and taking one costs 0.1 us.
  size_t share_bytes = size_t{64} << 10;
  // What makes one more thread worth starting.
  size_t thread_bytes = size_t{256} << 10;
};

// The threads that count `bytes` bytes, the caller's among them; at least 1.
size_t ThreadsFor(size_t bytes, const Division& division);

// The counts of `texts` in `encoding`, in order. Each thread borrows a counter
// of `pool`. Where the system has no further thread, those that there are do
// the work. What a thread throws (for want of memory) comes to the caller once
// all have ended.
std::vector<size_t> CountTexts(const Encoding& encoding, CounterPool& pool,
                               std::span<const std::string_view> texts,
                               const Division& division);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_INTERNAL_PARALLEL_COUNT_H_
