// Counts the tokens of pieces; the working half of a Counter.
//
// Pieces come in blocks, and each goes down a ladder until it is known:
//
//   up to 8 bytes    PackedCache (all of a block at once, by a FindKernel),
//                    the vocabulary's PackedTable, PackedSets, merging
//   9 to 15 bytes    KeyedCache (the same), the vocabulary's PieceTable,
//                    PieceCache, cutting, merging
//   longer           the vocabulary, cutting, TextMemo, merging
//
// Cutting (C2 of characters.h) makes parts that go down the same ladder. On
// each rung a block's look-ups are prefetched together, since memory, not
// arithmetic, is what a look-up waits for. So does merging: pieces wait for
// each other and are merged at the same time (merge_queue.h).

#ifndef TOKENFARE_TOKENIZER_ENGINE_PIECE_COUNTER_H_
#define TOKENFARE_TOKENIZER_ENGINE_PIECE_COUNTER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/support/text_memo.h"
#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/keyed_cache.h"
#include "tokenfare/tokenizer/lookup/packed_cache.h"
#include "tokenfare/tokenizer/lookup/piece_cache.h"
#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/merge/merge_queue.h"
#include "tokenfare/tokenizer/split/piece_walker.h"
#include "tokenfare/tokenizer/tables/image.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

class PieceCounter {
 public:
  // `cache_bytes` as in counter.h. Requires a path of CpuPaths().
  PieceCounter(const Image& image, size_t cache_bytes, CpuPath path);

  // A text is counted by Begin, any number of Add, and Finish. What they return
  // adds up to the tokens of all well-formed pieces that were added. Texts must
  // live until the next Finish has returned.
  void Begin();
  size_t Add(std::string_view text, const PieceList& pieces);
  size_t Finish();

 private:
  struct KeyedPiece {
    std::string_view bytes;
    PieceKey key;
    uint64_t hash;
  };

  // What is merged is remembered in one of these.
  enum class Remember { kNot, kPacked, kMiddle, kMemo };
  struct WaitingPiece {
    std::string_view bytes;
    Remember where;
    uint64_t spread_or_hash;
    PieceKey key;  // for kMiddle
  };

  // Each returns the tokens that are known by now. The others follow from
  // Finish or, of parts, from CountAddedParts.
  size_t CountList(std::string_view text, const PieceList& pieces);
  size_t CountInside(std::string_view text, const PieceList& pieces,
                     size_t inside);
  size_t CountUnknown(std::string_view text, const PieceList& pieces,
                      const uint32_t* unknown, size_t count);
  size_t CountLonger(std::string_view text, const PieceList& pieces,
                     const uint32_t* longer, size_t count);
  size_t CountLong(std::string_view text, size_t begin, size_t end);
  size_t CountLongPart(std::string_view part);
  size_t AddParts(std::string_view text, size_t begin, size_t end);
  size_t CountAddedParts(std::string_view text);

  size_t CountPacked(std::string_view piece, uint64_t spread);
  size_t CountMiddle(const KeyedPiece& piece);
  size_t CountAlone(std::string_view piece);
  size_t CountParts(const KeyedPiece& piece);

  size_t Wait(const WaitingPiece& piece);
  void Insert(const WaitingPiece& piece, size_t count);

  const Image& image_;
  const BlockKernels& kernels_;
  CacheMemory memory_;
  PackedCache packed_cache_;
  PackedSets packed_sets_;
  KeyedCache keyed_cache_;
  PieceCache cache_;
  PieceList parts_;  // of long pieces; empty between calls
  // Scratch of CountLonger, for pieces and for parts.
  std::array<std::array<KeyedPiece, PieceList::kCapacity>, 2> middle_;
  MergeQueue<WaitingPiece> queue_;
  size_t waits_ = 0;  // calls of Wait
  TextMemo memo_;     // of parts of over 15 bytes
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENGINE_PIECE_COUNTER_H_
