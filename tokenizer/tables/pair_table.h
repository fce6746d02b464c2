// From two adjacent tokens to the token that they merge into.
//
// A perfect hash table, by hashing and displacing: the upper bits of a mixed
// pair choose a bucket, and the bucket's displacement, which the builder chose
// (pair_table_builder.h), sends each pair of the bucket to a slot of its own.
// So any look-up, of a pair that is there or not, reads one displacement and
// one slot: no probing, no branch, and as many at once as a machine can gather
// (merge_columns.h).

#ifndef TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_H_
#define TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tokenfare/tokenizer/machine/block_bits.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

// A slot holds the left rank, the right one, and the merged one, in 21 bits
// each (kMaxTokens). The top bit of an empty slot is set, and so no pair's.
inline constexpr int kPairRankBits = 21;
inline constexpr uint64_t kPairRankMask = (uint64_t{1} << kPairRankBits) - 1;
inline constexpr uint64_t kEmptyPairSlot = ~uint64_t{0};

TOKENFARE_BLOCK_INLINE constexpr uint64_t PairKey(uint64_t left,
                                                  uint64_t right) {
  return left << kPairRankBits | right;
}

// Where to look for a pair. A bijection of keys, so that two pairs differ in
// their bucket, their start or their stride.
struct MixedPair {
  // The fractional digits of sqrt(2) and sqrt(3). The first sum, since 0 mixes
  // to 0, which nothing displaces.
  static constexpr uint64_t kAdd = 0xBB67AE8584CAA73B;
  static constexpr uint64_t kMix = 0x6A09E667F3BCC909;
  static constexpr int kFold = 32;
  static constexpr int kStrideShift = 20;

  TOKENFARE_BLOCK_INLINE explicit constexpr MixedPair(uint64_t key)
      : mixed((key + kAdd) * kMix) {
    mixed ^= mixed >> kFold;
  }

  TOKENFARE_BLOCK_INLINE constexpr size_t Bucket(int shift) const {
    return mixed >> shift;
  }
  // Requires slots < 2^32.
  TOKENFARE_BLOCK_INLINE constexpr size_t Slot(uint16_t displacement,
                                               uint64_t slots) const {
    const auto stride = static_cast<uint32_t>(mixed >> kStrideShift);
    const uint32_t at = static_cast<uint32_t>(mixed) + displacement * stride;
    return at * slots >> 32;
  }

  uint64_t mixed;
};

// A view of a table.
struct PairTable {
  // `displacements` has one for each of 2^n buckets, and one more that is read
  // with its neighbour and not used.
  PairTable(std::span<const uint64_t> all_slots,
            std::span<const uint16_t> all_displacements)
      : slots(all_slots.data()),
        slot_count(all_slots.size()),
        displacements(all_displacements.data()),
        bucket_shift(BucketShift(all_displacements.size() - 1)) {}

  static int BucketShift(size_t buckets) {
    return 64 - std::countr_zero(buckets);
  }

  // The token that `left` and `right` merge into, or kNoRank. Ranks beyond
  // those of the vocabulary are of no pair.
  TOKENFARE_BLOCK_INLINE Rank Find(Rank left, Rank right) const {
    const uint64_t key = PairKey(left, right);
    const MixedPair pair(key);
    const uint16_t displacement = displacements[pair.Bucket(bucket_shift)];
    const uint64_t slot = slots[pair.Slot(displacement, slot_count)];
    return slot >> kPairRankBits == key
               ? static_cast<Rank>(slot & kPairRankMask)
               : kNoRank;
  }

  const uint64_t* slots;
  uint64_t slot_count;
  const uint16_t* displacements;
  int bucket_shift;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_PAIR_TABLE_H_
