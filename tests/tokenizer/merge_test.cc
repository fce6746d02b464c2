// Merging against its definition, over random small vocabularies.

#include "tokenfare/tokenizer/merge/merge.h"

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/vocabulary.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/merge/independent_parts.h"
#include "tokenfare/tokenizer/merge/long_merge.h"
#include "tokenfare/tokenizer/merge/token_chain.h"
#include "tokenfare/tokenizer/tables/image_builder.h"

namespace tokenfare::internal {
namespace {

using Ranks = std::vector<Rank>;

// Characters of one to four bytes that share beginnings and endings, so that
// random tokens hold parts of them.
constexpr const char* kCharacters[] = {"a",
                                       "b",
                                       " ",
                                       "\xC3\xA9",
                                       "\xC3\xA8",
                                       "\xE4\xB8\xAD",
                                       "\xE4\xB8\x96",
                                       "\xE6\xB8\xAD",
                                       "\xF0\x9F\x98\x80",
                                       "\xF0\x9F\x98\x81"};

std::string RandomText(std::mt19937& random, size_t characters, size_t kinds) {
  std::string text;
  for (size_t i = 0; i < characters; ++i) {
    text += kCharacters[random() % kinds];
  }
  return text;
}

Ranks ByteRanks(const Image& image, std::string_view text) {
  Ranks ranks;
  for (const char byte : text) {
    ranks.push_back(image.ByteRank(static_cast<unsigned char>(byte)));
  }
  return ranks;
}

Vocabulary BytesAnd(std::vector<std::string> more) {
  Vocabulary vocabulary;
  for (int byte = 0; byte < 256; ++byte) {
    vocabulary.tokens.emplace_back(1, static_cast<char>(byte));
  }
  for (std::string& token : more) {
    vocabulary.tokens.push_back(std::move(token));
  }
  for (size_t id = 0; id < vocabulary.tokens.size(); ++id) {
    vocabulary.ids.push_back(static_cast<TokenId>(id));
  }
  return vocabulary;
}

// A world: a random vocabulary as an image and as the reference has it.
class World {
 public:
  World(std::mt19937& random, size_t kinds, size_t joined, RankOrder order)
      : made_(MakeRandomVocabulary(random, std::span(kCharacters).first(kinds),
                                   joined, order)),
        bytes_(BuildImage(made_.vocabulary)),
        image_(bytes_->data()),
        reference_(made_.tokens) {}

  const Image& image() const { return image_; }
  Ranks Expected(std::string_view text) const {
    return reference_.MergePiece(text);
  }

