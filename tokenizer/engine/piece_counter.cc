#include "tokenfare/tokenizer/engine/piece_counter.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "tokenfare/tokenizer/merge/independent_parts.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/stable_hash.h"

namespace tokenfare::internal {
namespace {

static_assert(PieceList::kCapacity <= kMostFindPieces);

bool IsAscii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

// How many of the sixteenths of a Counter's memory each table has, as measured
// (bench/count_bench.cc).
constexpr size_t kPackedCacheShare = 2;
constexpr size_t kKeyedCacheShare = 4;
constexpr size_t kPackedSetsShare = 1;
constexpr size_t kPieceCacheShare = 4;
constexpr size_t kMemoTextShare = 2;
constexpr size_t kMemoEntriesShare = 2;
constexpr size_t kMemoEntryBytes = 16;

size_t Sixteenth(size_t cache_bytes) {
  return std::bit_floor(std::max<size_t>(cache_bytes, size_t{64} << 10)) / 16;
}

// How many bits tell `share` sixteenths' entries of so many bytes apart.
int IndexBits(size_t cache_bytes, size_t share, size_t entry_bytes) {
  return std::countr_zero(Sixteenth(cache_bytes) * share / entry_bytes);
}

}  // namespace

PieceCounter::PieceCounter(const Image& image, size_t cache_bytes, CpuPath path)
    : image_(image),
      kernels_(BlockKernelsOf(path)),
      memory_(15 * Sixteenth(cache_bytes)),
      packed_cache_(memory_, IndexBits(cache_bytes, kPackedCacheShare, 8)),
      packed_sets_(memory_, IndexBits(cache_bytes, kPackedSetsShare, 64)),
      keyed_cache_(memory_, IndexBits(cache_bytes, kKeyedCacheShare, 16)),
      cache_(memory_, IndexBits(cache_bytes, kPieceCacheShare, 64)),
      queue_(image, path),
      memo_(memory_, kMemoTextShare * Sixteenth(cache_bytes),
            kMemoEntriesShare * Sixteenth(cache_bytes) / kMemoEntryBytes) {}

// Forgets what a call that ran out of memory, or a text that was left, has left
// behind.
void PieceCounter::Begin() {
  parts_.size = 0;
  queue_.Clear();
}

size_t PieceCounter::Add(std::string_view text, const PieceList& pieces) {
  const size_t tokens = CountList(text, pieces);
  return tokens + CountAddedParts(text);
}

size_t PieceCounter::CountList(std::string_view text, const PieceList& pieces) {
  size_t inside = pieces.size;
  while (inside > 0 && pieces.begins[inside - 1] + kWord > text.size()) {
    --inside;
  }
  size_t tokens = inside == 0 ? 0 : CountInside(text, pieces, inside);
  for (size_t i = inside; i < pieces.size; ++i) {
    tokens += CountAlone(pieces.Of(text, i));
  }
  return tokens;
}

size_t PieceCounter::Finish() {
  size_t tokens = 0;
  queue_.Finish([&](const WaitingPiece& merged, const MergedRanks& ranks) {
    Insert(merged, ranks.size());
    tokens += ranks.size();
  });
  return tokens;
}

// Of a piece of up to 15 bytes.
size_t PieceCounter::CountAlone(std::string_view piece) {
  if (CanPack(static_cast<unsigned char>(piece[0]), piece.size())) {
    return CountPacked(piece, SpreadPacked(PackPiece(piece)));
  }
  const PieceKey key = LoadPieceKey(piece);
  return CountMiddle({piece, key, HashKey(key)});
}

// Of the first `inside` pieces, from the start of each of which on kWord bytes
// are in the text.
size_t PieceCounter::CountInside(std::string_view text, const PieceList& pieces,
                                 size_t inside) {
  std::array<uint32_t, PieceList::kCapacity + 8> unknown;
  std::array<uint32_t, PieceList::kCapacity + 8> longer;
  FindRun run = {text.data(),           pieces.begins.data(),
                 pieces.ends.data(),    inside,
                 packed_cache_.slots(), packed_cache_.shift(),
                 unknown.data(),        0,
                 longer.data(),         0};
  size_t tokens = kernels_.find_packed(run);
  tokens += CountLonger(text, pieces, longer.data(), run.longer_count);
  return tokens + CountUnknown(text, pieces, unknown.data(), run.unknown_count);
}

// Of pieces that can be packed.
size_t PieceCounter::CountUnknown(std::string_view text,
                                  const PieceList& pieces,
                                  const uint32_t* unknown, size_t count) {
  std::array<uint64_t, PieceList::kCapacity> spread;
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = pieces.begins[unknown[i]];
    uint64_t word;
    std::memcpy(&word, text.data() + begin, sizeof(word));
    spread[i] = SpreadPacked(PackWord(word, pieces.ends[unknown[i]] - begin));
    image_.packed().Prefetch(MixSpread(spread[i]));
    packed_sets_.Prefetch(spread[i]);
  }
  size_t tokens = 0;
  for (size_t i = 0; i < count; ++i) {
    tokens += CountPacked(pieces.Of(text, unknown[i]), spread[i]);
  }
  return tokens;
}

size_t PieceCounter::CountPacked(std::string_view piece, uint64_t spread) {
  if (const size_t known = packed_cache_.Find(spread); known > 0) return known;
  const bool is_token = image_.packed().Contains(MixSpread(spread));
  const size_t count = is_token ? 1 : packed_sets_.Find(spread);
  if (count == 0) return Wait({piece, Remember::kPacked, spread, {}});
  packed_cache_.Insert(spread, count);
  return count;
}

