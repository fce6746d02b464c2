// The tables of images against what they are made from.

#include "tokenfare/tokenizer/tables/image.h"

#include <cstring>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/merge/rank_set.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/tables/image_builder.h"
#include "tokenfare/tokenizer/tables/token_structure.h"
#include "tokenfare/tokenizer/tables/token_table_builder.h"

namespace tokenfare::internal {
namespace {

using ::testing::HasSubstr;

// Bytes, then ab, abc, bc: "abc" merges by ab, so bc is no part of it.
Vocabulary SmallVocabulary(std::vector<std::string> more) {
  Vocabulary vocabulary;
  const auto add = [&](std::string token) {
    vocabulary.ids.push_back(static_cast<TokenId>(vocabulary.tokens.size()));
    vocabulary.tokens.push_back(std::move(token));
  };
  for (int byte = 0; byte < 256; ++byte) {
    add(std::string(1, static_cast<char>(byte)));
  }
  for (std::string& token : more) add(std::move(token));
  return vocabulary;
}

TEST(TokenStructure, Parts_AreTheLastMerge) {
  const auto parts = FindTokenParts(SmallVocabulary({"ab", "abc", "bc"}));
  EXPECT_EQ(parts[256].left, Rank{'a'});
  EXPECT_EQ(parts[256].right, Rank{'b'});
  EXPECT_EQ(parts[257].left, 256u);
  EXPECT_EQ(parts[257].right, Rank{'c'});
  EXPECT_EQ(parts[258].left, Rank{'b'});
  EXPECT_FALSE(parts['a'].reachable());
}

TEST(TokenStructure, TokenThatMergingMisses_HasNoParts) {
  // "abc" alone merges bc first, and then a|bc is no pair.
  const auto parts = FindTokenParts(SmallVocabulary({"bc", "ab", "abcd"}));
  EXPECT_FALSE(parts[258].reachable());
}

TEST(Image, Pairs_AreExactlyThePartsOfEachToken) {
  for (const std::string_view name : EncodingNames()) {
    const Image& image = (*GetEncoding(name))->parts().image();
    Vocabulary vocabulary;
    for (Rank rank = 0; rank < image.size(); ++rank) {
      vocabulary.tokens.emplace_back(image.TokenBytes(rank));
      vocabulary.ids.push_back(image.IdOf(rank));
    }
    const auto parts = FindTokenParts(vocabulary);
    for (Rank rank = 0; rank < image.size(); ++rank) {
      ASSERT_EQ(image.RankOfPiece(image.TokenBytes(rank)), rank);
      if (vocabulary.tokens[rank].size() == 1) continue;
      ASSERT_TRUE(parts[rank].reachable()) << name << " " << rank;
      ASSERT_EQ(image.pairs().Find(parts[rank].left, parts[rank].right), rank);
    }
    EXPECT_EQ(image.unreachable(), 0u);
    EXPECT_TRUE(image.ranks_ascend());
    EXPECT_EQ(image.longest_token(), 128u);
  }
}

TEST(Image, Copied_WorksAtAnotherPlace) {
  const Image& original = (*GetEncoding("o200k_base"))->parts().image();
  const auto vocabulary = SmallVocabulary({"ab"});
  const auto built = BuildImage(vocabulary);
  ASSERT_TRUE(built.ok());
  AlignedBytes copy(built->size());
  std::memcpy(copy.data(), built->data(), built->size());
  const Image image(copy.data());
  EXPECT_EQ(image.RankOfPiece("ab"), 256u);
  EXPECT_EQ(image.pairs().Find('a', 'b'), 256u);
  EXPECT_NE(image.size(), original.size());
}

TEST(CheckImage, OfAnotherVersion_IsAnError) {
  const auto built = BuildImage(SmallVocabulary({"ab"}));
  AlignedBytes image(built->size());
  std::memcpy(image.data(), built->data(), built->size());
  EXPECT_TRUE(CheckImage(image.data()).ok());
  image.data()[7] = '4';
  const absl::Status status = CheckImage(image.data());
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("TKFIMG04"));
}

TEST(Image, Built_TwiceIsEqual) {
  std::mt19937 random(3);
  constexpr const char* kCharacters[] = {"a", "b", "c", "\xC3\xA9"};
  const auto made =
      MakeRandomVocabulary(random, kCharacters, 50, RankOrder::kShuffled);
  const auto one = BuildImage(made.vocabulary);
  const auto two = BuildImage(made.vocabulary);
  ASSERT_EQ(one->size(), two->size());
  EXPECT_EQ(std::memcmp(one->data(), two->data(), one->size()), 0);
}

TEST(Image, KeyWithTrailingZeros_IsNotTheShorterKey) {
  const std::string zero("a\0", 2);
  const auto built = BuildImage(SmallVocabulary({zero}));
  const Image image(built->data());
  EXPECT_EQ(image.RankOfPiece(zero), 256u);
  EXPECT_EQ(image.RankOfPiece(std::string("a\0\0", 3)), kNoRank);
  EXPECT_EQ(image.RankOfPiece("a"), Rank{'a'});
}

std::string WordBytes(uint64_t word) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &word, 8);
  return bytes;
}

