// Byte-pair encoding of long pieces, in linear time.
//
// Merging goes rank by rank, from the lowest up. Each rank has a list of the
// places where its token can be made. Two facts about vocabularies whose ranks
// ascend (Image::ranks_ascend) make that simple:
//
//   L1  A merge that makes the token of rank r only makes new pairs of higher
//       rank. So each rank is visited once, in ascending order, and "the
//       lowest pair" is always one of the rank being visited.
//   L2  A token has one pair of parts (I3 of image.h). Merging begins with
//       bytes, so every longer part was made in the one visit to its rank, from
//       left to right. The later made of two parts makes the pair; so the
//       places of a list are found in the order of the text, and "the leftmost
//       pair" is always the first of the list. (A character that some places of
//       the text begin with, and others make, would break this.)
//
// Cost: each merge removes a part and changes two pairs, and lists are linked
// through arrays, so n parts take O(n) steps, and a scan of one bit a rank.
// tests/tokenizer/merge_test.cc compares with the definition.
//
// Where ranks do not ascend, a heap of (rank, place) takes the lists' part.

#ifndef TOKENFARE_TOKENIZER_MERGE_LONG_MERGE_H_
#define TOKENFARE_TOKENIZER_MERGE_LONG_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tokenfare/support/cache_memory.h"
#include "tokenfare/tokenizer/merge/rank_set.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

class LongMerge {
 public:
  // Takes 8 bytes per token of the vocabulary (1.6 MB for o200k_base), most of
  // which no piece touches.
  explicit LongMerge(const Image& image);

  // 24 bytes per part: places have 32 bits. A piece with more parts is merged
  // in slices, the one case in which a count may differ from the definition; it
  // would take 50 GB.
  static constexpr size_t kMaxParts = size_t{1} << 31;

  // Merges `parts` in place. Requires 1 to kMaxParts of them, each the rank of
  // a single byte.
  void Run(std::vector<Rank>& parts);

 private:
  // Of a part, by its first position, counted from 1: so zeroed memory is empty
  // lists.
  using Place = uint32_t;
  static constexpr Place kNowhere = 0;

  struct Node {
    Rank part;
    Rank merged;   // the token of this part and the next one; kNoRank: none
    Place before;  // the part before, the part after
    Place after;
    Place list_before;  // in the list of `merged`
    Place list_after;
  };
  struct List {
    Place first;
    Place last;
  };

  void Begin(const std::vector<Rank>& parts);
  void RunByRank();
  void RunByHeap();
  void MergeAt(Place place);
  void FindPair(Place place);
  void Link(Place place);
  void Unlink(Place place);

  const Image& image_;
  std::vector<Node> nodes_;  // by place; nodes_[kNowhere] is no part
  CacheMemory memory_;
  std::span<List> lists_;  // by rank; all empty between runs
  RankSet pending_;        // the ranks whose lists are not empty
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_LONG_MERGE_H_
