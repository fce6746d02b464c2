// Counters: what they remember must never show in a count.

#include "tokenfare/tokenizer/counter.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;

class CounterTest : public EncodingPairTest {
 protected:
  // A text of one of many kinds, so that a cache sees pieces of all.
  static std::string AnyText(RandomText& random) {
    switch (random.Below(4)) {
      case 0:
        return random.OfRepresentatives(12);
      case 1:
        return random.OfBytes(12);
      case 2:
        return random.OfCodePoints(6);
      default:
        return random.OfWords(6);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Vocabularies, CounterTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(CounterTest, AnyBudget_CountsAsTheReference) {
  Counter none(encodings_.product, 0);
  Counter tiny(encodings_.product, 4096);
  Counter usual(encodings_.product);
  RandomText random(Seed());
  for (size_t i = 0; i < 20'000 * Scale(); ++i) {
    const std::string text = AnyText(random);
    const size_t expected = encodings_.reference.Count(text);
    ASSERT_EQ(none.Count(text), expected) << Escaped(text);
    ASSERT_EQ(tiny.Count(text), expected) << Escaped(text);
    ASSERT_EQ(usual.Count(text), expected) << Escaped(text);
    // Again, from the cache.
    ASSERT_EQ(usual.Count(text), expected) << Escaped(text);
  }
}

// Texts that differ in their last bytes, or in trailing NULs, only: a cache key
// that loses either confuses them.
TEST_P(CounterTest, NearlyEqualPieces_AreToldApart) {
  Counter counter(encodings_.product);
  for (size_t length = 1; length <= 40; ++length) {
    for (const char fill : {'x', '\0', ' ', '\n', '-', '7'}) {
      for (const char last : {'x', 'y', '\0', ' ', '\n', '-', '7'}) {
        std::string text(length, fill);
        text.push_back(last);
        ASSERT_EQ(counter.Count(text), encodings_.reference.Count(text))
            << Escaped(text);
      }
    }
  }
}

// Pieces of which one is the other in ill-formed clothes.
TEST_P(CounterTest, IllFormedPieces_AreToldApartFromRepairedOnes) {
  Counter counter(encodings_.product);
  for (const std::string text :
       {"x\xFF", "x\xEF\xBF\xBD", "x\xEF\xBF", "x\xFF\xFF", "\xFF", "\xFE",
        "\xEF\xBF\xBD", "a\xF0\x9F\x98", "a\xF0\x9F", "a\xEF\xBF\xBD"}) {
    ASSERT_EQ(counter.Count(text), encodings_.reference.Count(text))
        << Escaped(text);
  }
}

TEST_P(CounterTest, LongPieceBetweenShortOnes_LeavesNoTrace) {
  Counter counter(encodings_.product);
  const size_t expected = encodings_.product.Count("short text");
  const std::string huge(3'000'000, 'a');
  const size_t huge_count = encodings_.product.Count(huge);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(counter.Count("short text"), expected);
    EXPECT_EQ(counter.Count(huge), huge_count);
    EXPECT_EQ(counter.CountUpTo(huge, 5), std::nullopt);
  }
  EXPECT_EQ(counter.Count("short text"), expected);
}

}  // namespace
}  // namespace tokenfare
