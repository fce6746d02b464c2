// Counts and encodes texts on several threads; the working half of
// Encoding::CountBatch and EncodeBatch.

#ifndef TOKENFARE_TOKENIZER_ENCODING_PARALLEL_TEXTS_H_
#define TOKENFARE_TOKENIZER_ENCODING_PARALLEL_TEXTS_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/encoding/counter_pool.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare::internal {

// How work is divided. Results do not depend on it; only tests have reason to
// choose the sizes.
struct Division {
  size_t threads = 0;  // at most; 0 for one per processor
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

// As BatchOptions::keep_going; may be empty.
using KeepGoing = std::function<bool()>;

// The counts of `texts` in `encoding`, in order. Each thread borrows a counter
// of `pool`. Where the system has no further thread, those that there are do
// the work. What a thread throws (for want of memory) comes to the caller once
// all have ended. Cancelled where `keep_going` says so, and never otherwise.
absl::StatusOr<std::vector<size_t>> CountTexts(
    const Encoding& encoding, CounterPool& pool,
    std::span<const std::string_view> texts, const Division& division,
    const KeepGoing& keep_going);

// The same without anything that could end it.
std::vector<size_t> CountTexts(const Encoding& encoding, CounterPool& pool,
                               std::span<const std::string_view> texts,
                               const Division& division);

// The same for ids; also the error of the first text that has one.
absl::StatusOr<std::vector<std::vector<TokenId>>> EncodeTexts(
    const Encoding& encoding, std::span<const std::string_view> texts,
    const SpecialTokenPolicy& policy, const Division& division,
    const KeepGoing& keep_going);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_PARALLEL_TEXTS_H_
