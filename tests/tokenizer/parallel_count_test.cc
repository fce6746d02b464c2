// Counting on several threads: counts and order are those of one thread,
// however the work is divided. The thread sanitizer runs this too.

#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/encoding/parallel_texts.h"
#include "tokenfare/tokenizer/encoding/text_queue.h"

namespace tokenfare {
namespace {

using internal::CounterPool;
using internal::CountTexts;
using internal::Division;
using internal::TextQueue;
using internal::TextShare;
using reference::RandomText;
using reference::Scale;
using reference::Seed;

std::string AnyText(RandomText& random, size_t most) {
  switch (random.Below(4)) {
    case 0:
      return random.OfRepresentatives(most);
    case 1:
      return random.OfBytes(most);
    case 2:
      return random.Damaged(most);
    default:
      return random.OfWords(most);
  }
}

// Small and large texts, empty ones among them.
std::vector<std::string> AnyTexts(RandomText& random) {
  std::vector<std::string> texts(random.Below(20));
  for (std::string& text : texts) {
    const size_t most[] = {0, 3, 40, 400};
    text = AnyText(random, most[random.Below(4)]);
  }
  return texts;
}

class ParallelCountTest : public EncodingPairTest {
 protected:
  std::vector<size_t> Expected(const std::vector<std::string>& texts) const {
    std::vector<size_t> counts;
    for (const std::string& text : texts) {
      counts.push_back(encodings_.reference.Count(text));
    }
    return counts;
  }
};

INSTANTIATE_TEST_SUITE_P(Vocabularies, ParallelCountTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(ParallelCountTest, AnyDivision_CountsAsTheReference) {
  CounterPool pool;
  RandomText random(Seed());
  for (size_t i = 0; i < 300 * Scale(); ++i) {
    const std::vector<std::string> texts = AnyTexts(random);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const Division division = {.threads = 1 + random.Below(4),
                               .share_bytes = 1 + random.Below(200),
                               .thread_bytes = 1};
    ASSERT_EQ(CountTexts(encodings_.product, pool, views, division),
              Expected(texts))
        << division.threads << " threads, shares of " << division.share_bytes;
  }
}

TEST_P(ParallelCountTest, OneText_CountsAsTheReferenceInSharesOfAnySize) {
  CounterPool pool;
  RandomText random(Seed());
  for (size_t i = 0; i < 50 * Scale(); ++i) {
    const std::string text = AnyText(random, 200);
    const std::string_view view = text;
    const size_t expected = encodings_.reference.Count(text);
    for (const size_t share_bytes : {1, 2, 3, 7, 64}) {
      const Division division = {
          .threads = 3, .share_bytes = share_bytes, .thread_bytes = 1};
      ASSERT_EQ(CountTexts(encodings_.product, pool, {&view, 1}, division)[0],
                expected)
          << Escaped(text) << " in shares of " << share_bytes;
    }
  }
}

// The public functions, at sizes that start threads.
TEST_P(ParallelCountTest, LargeTexts_CountTheSameOnAnyNumberOfThreads) {
  RandomText random(Seed());
  std::string large;
  while (large.size() < 600'000) large += AnyText(random, 50);
  ASSERT_GT(Encoding::ThreadsFor(large.size(), 4), 1u);
  const size_t expected = encodings_.product.Count(large);
  const std::vector<std::string_view> texts = {"", large, "Hello, world!", "",
                                               large};
  const size_t hello = encodings_.product.Count("Hello, world!");
  for (const size_t threads : {0, 1, 2, 3, 8}) {
    EXPECT_EQ(encodings_.product.CountParallel(large, threads), expected);
    EXPECT_EQ(encodings_.product.CountBatch(texts, threads),
              (std::vector<size_t>{0, expected, hello, 0, expected}));
  }
}

TEST_P(ParallelCountTest, NothingToCount) {
  EXPECT_TRUE(encodings_.product.CountBatch({}).empty());
  EXPECT_EQ(encodings_.product.CountParallel(""), 0u);
  const std::vector<std::string_view> empty(100'000);
  EXPECT_EQ(encodings_.product.CountBatch(empty),
            std::vector<size_t>(empty.size(), 0));
}

// Calls from several threads at once, as a server makes them.
TEST_P(ParallelCountTest, CallsAtOnce_DoNotDisturbEachOther) {
  RandomText random(Seed());
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) texts.push_back(AnyText(random, 400));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const std::vector<size_t> expected = Expected(texts);
  CounterPool pool;
  std::vector<std::vector<size_t>> counts(4);
  {
    std::vector<std::jthread> callers;
    for (std::vector<size_t>& result : counts) {
      callers.emplace_back([&] {
        result =
            CountTexts(encodings_.product, pool, views,
                       {.threads = 3, .share_bytes = 100, .thread_bytes = 1});
      });
    }
  }
  for (const std::vector<size_t>& result : counts) EXPECT_EQ(result, expected);
}

TEST(ThreadsForTest, SmallInputs_TakeOneThread) {
  EXPECT_EQ(Encoding::ThreadsFor(0, 8), 1u);
  EXPECT_EQ(Encoding::ThreadsFor(100'000, 8), 1u);
  EXPECT_EQ(Encoding::ThreadsFor(size_t{1} << 30, 8), 8u);
  EXPECT_EQ(Encoding::ThreadsFor(size_t{1} << 30, 1), 1u);
  EXPECT_EQ(Encoding::ThreadsFor(size_t{1} << 30, 0),
            std::max(1u, std::thread::hardware_concurrency()));
  const Division division = {.threads = 8, .thread_bytes = 1000};
  EXPECT_EQ(internal::ThreadsFor(1999, division), 1u);
  EXPECT_EQ(internal::ThreadsFor(2000, division), 2u);
  EXPECT_EQ(internal::ThreadsFor(8999, division), 8u);
}

std::vector<TextShare> AllShares(TextQueue& queue) {
  std::vector<TextShare> shares;
  while (const auto share = queue.Next()) shares.push_back(*share);
  return shares;
}

const internal::Splitter& O200kSplitter() {
  return Embedded("o200k_base").parts().splitter();
}

TEST(TextQueueTest, Shares_AreTheTextsInOrder) {
  RandomText random(Seed());
  for (size_t i = 0; i < 2'000 * Scale(); ++i) {
    const std::vector<std::string> texts = AnyTexts(random);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    TextQueue queue(views, &O200kSplitter(), 1 + random.Below(300));
    std::vector<std::string> joined(texts.size());
    internal::TextPlace place;
    for (const TextShare& share : AllShares(queue)) {
      ASSERT_EQ(share.begin, place);
      place = share.end;
      share.ForEachPart(views, [&](size_t index, std::string_view part) {
        ASSERT_FALSE(part.empty());
        joined[index] += part;
      });
    }
    ASSERT_EQ(place, (internal::TextPlace{texts.size(), 0}));
    ASSERT_EQ(joined, texts);
  }
}

TEST(TextQueueTest, Shares_GoByBytes) {
  std::string large;
  while (large.size() < 100'000) large += "ten bytes ";
  std::vector<std::string_view> texts(1000, "ten bytes ");
  texts.push_back(large);
  texts.insert(texts.end(), 5000, "");
  TextQueue queue(texts, &O200kSplitter(), 1000);
  for (const TextShare& share : AllShares(queue)) {
    size_t bytes = 0;
    share.ForEachPart(
        texts, [&](size_t, std::string_view part) { bytes += part.size(); });
    EXPECT_LE(bytes, 1010u);
    EXPECT_LE(share.end.text - share.begin.text, 1010u);
  }
}

TEST(TextQueueTest, AfterAnError_NothingIsDealtOut) {
  const std::vector<std::string_view> texts(10, "some text");
  TextQueue queue(texts, &O200kSplitter(), 1);
  EXPECT_NO_THROW(queue.RethrowError());
  EXPECT_TRUE(queue.Next().has_value());
  EXPECT_FALSE(queue.IsEmpty());
  queue.Fail(std::make_exception_ptr(std::bad_alloc()));
  queue.Fail(std::make_exception_ptr(42));
  EXPECT_TRUE(queue.IsEmpty());
  EXPECT_FALSE(queue.Next().has_value());
  EXPECT_THROW(queue.RethrowError(), std::bad_alloc);
}

}  // namespace
}  // namespace tokenfare
