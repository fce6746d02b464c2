// Encoding blocks of pieces on each kind of machine that this one can be,
// against merging by the definition.

#include "tokenfare/tokenizer/engine/block_encoder.h"

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/encoding.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/reference/vocabulary.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/random_pieces.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/merge/independent_parts.h"
#include "tokenfare/tokenizer/tables/image_builder.h"

namespace tokenfare {
namespace {

using internal::BlockEncoder;
using internal::CpuPath;
using internal::PieceList;
using reference::RandomText;
using Ids = std::vector<TokenId>;

constexpr size_t kUsualBytes = size_t{8} << 20;

class BlockEncoderTest : public ::testing::TestWithParam<CpuPath> {
 protected:
  static Ids Encode(BlockEncoder& encoder, std::string_view text,
                    const std::vector<size_t>& ends) {
    // In a heap block of its own size, so that the sanitizers see a byte read
    // outside of it.
    const auto copy = std::make_unique<char[]>(text.size());
    text.copy(copy.get(), text.size());
    Ids ids;
    encoder.Begin();
    ForEachBlockOf(ends, [&](const PieceList& pieces) {
      encoder.Add({copy.get(), text.size()}, pieces, ids);
    });
    encoder.Finish(ids);
    return ids;
  }

  static Ids Expected(const reference::Vocabulary& vocabulary,
                      std::string_view text, const std::vector<size_t>& ends) {
    Ids ids;
    size_t begin = 0;
    for (const size_t end : ends) {
      const Ids piece = vocabulary.EncodePiece(text.substr(begin, end - begin));
      ids.insert(ids.end(), piece.begin(), piece.end());
      begin = end;
    }
    return ids;
  }

  // Twice: what the first pass remembered, the second finds.
  static void ExpectIds(BlockEncoder& encoder,
                        const reference::Vocabulary& vocabulary,
                        const std::string& text, RandomText& random) {
    if (text.empty()) return;
    const std::vector<size_t> ends = RandomEnds(text, random);
    const Ids expected = Expected(vocabulary, text, ends);
    for (int pass = 0; pass < 2; ++pass) {
      ASSERT_EQ(Encode(encoder, text, ends), expected)
          << "pass " << pass << " over " << Escaped(text) << " cut at "
          << ::testing::PrintToString(ends);
    }
  }

