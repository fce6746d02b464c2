// The working half of a Counter or an Encoder, small until there is much to do.

#ifndef TOKENFARE_TOKENIZER_ENCODING_GROWING_WORKER_H_
#define TOKENFARE_TOKENIZER_ENCODING_GROWING_WORKER_H_

#include <algorithm>
#include <cstddef>
#include <memory>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"

namespace tokenfare::internal {

// Until texts have so many bytes together, the cache has so few. A large one
// costs more than it saves by then: time to be filled with zeros, and 4 MiB or
// more per thread. DESIGN.md (section 6) has times.
inline constexpr size_t kFewBytes = size_t{64} << 10;
inline constexpr size_t kSmallCacheBytes = size_t{64} << 10;

// Makes its Worker, PieceCounter or BlockEncoder, at the first text, and
// another with all of the cache once texts are longer than kFewBytes together.
template <typename Worker>
class GrowingWorker {
 public:
  GrowingWorker(const EncodingParts& parts, size_t cache_bytes)
      : parts_(parts), cache_bytes_(cache_bytes) {}

  // The worker for the next text, of so many bytes. What it returned before is
  // not used any more.
  Worker& For(size_t text_bytes) {
    seen_bytes_ += text_bytes;
    const size_t wanted = seen_bytes_ > kFewBytes
                              ? cache_bytes_
                              : std::min(cache_bytes_, kSmallCacheBytes);
    if (worker_ == nullptr || wanted > made_bytes_) {
      worker_ =
          std::make_unique<Worker>(parts_.image(), wanted, parts_.cpu_path());
      made_bytes_ = wanted;
    }
    return *worker_;
  }

 private:
  const EncodingParts& parts_;
  const size_t cache_bytes_;
  size_t seen_bytes_ = 0;
  size_t made_bytes_ = 0;
  std::unique_ptr<Worker> worker_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENCODING_GROWING_WORKER_H_
