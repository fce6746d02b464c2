// As exhaustive_test.cc with larger worlds: minutes instead of seconds. The
// label "long" keeps it out of the default run; `./dev test --long` runs it.

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/enumerate.h"
#include "tests/tokenizer/split_comparison.h"

namespace tokenfare {
namespace {

class LongSplitTest : public ::testing::TestWithParam<const char*> {
 protected:
  const SplitterPair splitters_ = SplittersOf(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Families, LongSplitTest, FamilyNames(),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

TEST_P(LongSplitTest, RepresentativesUpToFive_SplitAsTheReference) {
  ForEachString(reference::ClassRepresentatives(), 5,
                [&](const std::string& text) {
                  EXPECT_TRUE(splitters_.Agree(text));
                  return !HasFailure();
                });
}

TEST_P(LongSplitTest, TrickiestUpToSeven_SplitAsTheReference) {
  ForEachString(reference::TrickiestCharacters(), 7,
                [&](const std::string& text) {
                  EXPECT_TRUE(splitters_.Agree(text));
                  return !HasFailure();
                });
}

class LongEncodeTest : public EncodingPairTest {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, LongEncodeTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(LongEncodeTest, EveryCodePointInContext_EncodesAsTheReference) {
  static constexpr std::string_view kNeighbours[] = {"a", "A", "1", " ", "\n"};
  ForEachCharacter([&](const std::string& character) {
    EXPECT_TRUE(encodings_.SameIds(character));
    for (const std::string_view neighbour : kNeighbours) {
      EXPECT_TRUE(encodings_.SameIds(std::string(neighbour) + character));
      EXPECT_TRUE(encodings_.SameIds(character + std::string(neighbour)));
    }
    return !HasFailure();
  });
}

// Every token beside four others: a merge may run across the seam.
TEST_P(LongEncodeTest, PairsOfTokens_AgreeWithTheReference) {
  const std::vector<std::string> tokens = TokensOf(encodings_.reference);
  reference::RandomText random(reference::Seed());
  for (const std::string& token : tokens) {
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(
          encodings_.Agree(token + tokens[random.Below(tokens.size())]));
    }
  }
}

}  // namespace
}  // namespace tokenfare
