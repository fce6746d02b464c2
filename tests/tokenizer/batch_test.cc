// Batches: the results of each text alone, and how a batch is ended.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;
using Ids = std::vector<TokenId>;

class BatchTest : public EncodingPairTest {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, BatchTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(BatchTest, Encode_GivesTheIdsOfEachText) {
  RandomText random(Seed());
  for (size_t i = 0; i < 20 * Scale(); ++i) {
    std::vector<std::string> texts(random.Below(60));
    std::vector<Ids> expected;
    for (std::string& text : texts) {
      text = random.OfWords(random.Below(3) == 0 ? 4000 : 5);
      expected.push_back(encodings_.reference.Encode(text));
    }
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const auto ids = encodings_.product.EncodeBatch(
        views, SpecialTokenPolicy::Ordinary(),
        {.threads = 1 + random.Below(4), .keep_going = nullptr});
    ASSERT_TRUE(ids.ok()) << ids.status();
    ASSERT_EQ(*ids, expected);
  }
}

TEST(EncodeBatchTest, SpecialTokens_AreWhatThePolicySays) {
  const Encoding& encoding = Embedded("cl100k_base");
  const std::vector<std::string_view> texts = {"a", "<|endoftext|>", "",
                                               "b<|endoftext|>"};
  const auto allowed =
      encoding.EncodeBatch(texts, SpecialTokenPolicy::AllowAll());
  ASSERT_TRUE(allowed.ok());
  EXPECT_EQ(*allowed, (std::vector<Ids>{{64}, {100257}, {}, {65, 100257}}));

  const auto refused =
      encoding.EncodeBatch(texts, SpecialTokenPolicy::DisallowAll());
  ASSERT_TRUE(absl::IsInvalidArgument(refused.status()));
  // That of the second text, not of the fourth.
  EXPECT_NE(refused.status().message().find("at byte 0"), std::string::npos)
      << refused.status();
}

// Enough for many shares, so that there is something between them.
std::vector<std::string_view> ManyTexts(const std::string& text) {
  return std::vector<std::string_view>(40, text);
}

TEST(KeepGoingTest, WhileTrue_TheBatchIsWhole) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::string text(100'000, 'x');
  const auto texts = ManyTexts(text);
  size_t asked = 0;
  const BatchOptions options = {.threads = 1, .keep_going = [&] {
                                  ++asked;
                                  return true;
                                }};
  const auto counts = encoding.CountBatch(texts, options);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(*counts, std::vector<size_t>(texts.size(), encoding.Count(text)));
  // A share is 64 KiB, and each text makes two.
  EXPECT_GE(asked, texts.size());
}

TEST(KeepGoingTest, OnceFalse_TheBatchEnds) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::string text(100'000, 'x');
  const auto texts = ManyTexts(text);
  size_t asked = 0;
  const BatchOptions options = {.threads = 1,
                                .keep_going = [&] { return ++asked < 3; }};
  EXPECT_TRUE(absl::IsCancelled(encoding.CountBatch(texts, options).status()));
  // Not asked again: nothing is left to do.
  EXPECT_EQ(asked, 3u);
  asked = 0;
  EXPECT_TRUE(absl::IsCancelled(
      encoding.EncodeBatch(texts, SpecialTokenPolicy::Ordinary(), options)
          .status()));
  EXPECT_EQ(asked, 3u);
}

// However fast the others are, the caller's thread asks after its first share.
TEST(KeepGoingTest, FalseAtOnce_TheBatchEndsOnAnyNumberOfThreads) {
  const Encoding& encoding = Embedded("o200k_base");
  const std::string text(100'000, 'x');
  const auto texts = ManyTexts(text);
  for (const size_t threads : {1, 2, 4}) {
    const BatchOptions options = {.threads = threads,
                                  .keep_going = [] { return false; }};
    EXPECT_TRUE(absl::IsCancelled(encoding.CountBatch(texts, options).status()))
        << threads;
    EXPECT_TRUE(absl::IsCancelled(
        encoding.EncodeBatch(texts, SpecialTokenPolicy::Ordinary(), options)
            .status()))
        << threads;
  }
}

}  // namespace
}  // namespace tokenfare
