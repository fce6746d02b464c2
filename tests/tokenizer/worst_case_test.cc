// A megabyte of each kind of text that undoes careless tokenizers. The time
// limit of the test is far from that of a quadratic merge, and the stack of a
// thread far too small for a recursive one; bench/worst_case_bench.cc has the
// times.

#include <sys/resource.h>

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/worst_cases.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/counter.h"

namespace tokenfare {
namespace {

using reference::WorstCase;

class WorstCaseTest : public ::testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, WorstCaseTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(WorstCaseTest, Megabyte_CountsAsTiktokenCounts) {
  const Encoding& encoding = Embedded(GetParam());
  Counter counter(encoding);
  for (const WorstCase& worst : reference::WorstCases()) {
    const std::string text = worst.text();
    const size_t expected = worst.CountIn(GetParam());
    EXPECT_EQ(encoding.Count(text), expected) << worst.name;
    EXPECT_EQ(counter.Count(text), expected) << worst.name;
  }
}

TEST_P(WorstCaseTest, Megabyte_EncodesAndDecodes) {
  const Encoding& encoding = Embedded(GetParam());
  for (const WorstCase& worst : reference::WorstCases()) {
    const std::string text = worst.text();
    const EncodedText encoded = encoding.EncodeWithOffsets(text);
    EXPECT_EQ(encoded.ids.size(), worst.CountIn(GetParam())) << worst.name;
    ASSERT_EQ(encoded.offsets.size(), encoded.ids.size()) << worst.name;
    size_t at = 0;
    for (size_t i = 0; i < encoded.ids.size(); ++i) {
      ASSERT_EQ(encoded.offsets[i], at) << worst.name;
      at += encoding.TokenBytes(encoded.ids[i])->size();
    }
    const absl::StatusOr<std::string> decoded = encoding.Decode(encoded.ids);
    EXPECT_TRUE(decoded.ok() && *decoded == text) << worst.name;
  }
}

TEST_P(WorstCaseTest, Megabyte_ObeysLimits) {
  const Encoding& encoding = Embedded(GetParam());
  for (const WorstCase& worst : reference::WorstCases()) {
    const std::string text = worst.text();
    const size_t count = worst.CountIn(GetParam());
    EXPECT_EQ(encoding.CountUpTo(text, count), count) << worst.name;
    EXPECT_EQ(encoding.CountUpTo(text, count - 1), std::nullopt) << worst.name;
    EXPECT_EQ(encoding.Truncate(text, count).size(), text.size()) << worst.name;
    const std::string_view half = encoding.Truncate(text, count / 2);
    EXPECT_LE(encoding.Count(half), count / 2) << worst.name;
  }
}

// Bytes that are no UTF-8 at all count as so many U+FFFD.
TEST_P(WorstCaseTest, IllFormedMegabyte_CountsAsReplacementCharacters) {
  const Encoding& encoding = Embedded(GetParam());
  std::string replacements;
  for (size_t i = 0; i < 1'000'000; ++i) replacements += "\xEF\xBF\xBD";
  const size_t expected = encoding.Count(replacements);
  EXPECT_EQ(encoding.Count(std::string(1'000'000, '\xFF')), expected);
  EXPECT_EQ(encoding.Count(std::string(1'000'000, '\x80')), expected);
}

}  // namespace
}  // namespace tokenfare
