// Encoders: what they remember must never show in the ids.

#include "tokenfare/tokenizer/encoder.h"

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
using Ids = std::vector<TokenId>;

class EncoderTest : public EncodingPairTest {
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

INSTANTIATE_TEST_SUITE_P(Vocabularies, EncoderTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(EncoderTest, AnyBudget_EncodesAsTheReference) {
  Encoder none(encodings_.product, 0);
  Encoder tiny(encodings_.product, 4096);
  Encoder usual(encodings_.product);
  RandomText random(Seed());
  for (size_t i = 0; i < 20'000 * Scale(); ++i) {
    const std::string text = AnyText(random);
    const Ids expected = encodings_.reference.Encode(text);
    ASSERT_EQ(none.Encode(text), expected) << Escaped(text);
    ASSERT_EQ(tiny.Encode(text), expected) << Escaped(text);
    ASSERT_EQ(usual.Encode(text), expected) << Escaped(text);
    // Again, from the cache.
    ASSERT_EQ(usual.Encode(text), expected) << Escaped(text);
  }
}

// Texts of ten thousand pieces, well-formed and not, so that blocks are full
// and the vector grows; and each twice.
TEST_P(EncoderTest, LongTexts_EncodeAsTheReference) {
  Encoder encoder(encodings_.product);
  RandomText random(Seed());
  for (size_t i = 0; i < 12 * Scale(); ++i) {
    std::string text;
    while (text.size() < 60'000) {
      text += random.Below(40) == 0 ? random.Damaged(12) : random.OfWords(60);
    }
    const Ids expected = encodings_.reference.Encode(text);
    ASSERT_EQ(encoder.Encode(text), expected);
    ASSERT_EQ(encoder.Encode(text), expected);
  }
}

TEST_P(EncoderTest, Append_LeavesWhatWasThere) {
  Encoder encoder(encodings_.product);
  RandomText random(Seed());
  Ids ids;
  Ids expected;
  for (size_t i = 0; i < 500; ++i) {
    const std::string text = AnyText(random);
    const Ids more = encodings_.reference.Encode(text);
    expected.insert(expected.end(), more.begin(), more.end());
    encoder.Append(text, ids);
    ASSERT_EQ(ids, expected) << Escaped(text);
  }
}

// Texts that differ in their last bytes, or in trailing NULs, only: a cache key
// that loses either confuses them.
TEST_P(EncoderTest, NearlyEqualPieces_AreToldApart) {
  Encoder encoder(encodings_.product);
  for (size_t length = 1; length <= 40; ++length) {
    for (const char fill : {'x', '\0', ' ', '\n', '-', '7'}) {
      for (const char last : {'x', 'y', '\0', ' ', '\n', '-', '7'}) {
        std::string text(length, fill);
        text.push_back(last);
        ASSERT_EQ(encoder.Encode(text), encodings_.reference.Encode(text))
            << Escaped(text);
      }
    }
  }
}

// Pieces of which one is the other in ill-formed clothes.
TEST_P(EncoderTest, IllFormedPieces_EncodeAsRepairedOnes) {
  Encoder encoder(encodings_.product);
  for (const std::string text :
       {"x\xFF", "x\xEF\xBF\xBD", "x\xEF\xBF", "x\xFF\xFF", "\xFF", "\xFE",
        "\xEF\xBF\xBD", "a\xF0\x9F\x98", "a\xF0\x9F", "a\xEF\xBF\xBD"}) {
    ASSERT_EQ(encoder.Encode(text), encodings_.reference.Encode(text))
        << Escaped(text);
  }
}

TEST_P(EncoderTest, LongPieceBetweenShortOnes_LeavesNoTrace) {
  Encoder encoder(encodings_.product);
  const Ids expected = encodings_.reference.Encode("short text");
  const std::string huge(3'000'000, 'a');
  const Ids huge_ids = encoder.Encode(huge);
  EXPECT_EQ(encodings_.product.Decode(huge_ids).value(), huge);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(encoder.Encode("short text"), expected);
    EXPECT_EQ(encoder.Encode(huge), huge_ids);
  }
}

}  // namespace
}  // namespace tokenfare
