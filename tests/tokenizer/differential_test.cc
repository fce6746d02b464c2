// Every embedded encoding against the reference, on texts made to be hard:
// Encode, Count, EncodeWithOffsets and Decode together.

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;

class DifferentialTest : public EncodingPairTest {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, DifferentialTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(DifferentialTest, Representatives_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 30'000 * Scale(); ++i) {
    ASSERT_TRUE(encodings_.Agree(random.OfRepresentatives(16)));
  }
}

TEST_P(DifferentialTest, AnyCodePoints_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 20'000 * Scale(); ++i) {
    ASSERT_TRUE(encodings_.Agree(random.OfCodePoints(12)));
  }
}

TEST_P(DifferentialTest, IllFormedTexts_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 20'000 * Scale(); ++i) {
    ASSERT_TRUE(encodings_.Agree(random.OfBytes(12)));
    ASSERT_TRUE(encodings_.Agree(random.Damaged(12)));
  }
}

TEST_P(DifferentialTest, Words_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 5'000 * Scale(); ++i) {
    ASSERT_TRUE(encodings_.Agree(random.OfWords(20)));
  }
}

TEST_P(DifferentialTest, SplicedTokens_AgreeWithTheReference) {
  const std::vector<std::string> tokens = TokensOf(encodings_.reference);
  RandomText random(Seed());
  for (size_t i = 0; i < 30'000 * Scale(); ++i) {
    ASSERT_TRUE(encodings_.Agree(random.OfTokens(tokens, 5)));
  }
}

// Pieces of a few hundred bytes, for which merging takes other ways than for
// short ones.
TEST_P(DifferentialTest, LongPieces_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 60 * Scale(); ++i) {
    const size_t length = 16 + random.Below(600);
    const size_t letters = 1 + random.Below(26);
    std::string piece;
    while (piece.size() < length) {
      piece.push_back(static_cast<char>('a' + random.Below(letters)));
    }
    ASSERT_TRUE(encodings_.Agree(piece));
    ASSERT_TRUE(encodings_.Agree(std::string(length, piece[0])));
    ASSERT_TRUE(encodings_.Agree(std::string(length, ' ') + piece));
    ASSERT_TRUE(encodings_.Agree(std::string(length, '-') + "\n"));
  }
}

// Runs of one letter in long pieces of letters of two bytes: where some letters
// enter a merge whole and others as bytes, pairs of the same letter must still
// join from the left.
TEST_P(DifferentialTest, RunsInLongPieces_AgreeWithTheReference) {
  RandomText random(Seed());
  for (size_t i = 0; i < 400 * Scale(); ++i) {
    std::string piece;
    while (piece.size() < 150) {
      const auto letter = static_cast<char32_t>(0x430 + random.Below(32));
      for (size_t times = 1 + random.Below(5); times > 0; --times) {
        piece += reference::EncodeUtf8(letter);
      }
    }
    ASSERT_TRUE(encodings_.Agree(piece));
  }
}

TEST_P(DifferentialTest, EveryToken_EncodesAsTheReference) {
  for (const std::string& token : TokensOf(encodings_.reference)) {
    ASSERT_TRUE(encodings_.Agree(token));
  }
}

TEST_P(DifferentialTest, EmptyText_HasNoTokens) {
  EXPECT_TRUE(encodings_.Agree(""));
  EXPECT_EQ(encodings_.product.Count(""), 0u);
}

// A text in a heap block of its own size, so that the sanitizers see a byte
// read outside of it.
TEST_P(DifferentialTest, ExactSizeText_IsReadOnlyInside) {
  RandomText random(Seed());
  for (size_t i = 0; i < 3'000; ++i) {
    const std::string text =
        i % 2 == 0 ? random.OfBytes(40) : random.OfWords(4);
    const auto copy = std::make_unique<char[]>(text.size());
    text.copy(copy.get(), text.size());
    ASSERT_TRUE(encodings_.Agree(std::string_view(copy.get(), text.size())));
  }
}

// Encodings that share a vocabulary differ in special tokens only.
TEST(SharedVocabularyTest, OrdinaryText_EncodesAlike) {
  RandomText random(Seed());
  for (const std::string_view name : EncodingNames()) {
    const EncodingPair encodings = EncodingsOf(name);
    for (size_t i = 0; i < 500; ++i) {
      ASSERT_TRUE(encodings.Agree(random.OfWords(10)));
    }
  }
}

}  // namespace
}  // namespace tokenfare