// Tokens that anyone who reads stable_hash.h can make, all of one place in
// their table. Without a bound so many take minutes.
TEST(LayOutTokens, ThatWereChosenToCollide_IsAnError) {
  constexpr uint64_t kTokens = 100'000;
  std::vector<std::string> packed;
  std::vector<std::string> keyed;
  std::vector<std::string> hashed;
  for (uint64_t i = 0; i < kTokens; ++i) {
    std::string token = WordBytes(UnmixPacked(i) - kMaxPackedBytes);
    if (static_cast<unsigned char>(token[0]) <= kMostFirstOf8) {
      packed.push_back(std::move(token));
    }
    keyed.push_back(WordBytes(kHashA) + WordBytes(i).substr(0, 7));
    hashed.push_back("a token " + WordBytes(i) + WordBytes(kHashB));
  }
  for (const auto* tokens : {&packed, &keyed, &hashed}) {
    const auto tables = LayOutTokens(*tokens);
    EXPECT_EQ(tables.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(tables.status().message()), HasSubstr("rank"));
    EXPECT_FALSE(BuildImage(SmallVocabulary(*tokens)).ok());
    // A few of them are no matter.
    EXPECT_TRUE(LayOutTokens(std::span(*tokens).first(200)).ok());
  }
}

TEST(LayOutTokens, OfManyRandomTokens_FindsRoom) {
  std::mt19937_64 random(1);
  std::vector<std::string> tokens;
  for (int i = 0; i < 300'000; ++i) {
    const std::string token =
        WordBytes(random()) + WordBytes(random()) + WordBytes(random());
    tokens.push_back(token.substr(0, 4 + random() % 20));
  }
  EXPECT_TRUE(LayOutTokens(tokens).ok());
}

TEST(CheckVocabulary, NamesWhatIsWrong) {
  const auto message = [](const Vocabulary& vocabulary) {
    return std::string(CheckVocabulary(vocabulary).message());
  };
  EXPECT_TRUE(CheckVocabulary(SmallVocabulary({"ab"})).ok());
  EXPECT_THAT(message(SmallVocabulary({"ab", "ab"})), HasSubstr("id 257"));
  EXPECT_THAT(message(SmallVocabulary({""})), HasSubstr("id 256"));
  EXPECT_THAT(message(SmallVocabulary({std::string(513, 'a')})),
              HasSubstr("513 bytes"));
  Vocabulary vocabulary = SmallVocabulary({});
  vocabulary.tokens.pop_back();
  vocabulary.ids.pop_back();
  EXPECT_THAT(message(vocabulary), HasSubstr("0xFF"));
  vocabulary = SmallVocabulary({"ab"});
  vocabulary.ids[256] = 3;
  EXPECT_THAT(message(vocabulary), HasSubstr("id 3"));
}

TEST(ReadCompactVocabulary, OfAnyBrokenFile_IsAnError) {
  const std::string good =
      std::string("tokenfare-vocabulary 1 x 2\n") + std::string(
                                                        "\x01\x00\x02\x01"
                                                        "a"
                                                        "\x02"
                                                        "bc",
                                                        8);
  const auto vocabulary = ReadCompactVocabulary(good);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_THAT(vocabulary->tokens, ::testing::ElementsAre("a", "bc"));
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(ReadCompactVocabulary(good.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ReadCompactVocabulary(good + "x").ok());
}

TEST(RankSet, PopsInOrder) {
  RankSet set(300'000);
  for (const Rank rank : {299'999u, 0u, 64u, 4096u, 63u, 4095u, 262'144u}) {
    set.Insert(rank);
    set.Insert(rank);
  }
  std::vector<Rank> popped;
  while (const auto rank = set.PopLowest()) popped.push_back(*rank);
  EXPECT_THAT(popped,
              ::testing::ElementsAre(0, 63, 64, 4095, 4096, 262'144, 299'999));
}

}  // namespace
}  // namespace tokenfare::internal
