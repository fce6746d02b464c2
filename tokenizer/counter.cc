#include "tokenfare/tokenizer/counter.h"

#include <array>
#include <limits>
#include <span>
#include <string>

#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/independent_parts.h"
#include "tokenfare/tokenizer/internal/merge.h"
#include "tokenfare/tokenizer/internal/piece_cache.h"
#include "tokenfare/tokenizer/internal/piece_walker.h"

namespace tokenfare {
namespace internal {

// Counts the tokens of pieces; the working half of a Counter.
class PieceCounter {
 public:
  PieceCounter(const Image& image, size_t cache_bytes)
      : image_(image), cache_(cache_bytes), merger_(image) {}

  size_t CountPiece(std::string_view piece) {
    if (piece.size() > kMaxKeyBytes) return CountLong(piece);
    const PieceKey key = LoadPieceKey(piece);
    return CountShort(piece, key, HashKey(key));
  }

  // The tokens of well-formed pieces, at most kBlockPieces. Hashes all of them
  // first, so that the cache lines they need arrive while others are counted.
  size_t CountBlock(std::string_view text, size_t begin,
                    std::span<const size_t> ends) {
    std::array<PieceKey, kBlockPieces> keys;
    std::array<uint64_t, kBlockPieces> hashes;
    const char* const text_end = text.data() + text.size();
    size_t at = begin;
    for (size_t i = 0; i < ends.size(); ++i) {
      const size_t length = ends[i] - at;
      if (length <= kMaxKeyBytes) {
        keys[i] = LoadPieceKey(text.data() + at, length, text_end);
        hashes[i] = HashKey(keys[i]);
        cache_.Prefetch(hashes[i]);
      }
      at = ends[i];
    }
    size_t tokens = 0;
    at = begin;
    for (size_t i = 0; i < ends.size(); ++i) {
      const std::string_view piece = text.substr(at, ends[i] - at);
      tokens += piece.size() <= kMaxKeyBytes
                    ? CountShort(piece, keys[i], hashes[i])
                    : CountLong(piece);
      at = ends[i];
    }
    return tokens;
  }

  void ShrinkScratch() { merger_.ShrinkScratch(); }

 private:
  size_t CountShort(std::string_view piece, const PieceKey& key,
                    uint64_t hash) {
    if (const size_t count = cache_.Find(key, hash); count > 0) return count;
    const size_t count = image_.short_pieces().Contains(key, hash)
                             ? 1
                             : merger_.Merge(piece).size();
    cache_.Insert(key, hash, count);
    return count;
  }

  size_t CountLong(std::string_view piece) {
    if (image_.RankOfPiece(piece) != kNoRank) return 1;
    if (image_.unreachable() > 0) return merger_.Merge(piece).size();
    size_t tokens = 0;
    ForEachIndependentPart(image_, piece, [&](std::string_view part) {
      tokens += part.size() <= kMaxKeyBytes ? CountPiece(part)
                                            : merger_.Merge(part).size();
    });
    return tokens;
  }

  const Image& image_;
  PieceCache cache_;
  PieceMerger merger_;
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
