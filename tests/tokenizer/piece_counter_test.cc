// Counting pieces on each kind of machine that this one can be, against merging
// by the definition.

#include "tokenfare/tokenizer/engine/piece_counter.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/encoding.h"
#include "tests/reference/random_text.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/random_pieces.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"

namespace tokenfare {
namespace {

using internal::CpuPath;
using internal::PieceCounter;
using internal::PieceList;
using reference::RandomText;

class PieceCounterTest : public ::testing::TestWithParam<CpuPath> {
 protected:
  const EncodingPair encodings_ = EncodingsOf("o200k_base");
  const internal::Image& image_ = encodings_.product.parts().image();

  size_t Count(PieceCounter& counter, std::string_view text,
               const std::vector<size_t>& ends) {
    size_t tokens = 0;
    counter.Begin();
    ForEachBlockOf(ends, [&](const PieceList& pieces) {
      tokens += counter.Add(text, pieces);
    });
    return tokens + counter.Finish();
  }

  size_t Expected(std::string_view text, const std::vector<size_t>& ends) {
    size_t tokens = 0;
    size_t begin = 0;
    for (const size_t end : ends) {
      tokens += encodings_.reference.vocabulary()
                    .EncodePiece(text.substr(begin, end - begin))
                    .size();
      begin = end;
    }
    return tokens;
  }

  void ExpectCounts(PieceCounter& counter, const std::string& text,
                    RandomText& random) {
    if (text.empty()) return;
    const std::vector<size_t> ends = RandomEnds(text, random);
    ASSERT_EQ(Count(counter, text, ends), Expected(text, ends))
        << Escaped(text) << " cut at " << ::testing::PrintToString(ends);
  }
};

INSTANTIATE_TEST_SUITE_P(Paths, PieceCounterTest,
                         ::testing::ValuesIn(internal::CpuPaths()),
                         [](const auto& info) {
                           return std::string(CpuPathName(info.param));
                         });

TEST_P(PieceCounterTest, RandomPieces_CountAsTheDefinition) {
  RandomText random(reference::Seed());
  // The smallest caches forget all the time.
  PieceCounter forgetful(image_, 0, GetParam());
  PieceCounter usual(image_, size_t{4} << 20, GetParam());
  const std::vector<std::string> tokens = TokensOf(encodings_.reference);
  for (size_t i = 0; i < 1'500 * reference::Scale(); ++i) {
    PieceCounter& counter = i % 2 == 0 ? forgetful : usual;
    ASSERT_NO_FATAL_FAILURE(ExpectCounts(counter, random.OfWords(200), random));
    ASSERT_NO_FATAL_FAILURE(
        ExpectCounts(counter, random.OfRepresentatives(200), random));
    ASSERT_NO_FATAL_FAILURE(
        ExpectCounts(counter, random.OfCodePoints(100), random));
    const std::string glued = random.OfTokens(tokens, 60);
    if (reference::IsWellFormed(glued)) {
      ASSERT_NO_FATAL_FAILURE(ExpectCounts(counter, glued, random));
    }
  }
}

// Zeros and control characters are what packing has to tell apart.
TEST_P(PieceCounterTest, ControlCharacters_AreToldApart) {
  RandomText random(reference::Seed());
  PieceCounter counter(image_, size_t{4} << 20, GetParam());
  for (size_t i = 0; i < 3'000 * reference::Scale(); ++i) {
    std::string text;
    for (size_t length = 1 + random.Below(60); length > 0; --length) {
      text += static_cast<char>(random.Below(10));
    }
    ASSERT_NO_FATAL_FAILURE(ExpectCounts(counter, text, random));
  }
}

}  // namespace
}  // namespace tokenfare
