// A text that comes in parts has the count of the whole, wherever it is parted.

#include "tokenfare/tokenizer/stream_counter.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;

size_t CountInParts(const Encoding& encoding, std::string_view text,
                    size_t most_bytes, size_t block_bytes, RandomText& random) {
  StreamCounter counter(encoding, 1, block_bytes);
  while (!text.empty()) {
    const size_t size = std::min(text.size(), 1 + random.Below(most_bytes));
    counter.Add(text.substr(0, size));
    text.remove_prefix(size);
  }
  return counter.Finish();
}

std::string AnyText(RandomText& random) {
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

class StreamCounterTest : public ::testing::TestWithParam<std::string> {};

TEST_P(StreamCounterTest, PartsCountAsTheWhole) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  RandomText random(Seed());
  for (size_t i = 0; i < 3000 * Scale(); ++i) {
    const std::string text = AnyText(random);
    const size_t block = 1 + random.Below(60);
    ASSERT_EQ(CountInParts(encoding, text, 1 + random.Below(30), block, random),
              encoding.Count(text))
        << Escaped(text) << " in blocks of " << block;
  }
}

// A character in two parts must not be taken for an ill-formed one, before
// which other cuts are safe.
TEST_P(StreamCounterTest, EachPlaceMayPartATrickyText) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  const std::string text =
      "a\u00e9b\u4e16c\U0001f469d 12\u0661\u00b2 Don't\xf0\x9f\x98 x'LL\r\n\n  "
      "y"
      "\xe4\xb8z\xff.\u00a0\u2003w";
  for (size_t block = 1; block <= text.size(); ++block) {
    for (size_t size = 1; size <= 5; ++size) {
      StreamCounter counter(encoding, 1, block);
      for (size_t at = 0; at < text.size(); at += size) {
        counter.Add(std::string_view(text).substr(at, size));
      }
      EXPECT_EQ(counter.Finish(), encoding.Count(text)) << block << " " << size;
    }
  }
}

TEST_P(StreamCounterTest, ProseIsNotKept) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  StreamCounter counter(encoding, 2);
  const std::string part = "The quick brown fox jumps over the lazy dog. ";
  const size_t times = (size_t{12} << 20) / part.size();
  std::string whole;
  for (size_t i = 0; i < times; ++i) {
    counter.Add(part);
    whole += part;
    ASSERT_LE(counter.pending_bytes(),
              StreamCounter::kBlockBytes + (size_t{16} << 10) + part.size());
  }
  EXPECT_EQ(counter.Finish(), encoding.Count(whole));
  EXPECT_EQ(counter.pending_bytes(), 0u);
}

// What has no safe place is kept, and a cut behind it is found when it comes.
TEST_P(StreamCounterTest, ARunWithoutCutsIsKeptUntilThereIsOne) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  const std::string run(size_t{300} << 10, ' ');
  const std::string tail = "x = 1; y = 2; z = 3;";
  StreamCounter counter(encoding, 1, size_t{64} << 10);
  counter.Add(run);
  EXPECT_EQ(counter.pending_bytes(), run.size());
  std::string whole = run;
  for (size_t i = 0; i < 8000; ++i) {
    counter.Add(tail);
    whole += tail;
  }
  EXPECT_LT(counter.pending_bytes(), size_t{100} << 10);
  EXPECT_EQ(counter.Finish(), encoding.Count(whole));
}

TEST_P(StreamCounterTest, ItBeginsAnewAfterFinish) {
  const Encoding& encoding = *GetEncoding(GetParam()).value();
  StreamCounter counter(encoding);
  EXPECT_EQ(counter.Finish(), 0u);
  counter.Add("Hello, ");
  counter.Add("");
  counter.Add("world!");
  EXPECT_EQ(counter.Finish(), encoding.Count("Hello, world!"));
  counter.Add("Hello");
  EXPECT_EQ(counter.Finish(), encoding.Count("Hello"));
}

INSTANTIATE_TEST_SUITE_P(Encodings, StreamCounterTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

}  // namespace
}  // namespace tokenfare
