// Turns pieces into ids; the working half of an Encoder.
//
// Pieces come in blocks. Those that C2 of characters.h cuts are replaced by
// their parts. Each piece or part, a unit, goes down a ladder until its ranks
// are known, as in piece_counter.h:
//
//   up to 8 bytes    PackedRankCache (all of a block at once, by a
//                    FindRanksKernel), RankMemo, the vocabulary, merging
//   9 to 15 bytes    KeyedRankCache (the same), RankMemo, the vocabulary, the
//                    vocabulary for each part, merging
//   longer           RankMemo, the vocabulary, merging
//
// Units become known out of order, those that are merged together even blocks
// later. So each has a place for its answer: its count, and two words of up to
// three ranks each or, where there are more, where they begin among spilled_
// and how many they are. When thousands are there, what still waits is merged,
// and the answers are written in order, without a branch on how many ranks a
// word holds:
//
//   counts_   1        2        5        spilled  1
//   words_    a . .    b c .    d e f    0        p . .
//   more_                       g h .    7
//   spilled_                             i j k l m n o
//   out_      a b c d e f g h i j k l m n o p

#ifndef TOKENFARE_TOKENIZER_ENGINE_BLOCK_ENCODER_H_
#define TOKENFARE_TOKENIZER_ENGINE_BLOCK_ENCODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/lookup/rank_caches.h"
#include "tokenfare/tokenizer/lookup/rank_memo.h"
#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/merge/merge_queue.h"
#include "tokenfare/tokenizer/split/piece_walker.h"
#include "tokenfare/tokenizer/tables/image.h"
#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::internal {

class BlockEncoder {
 public:
  // `cache_bytes` as in encoder.h. Requires a path of CpuPaths().
  BlockEncoder(const Image& image, size_t cache_bytes, CpuPath path);

  // A text is encoded by Begin, any number of Add, and Finish, which together
  // append the ids of all well-formed pieces that were added. The text of a
  // piece must live until Flush, or Finish, has returned.
  void Begin();
  void Add(std::string_view text, const PieceList& pieces,
           std::vector<TokenId>& ids);
  void Finish(std::vector<TokenId>& ids);
  // Appends the ids of all pieces so far.
  void Flush(std::vector<TokenId>& ids);

  // Ids are appended when so many pieces are there. The more, the more of them
  // that must be merged are merged together: first passes over prose, code and
  // text in many languages at 189, 194 and 55 MB/s with 256, at 214, 210 and 66
  // with 1,024, at 232, 216 and 72 with this; with 8,192 no faster.
  static constexpr size_t kMostAnswers = 4096;

 private:
  // No cache knows it. Without a constructor, for arrays of it are scratch.
  struct UnknownPiece {
    const char* data;
    size_t size;
    uint64_t hash;  // of up to 8 bytes, the mixed piece
    size_t answer;  // its place among the answers

    std::string_view bytes() const { return {data, size}; }
  };

  // Some of them, with anything behind.
  using FewRanks = std::array<Rank, kMostKeyedRanks>;

  void AddPieces(std::string_view text, const PieceList& pieces, size_t begin,
                 size_t end, std::vector<TokenId>& ids);
  void AddParts(std::string_view text, size_t begin, size_t end,
                std::vector<TokenId>& ids);
  void AddCollected(std::string_view text, std::vector<TokenId>& ids);
  void AddUnits(std::string_view text, const PieceList& units,
                std::vector<TokenId>& ids);

  void FindInside(std::string_view text, const PieceList& units, size_t inside);
  void FindLonger(std::string_view text, const PieceList& units,
                  std::span<const uint32_t> longer);
  void FindUnknown(std::string_view text, const PieceList& units,
                   std::span<const uint32_t> unknown);
  void Prefetch(const UnknownPiece& piece) const;

  static UnknownPiece Unknown(std::string_view piece, size_t answer);
  void Find(const UnknownPiece& piece);
  Rank RankOf(const UnknownPiece& piece) const;
  bool FindInVocabulary(const UnknownPiece& piece);
  bool FindInMemo(const UnknownPiece& piece);
  bool FindParts(const UnknownPiece& piece);

  void RememberMerged(const UnknownPiece& piece, const MergedRanks& ranks);
  void Remember(const UnknownPiece& piece, std::span<const Rank> ranks);
  void AnswerFew(const UnknownPiece& piece, const FewRanks& ranks,
                 size_t count);
  void AnswerSpilled(const UnknownPiece& piece, size_t begin);
  Rank* WriteOne(size_t answer, Rank* out) const;
  void Write(std::vector<TokenId>& ids);

  const Image& image_;
  const BlockKernels& kernels_;
  CacheMemory memory_;
  PackedRankCache packed_cache_;
  KeyedRankCache keyed_cache_;
  RankMemo memo_;
  MergeQueue<UnknownPiece> queue_;
  PieceList units_;  // of a block with pieces to cut

  size_t answers_ = 0;
  // The kernels write eight at a time.
  static constexpr size_t kRoom = kMostAnswers + 8;
  std::array<uint32_t, kRoom> counts_;
  std::array<uint64_t, kRoom> words_;
  std::array<uint64_t, kRoom> more_;
  std::vector<Rank> merged_;  // scratch of RememberMerged
  std::vector<Rank> spilled_;
  std::vector<Rank> out_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_ENGINE_BLOCK_ENCODER_H_
