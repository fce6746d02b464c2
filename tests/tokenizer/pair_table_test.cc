// Finding pairs in a table against a map of them.

#include "tokenfare/tokenizer/tables/pair_table.h"

#include <map>
#include <random>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tokenfare/tokenizer/tables/pair_table_builder.h"

namespace tokenfare::internal {
namespace {

using PairMap = std::map<std::pair<Rank, Rank>, Rank>;

absl::StatusOr<PairSlots> LayOut(const PairMap& map) {
  std::vector<MergedPair> pairs;
  for (const auto& [pair, merged] : map) {
    pairs.push_back({pair.first, pair.second, merged});
  }
  return LayOutPairs(pairs);
}

TEST(PairTable, OfFewPairs_FindsThemAndNoOther) {
  std::mt19937 random(20261123);
  for (Rank ranks = 1; ranks <= 24; ++ranks) {
    for (size_t count : {0, 1, 2, 3, 10, 100}) {
      PairMap map;
      for (size_t i = 0; i < count; ++i) {
        map[{random() % ranks, random() % ranks}] = random() % 1'000;
      }
      const auto slots = LayOut(map);
      ASSERT_TRUE(slots.ok())
          << slots.status() << " " << map.size() << " of " << ranks;
      const PairTable table(slots->slots, slots->displacements);
      for (Rank left = 0; left <= ranks; ++left) {
        for (Rank right = 0; right <= ranks; ++right) {
          const auto found = map.find({left, right});
          ASSERT_EQ(table.Find(left, right),
                    found == map.end() ? kNoRank : found->second);
        }
      }
    }
  }
}

TEST(PairTable, OfManyPairs_FindsThemAndNoOther) {
  std::mt19937 random(20261124);
  constexpr Rank kRanks = kMaxTokens;
  PairMap map;
  while (map.size() < 200'000) {
    map[{random() % kRanks, random() % kRanks}] = random() % kRanks;
  }
  const auto slots = LayOut(map);
  ASSERT_TRUE(slots.ok()) << slots.status();
  const PairTable table(slots->slots, slots->displacements);
  for (const auto& [pair, merged] : map) {
    ASSERT_EQ(table.Find(pair.first, pair.second), merged);
    // One rank apart: most of these are no pairs.
    const std::pair<Rank, Rank> other = {pair.first, pair.second ^ 1};
    const auto found = map.find(other);
    ASSERT_EQ(table.Find(other.first, other.second),
              found == map.end() ? kNoRank : found->second);
  }
  EXPECT_LT(slots->slots.size(), 1.04 * 200'000);
}

TEST(PairTable, OfPairsThatNothingTellsApart_IsAnError) {
  const std::vector<MergedPair> twice = {{1, 2, 3}, {1, 2, 4}};
  EXPECT_EQ(LayOutPairs(twice).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tokenfare::internal
