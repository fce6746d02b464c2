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
  // What a thread takes at a time. On five texts of 4 to 10 MB two threads were
  // 1.9 to 2.1 times as fast as one with 32 KiB and more; with 8 KiB, whose
  // shares begin anew more often, up to a tenth less. The others wait for the
  // last share, which speaks for small ones.
  size_t share_bytes = size_t{64} << 10;
  // What makes one more thread worth starting: two threads counted 512 KiB 1.4
  // to 1.8 times as fast as one, 256 KiB 1.0 to 1.4 times
  // (bench/threads_bench.cc, BM_Small).
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
