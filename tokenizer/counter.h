// Counts texts of one encoding, and remembers the pieces it has merged.
//
// All mutable state of counting lives here: a cache of pieces and scratch
// memory for merging. A loop over many texts keeps one Counter per thread:
//
//   tokenfare::Counter counter(*encoding);
//   for (std::string_view text : texts) total += counter.Count(text);
//
// A Counter serves one thread at a time and must not outlive its encoding.

#ifndef TOKENFARE_TOKENIZER_COUNTER_H_
#define TOKENFARE_TOKENIZER_COUNTER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {
class PieceCounter;
template <typename Worker>
class GrowingWorker;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

class Counter {
 public:
  // Later passes over 10 MB of prose count at 362 MB/s with 256 KiB, at 654
  // with 1 MiB, at 737 with this, at 767 with 4 MiB; over text in many
  // languages at 87, 115, 259 and 254. First passes gain nothing
  // (bench/count_bench.cc, BM_CacheBudget).
  static constexpr size_t kDefaultCacheBytes = size_t{4} << 20;

  // `cache_bytes` bounds the caches (rounded down to a power of two, at least
  // 64 KiB). They have no more than 64 KiB until texts have more than that
  // together, so that many threads with a short text each take little. Then
  // they are made anew in full, are touched as they fill, by huge pages where
  // the system has them, and never grow. Scratch memory for a long piece is
  // freed once it is over 4 MiB.
  explicit Counter(const Encoding& encoding,
                   size_t cache_bytes = kDefaultCacheBytes);
  ~Counter();
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // As Encoding::Count.
  size_t Count(std::string_view text);

  // As Encoding::CountUpTo.
  std::optional<size_t> CountUpTo(std::string_view text, size_t limit);

 private:
  const internal::EncodingParts& parts_;
  std::unique_ptr<internal::GrowingWorker<internal::PieceCounter>> pieces_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_COUNTER_H_
