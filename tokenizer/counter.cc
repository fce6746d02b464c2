#include "tokenfare/tokenizer/counter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "tokenfare/support/text_memo.h"
#include "tokenfare/tokenizer/internal/block_kernels.h"
#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/independent_parts.h"
#include "tokenfare/tokenizer/internal/merge.h"
#include "tokenfare/tokenizer/internal/packed_cache.h"
#include "tokenfare/tokenizer/internal/packed_piece.h"
#include "tokenfare/tokenizer/internal/piece_cache.h"
#include "tokenfare/tokenizer/internal/stable_hash.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare {
namespace internal {

// Pieces are asked for in blocks of this many: 4 KiB of bounds and indices, and
// enough pieces for the memory that they need to arrive in time.
constexpr size_t kCountBlockPieces = 256;

// A block of pieces: piece i is the text from bounds[i] to bounds[i + 1].
struct BlockBounds {
  std::array<size_t, kCountBlockPieces + 1> bounds;
  size_t pieces = 0;
};

// Counts the tokens of pieces; the working half of a Counter.
class PieceCounter {
 public:
  PieceCounter(const Image& image, size_t cache_bytes)
      : image_(image),
        packed_cache_(PackedIndexBits(cache_bytes)),
        cache_(cache_bytes / 2),
        merger_(image) {}

  // Of one well-formed piece.
  size_t CountPiece(std::string_view piece) {
    if (CanPack(static_cast<unsigned char>(piece[0]), piece.size())) {
      return CountPacked(piece, MixPacked(PackPiece(piece)));
    }
    const char* const end = piece.data() + piece.size();
    return Add(piece, end) + CountBatch();
  }

  // Of well-formed pieces.
  size_t CountBlock(std::string_view text, const BlockBounds& block) {
    size_t inside = block.pieces;
    while (inside > 0 && block.bounds[inside - 1] + 8 > text.size()) --inside;
    size_t tokens = inside == 0 ? 0 : CountInside(text, block, inside);
    for (size_t i = inside; i < block.pieces; ++i) {
      tokens += CountPiece(PieceOf(text, block, i));
    }
    return tokens;
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

  static int PackedIndexBits(size_t cache_bytes) {
    const size_t slots = cache_bytes / 2 / sizeof(uint64_t);
    return std::max(8, static_cast<int>(std::bit_width(slots)) - 1);
  }

  static std::string_view PieceOf(std::string_view text,
                                  const BlockBounds& block, size_t i) {
    return text.substr(block.bounds[i], block.bounds[i + 1] - block.bounds[i]);
  }

  // Of the first `pieces` of the block, from each of which on 8 bytes are in
  // the text.
  size_t CountInside(std::string_view text, const BlockBounds& block,
                     size_t pieces) {
    std::array<uint32_t, kCountBlockPieces + 8> unknown;
    std::array<uint32_t, kCountBlockPieces + 8> longer;
    FindRun run = {text.data(), block.bounds.data(), pieces,
                   packed_cache_.slots(), packed_cache_.shift(),
                   unknown.data(), 0, longer.data(), 0};
    size_t tokens = kernels_.find_packed(run);
    std::array<uint64_t, kCountBlockPieces> mixed;
    for (size_t i = 0; i < run.unknown_count; ++i) {
      const size_t begin = block.bounds[unknown[i]];
      const size_t length = block.bounds[unknown[i] + 1] - begin;
      uint64_t word;
      std::memcpy(&word, text.data() + begin, sizeof(word));
      mixed[i] = MixPacked(PackWord(word, length));
      image_.packed().Prefetch(mixed[i]);
      cache_.Prefetch(HashOfPacked(mixed[i]));
    }
    const char* const text_end = text.data() + text.size();
    for (size_t i = 0; i < run.longer_count; ++i) {
      tokens += Add(PieceOf(text, block, longer[i]), text_end);
    }
    for (size_t i = 0; i < run.unknown_count; ++i) {
      tokens += CountPacked(PieceOf(text, block, unknown[i]), mixed[i]);
    }
    return tokens + CountBatch();
  }

  static uint64_t HashOfPacked(uint64_t mixed) { return mixed >> 20; }

  // Of a piece that can be packed.
  size_t CountPacked(std::string_view piece, uint64_t mixed) {
    if (const size_t count = packed_cache_.Find(mixed); count > 0) return count;
    const size_t count =
        image_.packed().Contains(mixed) ? 1 : CountParts(piece, mixed);
    packed_cache_.Insert(mixed, count);
    return count;
  }

  // Of one that is no token.
  size_t CountParts(std::string_view piece, uint64_t mixed) {
    // No key of a longer piece has this length.
    const PieceKey key = {mixed, uint64_t{1} << kKeyLengthShift};
    const uint64_t hash = HashOfPacked(mixed);
    if (const size_t count = cache_.Find(key, hash); count > 0) return count;
    const size_t count = merger_.Merge(piece).size();
    cache_.Insert(key, hash, count);
    return count;
  }

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
  const BlockKernels& kernels_ = BlockKernelsOf(CpuPaths().front());
  PackedCache packed_cache_;
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

using internal::PieceCounter;

Counter::Counter(const Encoding& encoding, size_t cache_bytes)
    : parts_(encoding.parts()),
      pieces_(std::make_unique<PieceCounter>(parts_.image(), cache_bytes)) {}

Counter::~Counter() = default;

size_t Counter::Count(std::string_view text) {
  return *CountUpTo(text, std::numeric_limits<size_t>::max());
}

size_t Counter::CountIllFormed(std::string_view text,
                               const internal::BlockBounds& block) {
  size_t tokens = 0;
  for (size_t i = 0; i < block.pieces; ++i) {
    const std::string_view piece =
        text.substr(block.bounds[i], block.bounds[i + 1] - block.bounds[i]);
    tokens += pieces_->CountPiece(internal::RepairUtf8(piece));
  }
  return tokens;
}

std::optional<size_t> Counter::CountUpTo(std::string_view text, size_t limit) {
  // A token has at most longest_token() bytes, and repairing never shortens.
  if (text.size() / parts_.image().longest_token() > limit) return std::nullopt;
  size_t tokens = 0;
  internal::BlockBounds block;
  for (size_t begin = 0; begin < text.size() && tokens <= limit;) {
    block.bounds[0] = begin;
    const internal::SplitBlock split = parts_.splitter().Split(
        text, begin, std::span(block.bounds).subspan(1));
    block.pieces = split.pieces;
    tokens += split.ill_formed ? CountIllFormed(text, block)
                               : pieces_->CountBlock(text, block);
    begin = block.bounds[block.pieces];
  }
  pieces_->ShrinkScratch();
  if (tokens > limit) return std::nullopt;
  return tokens;
}

}  // namespace tokenfare
