// A long text counted step by step has the count of the whole.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;

std::string LongText(RandomText& random) {
  switch (random.Below(4)) {
    case 0:
      return random.OfRepresentatives(200);
    case 1:
      return random.OfBytes(200);
    case 2:
      return random.Damaged(400);
    default:
      return random.OfWords(400);
  }
}

class SafePrefixTest : public ::testing::TestWithParam<std::string> {};

TEST_P(SafePrefixTest, CountsAddUp) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  RandomText random(Seed());
  for (size_t i = 0; i < 3000 * Scale(); ++i) {
    const std::string text = LongText(random);
    const size_t least = 1 + random.Below(50);
    std::string_view rest = text;
    size_t tokens = 0;
    while (!rest.empty()) {
      const size_t most = least + random.Below(60);
      std::string_view step = encoding.SafePrefix(rest, least, most);
      ASSERT_LE(step.size(), most);
      ASSERT_EQ(step.data() == nullptr || step.data() == rest.data(), true);
      ASSERT_TRUE(step.empty() || step.size() >= std::min(least, rest.size()));
      if (step.empty()) step = rest;  // no cut
      tokens += encoding.Count(step);
      ASSERT_GE(encoding.Count(step), encoding.LeastCount(step.size()));
      rest.remove_prefix(step.size());
    }
    ASSERT_EQ(tokens, encoding.Count(text))
        << Escaped(text) << " by steps of " << least;
  }
}

INSTANTIATE_TEST_SUITE_P(Encodings, SafePrefixTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST(SafePrefix, OfProse_EndsSoonAfterTheLeast) {
  const Encoding& encoding = **GetEncoding("o200k_base");
  const std::string_view text = "One two three four five six seven";
  EXPECT_EQ(encoding.SafePrefix(text, 1, 100), "One");
  EXPECT_EQ(encoding.SafePrefix(text, 4, 100), "One two");
  EXPECT_EQ(encoding.SafePrefix(text, 4, 7), "One two");
  EXPECT_EQ(encoding.SafePrefix(text, 4, 6), "");
  EXPECT_EQ(encoding.SafePrefix(text, 100, 200), text);
  EXPECT_EQ(encoding.SafePrefix(text, 100, 10), "");
  EXPECT_EQ(encoding.SafePrefix("", 1, 10), "");
}

TEST(SafePrefix, WithoutACut_IsTheWholeOrNothing) {
  const Encoding& encoding = **GetEncoding("o200k_base");
  const std::string text(1'000, 'a');
  EXPECT_EQ(encoding.SafePrefix(text, 10, 1'000), text);
  EXPECT_EQ(encoding.SafePrefix(text, 10, 999), "");
}

TEST(LeastCount, RoundsUp) {
  // The longest token of o200k_base is 128 blanks.
  const Encoding& encoding = **GetEncoding("o200k_base");
  EXPECT_EQ(encoding.LeastCount(0), 0U);
  EXPECT_EQ(encoding.LeastCount(1), 1U);
  EXPECT_EQ(encoding.LeastCount(128), 1U);
  EXPECT_EQ(encoding.LeastCount(129), 2U);
  EXPECT_EQ(encoding.Count(std::string(128, ' ')), 1U);
}

}  // namespace
}  // namespace tokenfare