  const EncodingPair encodings_ = EncodingsOf("o200k_base");
  const internal::Image& image_ = encodings_.product.parts().image();
  const reference::Vocabulary& vocabulary_ = encodings_.reference.vocabulary();
};

INSTANTIATE_TEST_SUITE_P(Paths, BlockEncoderTest,
                         ::testing::ValuesIn(internal::CpuPaths()),
                         [](const auto& info) {
                           return std::string(CpuPathName(info.param));
                         });

TEST_P(BlockEncoderTest, RandomPieces_EncodeByTheDefinition) {
  RandomText random(reference::Seed());
  // The smallest caches forget all the time.
  BlockEncoder forgetful(image_, 0, GetParam());
  BlockEncoder usual(image_, kUsualBytes, GetParam());
  const std::vector<std::string> tokens = TokensOf(encodings_.reference);
  for (size_t i = 0; i < 1'000 * reference::Scale(); ++i) {
    BlockEncoder& encoder = i % 2 == 0 ? forgetful : usual;
    for (const std::string& text :
         {random.OfWords(200), random.OfRepresentatives(200),
          random.OfCodePoints(100), random.OfTokens(tokens, 60)}) {
      if (!reference::IsWellFormed(text)) continue;  // spliced tokens
      ASSERT_NO_FATAL_FAILURE(ExpectIds(encoder, vocabulary_, text, random));
    }
  }
}

// Zeros and control characters are what packing has to tell apart.
TEST_P(BlockEncoderTest, ControlCharacters_AreToldApart) {
  RandomText random(reference::Seed());
  BlockEncoder encoder(image_, kUsualBytes, GetParam());
  for (size_t i = 0; i < 3'000 * reference::Scale(); ++i) {
    std::string text;
    for (size_t length = 1 + random.Below(60); length > 0; --length) {
      text += static_cast<char>(random.Below(10));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectIds(encoder, vocabulary_, text, random));
  }
}

// Blocks that are nearly full, full or more, and long pieces that are cut into
// more parts than there is room for behind so many others.
TEST_P(BlockEncoderTest, BordersOfBlocks_LoseNothing) {
  BlockEncoder encoder(image_, kUsualBytes, GetParam());
  RandomText random(reference::Seed());
  // Frequent characters (Chinese nouns), few pairs of which a token holds.
  constexpr char32_t kCharacters[] = {
      0x6211, 0x4ED6, 0x5979, 0x6C34, 0x5C71, 0x6728, 0x706B, 0x65E5,
      0x6708, 0x98CE, 0x96E8, 0x96EA, 0x732B, 0x72D7, 0x9A6C, 0x9E1F};
  std::string han;
  for (int i = 0; i < 400; ++i) {
    han += reference::EncodeUtf8(
        kCharacters[random.Below(std::size(kCharacters))]);
  }
  size_t parts = 0;
  internal::ForEachIndependentPart(image_, han,
                                   [&](size_t, size_t) { ++parts; });
  ASSERT_GT(parts, PieceList::kCapacity);
  for (const size_t before : {0, 1, 100, 251, 252, 253, 254, 255, 256, 257}) {
    std::string text;
    std::vector<size_t> ends;
    for (size_t i = 0; i < before; ++i) {
      text += i % 3 == 0 ? "word" : "longer pieces";
      ends.push_back(text.size());
    }
    for (const std::string& piece :
         {han.substr(0, 48), han, std::string("x"), han.substr(0, 18)}) {
      text += piece;
      ends.push_back(text.size());
    }
    ASSERT_EQ(Encode(encoder, text, ends), Expected(vocabulary_, text, ends))
        << before << " pieces before";
  }
}

// Pieces of every length with every number of ranks that a slot, two words or
// only the memo hold.
TEST_P(BlockEncoderTest, AnyNumberOfRanks_ComesBackInOrder) {
  BlockEncoder encoder(image_, kUsualBytes, GetParam());
  RandomText random(reference::Seed());
  for (size_t length = 1; length <= 40; ++length) {
    for (int tries = 0; tries < 50; ++tries) {
      // Some letters never join.
      std::string text;
      std::vector<size_t> ends;
      for (int pieces = 0; pieces < 20; ++pieces) {
        for (size_t i = 0; i < length; ++i) {
          text += "etaqzxQZ\x01\x02"[random.Below(10)];
        }
        ends.push_back(text.size());
      }
      const Ids expected = Expected(vocabulary_, text, ends);
      ASSERT_EQ(Encode(encoder, text, ends), expected) << Escaped(text);
      ASSERT_EQ(Encode(encoder, text, ends), expected) << Escaped(text);
    }
  }
}

// Only a whole piece can be the token, not a part between cuts.
TEST_P(BlockEncoderTest, UnreachableToken_IsNotFoundInALongPiece) {
  const std::string two = "\xE4\xB8\xAD\xE4\xB8\x96";
  const std::string e = "\xC3\xA9";
  std::mt19937 numbers(1);
  RandomVocabulary made =
      MakeRandomVocabulary(numbers, {}, 0, RankOrder::kAscending);
  made.tokens.emplace(made.vocabulary.ids.size(), two);
  made.vocabulary.ids.push_back(
      static_cast<TokenId>(made.vocabulary.ids.size()));
  made.vocabulary.tokens.push_back(two);
  const auto bytes = internal::BuildImage(made.vocabulary);
  ASSERT_TRUE(bytes.ok());
  const internal::Image image(bytes->data());
  ASSERT_EQ(image.unreachable(), 1u);
  const reference::Vocabulary vocabulary(made.tokens);
  BlockEncoder encoder(image, 0, GetParam());
  const std::string text = two + e + two + e + two + e + two + e + two;
  const std::vector<size_t> ends = {
      two.size(), two.size() + e.size() + two.size(), text.size()};
  const Ids expected = Expected(vocabulary, text, ends);
  ASSERT_EQ(expected.size(), text.size() - two.size() + 1);
  EXPECT_EQ(Encode(encoder, text, ends), expected);
}

// Vocabularies with ids that are no ranks, and with tokens that merging does
// not lead to, so that nothing may be cut.
TEST_P(BlockEncoderTest, AnyVocabulary_EncodesByTheDefinition) {
  std::mt19937 numbers(1);
  RandomText random(reference::Seed());
  size_t unreachable = 0;
  constexpr const char* kCharacters[] = {
      "a", "b", " ", "\xC3\xA9", "\xE4\xB8\xAD", "\xE4\xB8\x96"};
  for (int world = 0; world < 60; ++world) {
    RandomVocabulary made = MakeRandomVocabulary(
        numbers, kCharacters, 60, static_cast<RankOrder>(world % 3));
    if (world % 2 == 0) {
      made.tokens.clear();
      for (size_t rank = 0; rank < made.vocabulary.ids.size(); ++rank) {
        made.vocabulary.ids[rank] =
            static_cast<TokenId>(3'000'000'000 + 7 * rank);
        made.tokens.emplace(made.vocabulary.ids[rank],
                            made.vocabulary.tokens[rank]);
      }
    }
    const auto bytes = internal::BuildImage(made.vocabulary);
    ASSERT_TRUE(bytes.ok());
    const internal::Image image(bytes->data());
    unreachable += image.unreachable() > 0 ? 1 : 0;
    const reference::Vocabulary vocabulary(made.tokens);
    BlockEncoder encoder(image, 0, GetParam());
    for (int i = 0; i < 20; ++i) {
      std::string text;
      for (int characters = 0; characters < 300; ++characters) {
        text += kCharacters[random.Below(std::size(kCharacters))];
      }
      ASSERT_NO_FATAL_FAILURE(ExpectIds(encoder, vocabulary, text, random));
    }
  }
  EXPECT_GT(unreachable, 5u);
}

}  // namespace
}  // namespace tokenfare
