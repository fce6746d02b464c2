// Turns texts of one encoding into ids, and remembers the pieces it has seen.
//
// What Counter is for counts: all mutable state of encoding lives here, caches
// of pieces and scratch memory. A loop over many texts keeps one Encoder a
// thread, and one vector:
//
//   tokenfare::Encoder encoder(*encoding);
//   std::vector<tokenfare::TokenId> ids;
//   for (std::string_view text : texts) encoder.Append(text, ids);
//
// An Encoder serves one thread at a time and must not outlive its encoding.

#ifndef TOKENFARE_TOKENIZER_ENCODER_H_
#define TOKENFARE_TOKENIZER_ENCODER_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::internal {
class BlockEncoder;
template <typename Worker>
class GrowingWorker;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

class Encoder {
 public:
  // Later passes over 10 MB of prose give ids at 295 MB/s with 1 MiB, 380 with
  // 2, 445 with 4, 475 with this, 480 with 16; over 5 MB of text in many
  // languages at 87, 103, 130, 192 and 211. First passes gain nothing
  // (bench/encode_bench.cc, BM_EncodeCacheBudget).
  static constexpr size_t kDefaultCacheBytes = size_t{8} << 20;

  // `cache_bytes` bounds the caches (rounded down to a power of two, at least
  // 64 KiB). They have no more than 64 KiB until texts have more than that
  // together, so that many threads with a short text each take little. Then
  // they are made anew in full, are touched as they fill, by huge pages where
  // the system has them, and never grow. Scratch memory for a long piece is
  // freed once it is over 4 MiB.
  explicit Encoder(const Encoding& encoding,
                   size_t cache_bytes = kDefaultCacheBytes);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // As Encoding::Encode.
  std::vector<TokenId> Encode(std::string_view text);

  // Appends Encode(text) to `ids`. Takes time by the text alone, but where
  // `ids` must grow: then to about what it needs, at least by half. After an
  // exception for want of memory `ids` may hold some of the text.
  void Append(std::string_view text, std::vector<TokenId>& ids);

 private:
  const internal::EncodingParts& parts_;
  std::unique_ptr<internal::GrowingWorker<internal::BlockEncoder>> blocks_;
};

}  // namespace tokenfare

#endif  // TOKENFARE_TOKENIZER_ENCODER_H_