 private:
  RandomVocabulary made_;
  absl::StatusOr<AlignedBytes> bytes_;
  Image image_;
  reference::Vocabulary reference_;
};

// Calls check(world, text) for many vocabularies and texts.
template <typename Check>
void ForRandomWorlds(RankOrder order, size_t longest, Check check) {
  std::mt19937 random(20261122);
  for (int world = 0; world < 150; ++world) {
    const size_t kinds = 2 + random() % (std::size(kCharacters) - 1);
    const World made(random, kinds, 1 + random() % 60, order);
    for (int text = 0; text < 20; ++text) {
      check(made, RandomText(random, 1 + random() % longest, kinds));
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

class MergeTest : public ::testing::TestWithParam<RankOrder> {};

std::string NameOf(const ::testing::TestParamInfo<RankOrder>& order) {
  constexpr const char* kNames[] = {"Ascending", "Shuffled", "Swapped"};
  return kNames[static_cast<int>(order.param)];
}

INSTANTIATE_TEST_SUITE_P(RankOrders, MergeTest,
                         ::testing::Values(RankOrder::kAscending,
                                           RankOrder::kShuffled,
                                           RankOrder::kSwapped),
                         NameOf);

TEST_P(MergeTest, Merge_OfAnyPiece_IsTheDefinition) {
  ForRandomWorlds(GetParam(), 150, [](const World& world, std::string text) {
    const Ranks expected = world.Expected(text);
    for (const CpuPath path : CpuPaths()) {
      PieceMerger merger(world.image(), path);
      const auto merged = merger.Merge(text);
      ASSERT_EQ(Ranks(merged.begin(), merged.end()), expected)
          << CpuPathName(path);
    }
  });
}

TEST_P(MergeTest, LongMerge_FromBytes_IsTheDefinition) {
  ForRandomWorlds(GetParam(), 60, [](const World& world, std::string text) {
    Ranks ranks = ByteRanks(world.image(), text);
    if (ranks.size() < 2) return;
    LongMerge(world.image()).Run(ranks);
    ASSERT_EQ(ranks, world.Expected(text));
  });
}

TEST_P(MergeTest, MergeByScanning_FromBytes_IsTheDefinition) {
  ForRandomWorlds(GetParam(), 15, [](const World& world, std::string text) {
    Ranks ranks = ByteRanks(world.image(), text);
    ranks.resize(MergeByScanning(world.image().pairs(), ranks));
    ASSERT_EQ(ranks, world.Expected(text));
  });
}

// Pieces that wait for each other, of some number of columns, as the kernel of
// each kind of machine merges them.
class Columns {
 public:
  void Add(const Ranks& ranks, Ranks expected) {
    const size_t column = expected_.size();
    if (column == 0) Clear();
    for (size_t i = 0; i < ranks.size(); ++i) {
      rows_[i].of[column] = ranks[i];
    }
    columns_.sizes.of[column] = static_cast<uint32_t>(ranks.size());
    columns_.most_parts = std::max(columns_.most_parts, ranks.size());
    columns_.used = column + 1;
    expected_.push_back(std::move(expected));
  }
  size_t used() const { return expected_.size(); }

  void ExpectMerged(const PairTable& pairs) {
    for (const CpuPath path : CpuPaths()) {
      std::vector<ColumnRow> rows = rows_;
      MergeColumns columns = columns_;
      columns.parts = rows.data();
      BlockKernelsOf(path).merge(pairs, columns);
      for (size_t i = 0; i < expected_.size(); ++i) {
        Ranks ranks;
        for (uint32_t part = 0; part < columns.sizes.of[i]; ++part) {
          ranks.push_back(rows[part].of[i]);
        }
        ASSERT_EQ(ranks, expected_[i]) << CpuPathName(path) << " column " << i;
      }
    }
    expected_.clear();
  }

 private:
  void Clear() {
    columns_ = {};
    ColumnRow none;
    std::fill_n(none.of, kColumns, kNoPart);
    rows_.assign(kMostColumnParts + 1, none);
  }

  std::vector<ColumnRow> rows_;
  MergeColumns columns_{};
  std::vector<Ranks> expected_;
};

TEST_P(MergeTest, MergeColumns_OfAnyMachine_IsTheDefinition) {
  std::mt19937 random(20261123);
  for (int i = 0; i < 100; ++i) {
    const size_t kinds = 2 + random() % (std::size(kCharacters) - 1);
    const World world(random, kinds, 1 + random() % 60, GetParam());
    for (size_t used = 1; used <= kColumns; ++used) {
      Columns columns;
      const size_t longest = 1 + random() % kMostColumnParts;
      while (columns.used() < used) {
        const std::string text =
            RandomText(random, 1 + random() % longest, kinds);
        if (text.size() > kMostColumnParts) continue;
        columns.Add(ByteRanks(world.image(), text), world.Expected(text));
      }
      columns.ExpectMerged(world.image().pairs());
      if (HasFatalFailure()) return;
    }
  }
}

// A chain either joins to the definition or breaks.
TEST_P(MergeTest, TokenChain_ThatDoesNotBreak_IsTheDefinition) {
  std::mt19937 random(20261124);
  size_t joined = 0;
  size_t broken = 0;
  ForRandomWorlds(GetParam(), 150, [&](const World& world, std::string text) {
    const size_t bytes = 2 + random() % 40;
    const WindowSizes sizes = {bytes, 1 + random() % (bytes - 1)};
    TokenChain chain(world.image(), text, 0, text.size(), sizes);
    while (!chain.done() && !chain.broken()) {
      chain.Add(world.Expected(chain.window()));
    }
    (chain.broken() ? broken : joined) += 1;
    if (chain.broken()) return;
    ASSERT_EQ(Ranks(chain.ranks().begin(), chain.ranks().end()),
              world.Expected(text));
  });
  EXPECT_GT(joined, 500u);
  EXPECT_GT(broken, 100u);
}

TEST_P(MergeTest, TwoChains_ThatJoin_AreTheDefinition) {
  std::mt19937 random(20261125);
  size_t joined = 0;
  ForRandomWorlds(GetParam(), 100, [&](const World& world, std::string text) {
    // One window each, the second from inside of the first.
    const size_t stop = 1 + random() % text.size();
    const size_t begin = random() % stop;
    TokenChain one(world.image(), text, 0, stop, {stop, 1});
    TokenChain two(world.image(), text, begin, text.size(),
                   {text.size() - begin, 1});
    one.Add(world.Expected(one.window()));
    two.Add(world.Expected(two.window()));
    one.Join(two);
    if (one.broken()) return;
    ++joined;
    ASSERT_EQ(Ranks(one.ranks().begin(), one.ranks().end()),
              world.Expected(text));
  });
  EXPECT_GT(joined, 500u);
}

// That both have a token which ends at a place is not enough.
TEST(TokenChain, WithOnlyAnEndInCommon_Breaks) {
  const auto bytes = BuildImage(BytesAnd({"ab", "abc"}));
  const Image image(bytes->data());
  TokenChain one(image, "xabc", 0, 3, {3, 1});
  TokenChain two(image, "xabc", 2, 4, {2, 1});
  one.Add(Ranks{'x', 256});
  two.Add(Ranks{'b', 'c'});
  one.Join(two);
  EXPECT_TRUE(one.broken());
}

// Long enough for columns of windows; some are runs, whose windows are equal.
TEST_P(MergeTest, LongPiece_IsTheDefinition) {
  std::mt19937 random(20261126);
  for (int i = 0; i < 12; ++i) {
    const size_t kinds = 1 + random() % std::size(kCharacters);
    const World world(random, kinds, 1 + random() % 60, GetParam());
    std::string text;
    while (text.size() < 4'200) {
      const std::string some = RandomText(random, 1 + random() % 4, kinds);
      for (size_t times = 1 + random() % 60; times > 0; --times) text += some;
    }
    const Ranks expected = world.Expected(text);
    for (const CpuPath path : CpuPaths()) {
      PieceMerger merger(world.image(), path);
      const auto merged = merger.Merge(text);
      ASSERT_EQ(Ranks(merged.begin(), merged.end()), expected)
          << CpuPathName(path);
    }
  }
}

// That each kind of world has what it is for.
TEST(MergeWorlds, OrdersOfRanks_Occur) {
  std::mt19937 random(1);
  int descend = 0;
  int unreachable = 0;
  int swapped_but_characters = 0;
  int ascend = 0;
  for (int i = 0; i < 50; ++i) {
    const World ascending(random, 3, 20, RankOrder::kAscending);
    ascend += ascending.image().ranks_ascend() ? 1 : 0;
    const World shuffled(random, 3, 20, RankOrder::kShuffled);
    descend += shuffled.image().ranks_ascend() ? 0 : 1;
    unreachable += shuffled.image().unreachable() > 0 ? 1 : 0;
    const World swapped(random, 8, 20, RankOrder::kSwapped);
    Rank parts[3];
    const bool begins =
        StartingParts(swapped.image(), "\xE4\xB8\xAD", parts) == 1;
    swapped_but_characters += !swapped.image().ranks_ascend() && begins ? 1 : 0;
  }
  EXPECT_GT(ascend, 40);
  EXPECT_GT(descend, 10);
  EXPECT_GT(unreachable, 10);
  EXPECT_GT(swapped_but_characters, 10);
}

Ranks Merged(const Vocabulary& vocabulary, std::string_view text) {
  const auto bytes = BuildImage(vocabulary);
  const Image image(bytes->data());
  PieceMerger merger(image, CpuPaths().front());
  const auto merged = merger.Merge(text);
  return {merged.begin(), merged.end()};
}

// "ba" + e-acute ranks below the merge that makes e-acute, so it must wait for
// that merge, and "cba" is made first.
TEST(Merge, TokenBelowItsCharacter_WaitsForTheCharacter) {
  const std::string e = "\xC3\xA9";
  EXPECT_EQ(Merged(BytesAnd({"ba" + e, "ba", "cba", e}), "cba" + e),
            (Ranks{258, 259}));
  // In order, the character may begin, with the same result.
  EXPECT_EQ(Merged(BytesAnd({"ba", "cba", e, "ba" + e}), "cba" + e),
            (Ranks{257, 258}));
}

// As in GLM-4's vocabulary: the end of one character with the next one ranks
// below the last merge inside that next one.
TEST(Merge, TokenAcrossBelowItsCharacter_WaitsForTheCharacter) {
  const std::string dao = "\xE9\x81\x93";
  const std::string ming = "\xE5\x90\x8D";
  EXPECT_EQ(Merged(BytesAnd({"\xE5\x90", "\xE9\x81", "\x93" + ming, dao, ming}),
                   dao + ming),
            (Ranks{259, 260}));
}

TEST(IndependentParts, Merged_JoinToTheMergeOfTheWhole) {
  size_t cuts = 0;
  ForRandomWorlds(
      RankOrder::kAscending, 60, [&](const World& world, std::string text) {
        PieceMerger merger(world.image(), CpuPaths().front());
        Ranks joined;
        std::string covered;
        ForEachIndependentPart(
            world.image(), text, [&](size_t begin, size_t end) {
              const std::string_view part =
                  std::string_view(text).substr(begin, end - begin);
              const auto merged = merger.Merge(part);
              joined.insert(joined.end(), merged.begin(), merged.end());
              covered += part;
              ++cuts;
            });
        ASSERT_EQ(covered, text);
        ASSERT_EQ(joined, world.Expected(text));
      });
  EXPECT_GT(cuts, 5'000u) << "too few cuts to have tested them";
}

TEST(LongMerge, AfterAnotherPiece_StartsAnew) {
  std::mt19937 random(7);
  const World world(random, 4, 40, RankOrder::kAscending);
  LongMerge merge(world.image());
  for (int i = 0; i < 50; ++i) {
    const std::string text = RandomText(random, 2 + random() % 100, 4);
    Ranks ranks = ByteRanks(world.image(), text);
    merge.Run(ranks);
    ASSERT_EQ(ranks, world.Expected(text));
  }
}

}  // namespace
}  // namespace tokenfare::internal
