// The automaton against the reference splitter: literal cases, random texts,
// blocks of every size, ill-formed text.

#include "tokenfare/tokenizer/split/splitter.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/split_comparison.h"

namespace tokenfare {
namespace {

using reference::RandomText;

class SplitterTest : public ::testing::TestWithParam<const char*> {
 protected:
  const SplitterPair splitters_ = SplittersOf(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Families, SplitterTest, FamilyNames(),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

// Pieces joined with "|", written by hand from tiktoken's patterns.
std::string Pieces(const SplitterPair& splitters, std::string_view text) {
  std::string joined;
  size_t begin = 0;
  for (const size_t end : PieceEnds(splitters.product, text, 16)) {
    if (begin > 0) joined += '|';
    joined += text.substr(begin, end - begin);
    begin = end;
  }
  return joined;
}

TEST(SplitterLiteralTest, R50k_TrapsOfThePattern) {
  const SplitterPair r50k = SplittersOf("r50k_base");
  EXPECT_EQ(Pieces(r50k, "it's's it'sfoo I'LL"), "it|'s|'s| it|'s|foo| I|'|LL");
  EXPECT_EQ(Pieces(r50k, "a   b\n\n c  "), "a|  | b|\n\n| c|  ");
  EXPECT_EQ(Pieces(r50k, "12345 678"), "12345| 678");
  EXPECT_EQ(Pieces(r50k, "a.\n//x"), "a|.|\n|//|x");
}

TEST(SplitterLiteralTest, Cl100k_TrapsOfThePattern) {
  const SplitterPair cl100k = SplittersOf("cl100k_base");
  EXPECT_EQ(Pieces(cl100k, "it's's it'sfoo I'LL"),
            "it|'s|'s| it|'s|foo| I|'LL");
  EXPECT_EQ(Pieces(cl100k, "it'\xC5\xBF"), "it|'\xC5\xBF");
  EXPECT_EQ(Pieces(cl100k, "a \n \n  b"), "a| \n \n| | b");
  // White space at the end of the text is one piece, newlines and all.
  EXPECT_EQ(Pieces(cl100k, "a \n \n  "), "a| \n \n  ");
  EXPECT_EQ(Pieces(cl100k, "12345"), "123|45");
  EXPECT_EQ(Pieces(cl100k, "a.\n\n//x"), "a|.\n\n|//|x");
  EXPECT_EQ(Pieces(cl100k, "(a\tb"), "(a|\tb");
}

TEST(SplitterLiteralTest, O200k_TrapsOfThePattern) {
  const SplitterPair o200k = SplittersOf("o200k_base");
  EXPECT_EQ(Pieces(o200k, "it's's it'sfoo I'LL"), "it's|'s| it's|foo| I'LL");
  EXPECT_EQ(Pieces(o200k, "HTTPServer camelCase"), "HTTPServer| camel|Case");
  EXPECT_EQ(Pieces(o200k,
                   "\xE4\xB8\xAD"
                   "AB"),
            "\xE4\xB8\xAD|AB");
  EXPECT_EQ(Pieces(o200k, "a \n \n  b"), "a| \n \n| | b");
  EXPECT_EQ(Pieces(o200k, "a \n \n  "), "a| \n \n|  ");
  EXPECT_EQ(Pieces(o200k, "a.\n//x\n/y"), "a|.\n//|x|\n|/y");
}

TEST_P(SplitterTest, TextsOfRepresentatives_SplitAsTheReference) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 150'000 * reference::Scale(); ++i) {
    ASSERT_TRUE(splitters_.Agree(random.OfRepresentatives(14)));
  }
}

TEST_P(SplitterTest, TextsOfAnyCodePoints_SplitAsTheReference) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 50'000 * reference::Scale(); ++i) {
    ASSERT_TRUE(splitters_.Agree(random.OfCodePoints(12)));
  }
}

TEST_P(SplitterTest, IllFormedTexts_SplitAsIfRepaired) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 50'000 * reference::Scale(); ++i) {
    ASSERT_TRUE(splitters_.Agree(random.OfBytes(12)));
    ASSERT_TRUE(splitters_.Agree(random.Damaged(12)));
  }
}

TEST_P(SplitterTest, AnyBlockSize_GivesTheSamePieces) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 2'000 * reference::Scale(); ++i) {
    const std::string text =
        i % 2 == 0 ? random.OfRepresentatives(60) : random.OfWords(30);
    for (const size_t block : {1, 2, 3, 7, 1000}) {
      ASSERT_TRUE(splitters_.Agree(text, block));
    }
  }
}

// A text in a heap block of its own size, so that the sanitizers see a byte
// read outside of it.
TEST_P(SplitterTest, ExactSizeText_IsReadOnlyInside) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 5'000; ++i) {
    const std::string text =
        i % 2 == 0 ? random.OfBytes(8) : random.OfRepresentatives(8);
    const auto copy = std::make_unique<char[]>(text.size());
    std::copy(text.begin(), text.end(), copy.get());
    ASSERT_TRUE(splitters_.Agree(std::string_view(copy.get(), text.size()), 3));
  }
}

TEST_P(SplitterTest, BlockWithIllFormedText_IsMarked) {
  RandomText random(reference::Seed());
  for (size_t i = 0; i < 20'000; ++i) {
    const std::string text = random.Damaged(6);
    if (text.empty()) continue;
    std::vector<size_t> ends(text.size());
    const internal::SplitBlock block = splitters_.product.Split(text, 0, ends);
    ASSERT_TRUE(block.ill_formed || reference::IsWellFormed(text))
        << Escaped(text);
  }
}

}  // namespace
}  // namespace tokenfare
