#include "tokenfare/tokenizer/tables/pair_table_builder.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include "absl/status/status.h"

namespace tokenfare::internal {
namespace {

// More pairs in a bucket make fewer displacements, which are harder to find;
// emptier slots make more slots, and displacements easier to find.
constexpr size_t kLeastPairsPerBucket = 2;
constexpr double kSlotsPerPair = 1.03;
constexpr double kMoreSlots = 1.1;
constexpr int kMostAttempts = 8;

constexpr uint16_t kMostDisplacement = std::numeric_limits<uint16_t>::max();

class PairPlacer {
 public:
  PairPlacer(std::span<const MergedPair> pairs, size_t slots)
      : taken_(slots),
        placed_{std::vector<uint64_t>(slots, kEmptyPairSlot), {}} {
    const size_t buckets = std::max<size_t>(
        2, std::bit_floor(pairs.size() / kLeastPairsPerBucket));
    bucket_shift_ = PairTable::BucketShift(buckets);
    placed_.displacements.resize(buckets + 1);
    Sort(pairs, buckets);
  }

  // The largest buckets first, while there is room.
  std::optional<PairSlots> Place() {
    for (const Bucket& bucket : buckets_) {
      const auto pairs = std::span(pairs_).subspan(bucket.begin, bucket.size);
      const std::optional<uint16_t> displacement = Displacement(pairs);
      if (!displacement) return std::nullopt;
      placed_.displacements[bucket.index] = *displacement;
      for (const MergedPair& pair : pairs) {
        const uint64_t key = PairKey(pair.left, pair.right);
        placed_.slots[SlotOf(pair, *displacement)] =
            key << kPairRankBits | pair.merged;
      }
    }
    return std::move(placed_);
  }

 private:
  struct Bucket {
    size_t index;
    size_t begin;  // in pairs_
    size_t size;
  };

  size_t BucketOf(const MergedPair& pair) const {
    return MixedPair(PairKey(pair.left, pair.right)).Bucket(bucket_shift_);
  }
  size_t SlotOf(const MergedPair& pair, uint16_t displacement) const {
    return MixedPair(PairKey(pair.left, pair.right))
        .Slot(displacement, taken_.size());
  }

  void Sort(std::span<const MergedPair> pairs, size_t buckets) {
    buckets_.resize(buckets);
    for (size_t i = 0; i < buckets; ++i) buckets_[i] = {i, 0, 0};
    for (const MergedPair& pair : pairs) ++buckets_[BucketOf(pair)].size;
    size_t begin = 0;
    for (Bucket& bucket : buckets_) {
      bucket.begin = begin;
      begin += bucket.size;
      bucket.size = 0;
    }
    pairs_.resize(pairs.size());
    for (const MergedPair& pair : pairs) {
      Bucket& bucket = buckets_[BucketOf(pair)];
      pairs_[bucket.begin + bucket.size++] = pair;
    }
    std::stable_sort(
        buckets_.begin(), buckets_.end(),
        [](const Bucket& a, const Bucket& b) { return a.size > b.size; });
  }

  // One that sends all of `pairs` to free slots, which are then taken.
  std::optional<uint16_t> Displacement(std::span<const MergedPair> pairs) {
    for (uint32_t i = 0; i <= kMostDisplacement; ++i) {
      const auto displacement = static_cast<uint16_t>(i);
      if (Take(pairs, displacement)) return displacement;
    }
    return std::nullopt;
  }

  // Takes all slots or none.
  bool Take(std::span<const MergedPair> pairs, uint16_t displacement) {
    for (size_t i = 0; i < pairs.size(); ++i) {
      const size_t slot = SlotOf(pairs[i], displacement);
      if (taken_[slot]) {
        while (i-- > 0) taken_[SlotOf(pairs[i], displacement)] = false;
        return false;
      }
      taken_[slot] = true;
    }
    return true;
  }

  std::vector<MergedPair> pairs_;  // by bucket
  std::vector<Bucket> buckets_;
  std::vector<bool> taken_;
  int bucket_shift_;
  PairSlots placed_;
};

}  // namespace

absl::StatusOr<PairSlots> LayOutPairs(std::span<const MergedPair> pairs) {
  double slots = kSlotsPerPair * static_cast<double>(pairs.size());
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    PairPlacer placer(pairs, 1 + static_cast<size_t>(slots));
    if (std::optional<PairSlots> placed = placer.Place()) {
      return *std::move(placed);
    }
    slots *= kMoreSlots;
  }
  return absl::InvalidArgumentError(
      "no table can be made of the vocabulary's merges: too many of its tokens "
      "collide; leave out tokens that no text needs");
}

}  // namespace tokenfare::internal
