#include "tokenfare/tokenizer/counter.h"

#include <array>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "tokenfare/support/text_memo.h"
#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/independent_parts.h"
#include "tokenfare/tokenizer/internal/merge.h"
#include "tokenfare/tokenizer/internal/piece_cache.h"
#include "tokenfare/tokenizer/internal/piece_walker.h"
#include "tokenfare/tokenizer/internal/stable_hash.h"

namespace tokenfare {
namespace internal {

// Counts the tokens of pieces; the working half of a Counter.
class PieceCounter {
 public:
  PieceCounter(const Image& image, size_t cache_bytes)
      : image_(image), cache_(cache_bytes), merger_(image) {}

  size_t CountPiece(std::string_view piece) {
    const char* const end = piece.data() + piece.size();
    return Add(piece, end) + CountBatch();
  }

  // The tokens of well-formed pieces.
  size_t CountBlock(std::string_view text, size_t begin,
                    std::span<const size_t> ends) {
    const char* const text_end = text.data() + text.size();
    size_t tokens = 0;
    for (const size_t end : ends) {
      tokens += Add(text.substr(begin, end - begin), text_end);
      begin = end;
    }
    return tokens + CountBatch();
  }

  void ShrinkScratch() { merger_.ShrinkScratch(); }

 private:
  struct KeyedPiece {
    KeyedPiece() = default;
    KeyedPiece(std::string_view piece, const char* text_end)
        : bytes(piece),
          key(LoadPieceKey(piece.data(), piece.size(), text_end)),
          hash(HashKey(key)) {}

    std::string_view bytes;
    PieceKey key;
    uint64_t hash = 0;
  };

  // Both return the tokens that were counted meanwhile; CountBatch the rest.
  size_t Add(std::string_view piece, const char* text_end) {
    return piece.size() <= kMaxKeyBytes ? AddShort(piece, text_end)
                                        : AddLong(piece, text_end);
  }

  size_t AddShort(std::string_view piece, const char* text_end) {
    KeyedPiece& keyed = batch_[batch_size_++];
    keyed = KeyedPiece(piece, text_end);
    cache_.Prefetch(keyed.hash);
    return batch_size_ < batch_.size() ? 0 : CountBatch();
  }

  size_t CountBatch() {
    size_t tokens = 0;
    for (size_t i = 0; i < batch_size_; ++i) tokens += CountShort(batch_[i]);
    batch_size_ = 0;
    return tokens;
  }

  size_t CountShort(const KeyedPiece& piece) {
    const auto& [bytes, key, hash] = piece;
    if (const size_t count = cache_.Find(key, hash); count > 0) return count;
    const size_t count = image_.short_pieces().Contains(key, hash)
                             ? 1
                             : merger_.Merge(bytes).size();
    cache_.Insert(key, hash, count);
    return count;
  }

  size_t AddLong(std::string_view piece, const char* text_end) {
    // Long tokens are mostly spaces and other ASCII. What can be cut is no
    // token, so other pieces are cut before they are looked up.
    const bool is_ascii = static_cast<unsigned char>(piece[0]) < 0x80;
    if (is_ascii && image_.RankOfPiece(piece) != kNoRank) return 1;
    if (image_.unreachable() > 0) return CountLongPart(piece);
    size_t tokens = 0;
    ForEachIndependentPart(image_, piece, [&](std::string_view part) {
      tokens += part.size() <= kMaxKeyBytes ? AddShort(part, text_end)
                                            : CountLongPart(part);
    });
    return tokens;
  }

  size_t CountLongPart(std::string_view part) {
    if (long_parts_ == nullptr) {
      long_parts_ = std::make_unique<TextMemo>(kLongPartBytes, kLongParts);
    }
    if (part.size() > long_parts_->longest()) return EncodeLongPart(part);
    const uint64_t hash = HashBytes(part);
    if (const auto count = long_parts_->Find(part, hash)) return *count;
    const size_t count = EncodeLongPart(part);
    long_parts_->Insert(part, hash, static_cast<uint32_t>(count));
    return count;
  }

  size_t EncodeLongPart(std::string_view part) {
    return image_.RankOfPiece(part) != kNoRank ? 1 : merger_.Merge(part).size();
  }

  const Image& image_;
  PieceCache cache_;
  PieceMerger merger_;

  // What the cache is to short pieces; made for the first long one. A few runs
  // of spaces and long words are most of what is merged in prose.
  static constexpr size_t kLongPartBytes = size_t{128} << 10;
  static constexpr size_t kLongParts = 4096;
  std::unique_ptr<TextMemo> long_parts_;

  // Short pieces on their way: by the time that the batch is full, the cache
  // lines that its pieces need have arrived. Empty between calls.
  std::array<KeyedPiece, 32> batch_;
  size_t batch_size_ = 0;
};

}  // namespace internal

using internal::ForEachBlock;
using internal::PieceCounter;

Counter::Counter(const Encoding& encoding, size_t cache_bytes)
    : parts_(encoding.parts()),
      pieces_(std::make_unique<PieceCounter>(parts_.image(), cache_bytes)) {}

Counter::~Counter() = default;

size_t Counter::Count(std::string_view text) {
  return *CountUpTo(text, std::numeric_limits<size_t>::max());
}

std::optional<size_t> Counter::CountUpTo(std::string_view text, size_t limit) {
  // A token has at most longest_token() bytes, and repairing never shortens.
  if (text.size() / parts_.image().longest_token() > limit) return std::nullopt;
  size_t tokens = 0;
  const auto add_block = [&](size_t begin, std::span<const size_t> ends,
                             bool ill_formed) {
    if (!ill_formed) {
      tokens += pieces_->CountBlock(text, begin, ends);
    } else {
      for (const size_t end : ends) {
        const std::string_view piece = text.substr(begin, end - begin);
        tokens += pieces_->CountPiece(internal::RepairUtf8(piece));
        begin = end;
      }
    }
    return tokens <= limit;
  };
  ForEachBlock(parts_.splitter(), text, add_block);
  pieces_->ShrinkScratch();
  if (tokens > limit) return std::nullopt;
  return tokens;
}

}  // namespace tokenfare
