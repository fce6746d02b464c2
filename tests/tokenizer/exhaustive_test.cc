// Small worlds, complete: every string over a few telling characters, and every
// code point alone and between neighbours, splits and encodes as the reference
// has it. exhaustive_long_test.cc goes further.

#include <span>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/enumerate.h"
#include "tests/tokenizer/split_comparison.h"

namespace tokenfare {
namespace {

class ExhaustiveSplitTest : public ::testing::TestWithParam<const char*> {
 protected:
  void CompareAll(std::span<const std::string_view> alphabet, size_t length) {
    EXPECT_TRUE(ForEachString(alphabet, length, [&](const std::string& text) {
      const ::testing::AssertionResult agree = splitters_.Agree(text);
      EXPECT_TRUE(agree);
      return static_cast<bool>(agree);
    }));
  }

  const SplitterPair splitters_ = SplittersOf(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Families, ExhaustiveSplitTest, FamilyNames(),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

TEST_P(ExhaustiveSplitTest, RepresentativesUpToFour_SplitAsTheReference) {
  CompareAll(reference::ClassRepresentatives(), 4);
}

TEST_P(ExhaustiveSplitTest, TrickiestUpToSix_SplitAsTheReference) {
  CompareAll(reference::TrickiestCharacters(), 6);
}

TEST_P(ExhaustiveSplitTest, EveryCodePointInContext_SplitsAsTheReference) {
  static constexpr std::string_view kNeighbours[] = {"a", "A", "1", " ", "\n"};
  ForEachCharacter([&](const std::string& character) {
    EXPECT_TRUE(splitters_.Agree(character));
    for (const std::string_view neighbour : kNeighbours) {
      EXPECT_TRUE(splitters_.Agree(std::string(neighbour) + character));
      EXPECT_TRUE(splitters_.Agree(character + std::string(neighbour)));
    }
    return !HasFailure();
  });
}

class ExhaustiveEncodeTest : public EncodingPairTest {
 protected:
  void CompareAll(std::span<const std::string_view> alphabet, size_t length) {
    EXPECT_TRUE(ForEachString(alphabet, length, [&](const std::string& text) {
      const ::testing::AssertionResult same = encodings_.SameIds(text);
      EXPECT_TRUE(same);
      return static_cast<bool>(same);
    }));
  }
};

INSTANTIATE_TEST_SUITE_P(Vocabularies, ExhaustiveEncodeTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(ExhaustiveEncodeTest, RepresentativesUpToFour_EncodeAsTheReference) {
  CompareAll(reference::ClassRepresentatives(), 4);
}

TEST_P(ExhaustiveEncodeTest, TrickiestUpToSix_EncodeAsTheReference) {
  CompareAll(reference::TrickiestCharacters(), 6);
}

TEST_P(ExhaustiveEncodeTest, EveryCodePoint_EncodesAsTheReference) {
  ForEachCharacter([&](const std::string& character) {
    EXPECT_TRUE(encodings_.SameIds(character));
    return !HasFailure();
  });
}

// Bytes of any kind: beginnings of characters, ends, and what is neither.
TEST_P(ExhaustiveEncodeTest, EveryStringOfTwoBytes_EncodesAsTheReference) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first),
                                static_cast<char>(second)};
      ASSERT_TRUE(encodings_.Agree(text));
    }
  }
}

}  // namespace
}  // namespace tokenfare