// Of pieces that can't be packed.
size_t PieceCounter::CountLonger(std::string_view text, const PieceList& pieces,
                                 const uint32_t* longer, size_t count) {
  std::array<uint32_t, PieceList::kCapacity + 8> unknown;
  FindKeyedRun run = {text.data(),
                      pieces.begins.data(),
                      pieces.ends.data(),
                      longer,
                      count,
                      keyed_cache_.slots(),
                      keyed_cache_.shift(),
                      unknown.data(),
                      0};
  size_t tokens = kernels_.find_keyed(run);
  auto& middle = middle_[&pieces == &parts_ ? 1 : 0];
  size_t middles = 0;
  const char* const text_end = text.data() + text.size();
  for (size_t i = 0; i < run.unknown_count; ++i) {
    const std::string_view piece = pieces.Of(text, unknown[i]);
    if (piece.size() > kMaxKeyBytes) {
      tokens += &pieces == &parts_ ? CountLongPart(piece)
                                   : CountLong(text, pieces.begins[unknown[i]],
                                               pieces.ends[unknown[i]]);
      continue;
    }
    const PieceKey key = LoadPieceKey(piece.data(), piece.size(), text_end);
    middle[middles] = {piece, key, HashKey(key)};
    cache_.Prefetch(middle[middles].hash);
    image_.short_pieces().Prefetch(middle[middles++].hash);
  }
  for (size_t i = 0; i < middles; ++i) tokens += CountMiddle(middle[i]);
  return tokens;
}

size_t PieceCounter::CountMiddle(const KeyedPiece& piece) {
  const auto& [bytes, key, hash] = piece;
  const size_t known =
      image_.short_pieces().Contains(key, hash) ? 1 : cache_.Find(key, hash);
  if (known > 0) {
    keyed_cache_.Insert(key, known);
    return known;
  }
  if (IsAscii(bytes[0]) || image_.unreachable() > 0) {
    return Wait({bytes, Remember::kMiddle, hash, key});
  }
  return CountParts(piece);
}

// Of a piece of 8 to 15 bytes that is no token.
size_t PieceCounter::CountParts(const KeyedPiece& piece) {
  size_t tokens = 0;
  const size_t waits = waits_;
  ForEachIndependentPart(image_, piece.bytes, [&](size_t begin, size_t end) {
    const std::string_view part = piece.bytes.substr(begin, end - begin);
    tokens +=
        part.size() < piece.bytes.size()
            ? CountAlone(part)
            : Wait({piece.bytes, Remember::kMiddle, piece.hash, piece.key});
  });
  // Where parts wait, the whole is remembered another time.
  if (waits_ == waits) {
    cache_.Insert(piece.key, piece.hash, tokens);
    keyed_cache_.Insert(piece.key, tokens);
  }
  return tokens;
}

// The tokens of a piece of over 15 bytes, but for those of the parts that it
// adds.
size_t PieceCounter::CountLong(std::string_view text, size_t begin,
                               size_t end) {
  const std::string_view piece = text.substr(begin, end - begin);
  if (!IsWorthCutting(image_, piece)) return CountLongPart(piece);
  return AddParts(text, begin, end);
}

size_t PieceCounter::AddParts(std::string_view text, size_t begin, size_t end) {
  size_t tokens = 0;
  PartCutter cutter(image_, text, begin, end);
  while (!cutter.done()) {
    const size_t size = parts_.size;
    parts_.size += cutter.Next(&parts_.begins[size], &parts_.ends[size],
                               PieceList::kCapacity - size);
    // The next piece needs room for two.
    const bool is_full = parts_.size + 2 > PieceList::kCapacity;
    if (is_full || !cutter.done()) tokens += CountAddedParts(text);
  }
  return tokens;
}

size_t PieceCounter::CountAddedParts(std::string_view text) {
  if (parts_.size == 0) return 0;
  // Parts are not cut again, so none adds parts.
  const size_t tokens = CountList(text, parts_);
  parts_.size = 0;
  return tokens;
}

size_t PieceCounter::CountLongPart(std::string_view part) {
  const bool is_remembered = part.size() <= memo_.longest();
  const uint64_t hash = is_remembered ? HashBytes(part) : 0;
  if (is_remembered) {
    if (const auto known = memo_.Find(part, hash)) return *known;
  }
  if (image_.RankOfPiece(part) == kNoRank) {
    return Wait(
        {part, is_remembered ? Remember::kMemo : Remember::kNot, hash, {}});
  }
  if (is_remembered) memo_.Insert(part, hash, 1);
  return 1;
}

// Merges the piece together with others, maybe later.
size_t PieceCounter::Wait(const WaitingPiece& piece) {
  ++waits_;
  size_t tokens = 0;
  queue_.Add(piece, piece.bytes,
             [&](const WaitingPiece& merged, const MergedRanks& ranks) {
               Insert(merged, ranks.size());
               tokens += ranks.size();
             });
  return tokens;
}

void PieceCounter::Insert(const WaitingPiece& piece, size_t count) {
  switch (piece.where) {
    case Remember::kNot:
      break;
    case Remember::kPacked:
      packed_cache_.Insert(piece.spread_or_hash, count);
      packed_sets_.Insert(piece.spread_or_hash, count);
      break;
    case Remember::kMiddle:
      keyed_cache_.Insert(piece.key, count);
      cache_.Insert(piece.key, piece.spread_or_hash, count);
      break;
    case Remember::kMemo:
      memo_.Insert(piece.bytes, piece.spread_or_hash,
                   static_cast<uint32_t>(count));
      break;
  }
}

}  // namespace tokenfare::internal
