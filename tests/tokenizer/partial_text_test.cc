// Text that ends in the midst. tests/python/test_drop_in.py compares thousands
// of texts with tiktoken; here are cases by hand, and what must hold of all.

#include "tokenfare/tokenizer/partial_text.h"

#include <algorithm>
#include <string>
#include <string_view>
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

class PartialTextTest : public EncodingPairTest {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, PartialTextTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(PartialTextTest, EncodeBytes_LosesNoByte) {
  RandomText random(Seed());
  for (size_t i = 0; i < 3'000 * Scale(); ++i) {
    const std::string bytes =
        i % 2 == 0 ? random.OfBytes(30) : random.Damaged(200);
    const Ids ids = EncodeBytes(encodings_.product, bytes);
    ASSERT_EQ(encodings_.product.Decode(ids).value(), bytes) << Escaped(bytes);
    const Ids piece = EncodePiece(encodings_.product, bytes);
    ASSERT_EQ(encodings_.product.Decode(piece).value(), bytes)
        << Escaped(bytes);
  }
}

TEST_P(PartialTextTest, EncodeBytes_OfTextIsEncode) {
  RandomText random(Seed());
  for (size_t i = 0; i < 1'000 * Scale(); ++i) {
    const std::string text = random.OfWords(20);
    ASSERT_EQ(EncodeBytes(encodings_.product, text),
              encodings_.reference.Encode(text));
  }
}

TEST_P(PartialTextTest, EncodePiece_MergesAsTheDefinitionSays) {
  RandomText random(Seed());
  for (size_t i = 0; i < 1'000 * Scale(); ++i) {
    std::string bytes = random.OfBytes(i % 10 == 0 ? 300 : 20);
    if (i % 3 == 0) bytes = random.OfWords(30);
    if (bytes.empty()) continue;
    ASSERT_EQ(EncodePiece(encodings_.product, bytes),
              encodings_.reference.vocabulary().EncodePiece(bytes))
        << Escaped(bytes);
  }
}

// Long enough for windows in columns.
TEST_P(PartialTextTest, EncodePiece_OfManyBytes_MergesAsTheDefinitionSays) {
  RandomText random(Seed());
  for (const std::string_view unit : {"a", "ab\xE4\xB8\xAD\xFF", "\xC3 "}) {
    std::string bytes;
    while (bytes.size() < 4'200) {
      bytes += random.Below(3) == 0 ? std::string(unit) : random.OfBytes(3);
    }
    ASSERT_EQ(EncodePiece(encodings_.product, bytes),
              encodings_.reference.vocabulary().EncodePiece(bytes));
  }
}

TEST_P(PartialTextTest, Completions_GoOnFromTheText) {
  const UnstableEncoder encoder(encodings_.product);
  RandomText random(Seed());
  for (size_t i = 0; i < 30 * Scale(); ++i) {
    const std::string text = random.OfWords(3);
    const auto tokens = encoder.Encode(text, SpecialTokenPolicy::Ordinary());
    ASSERT_TRUE(tokens.ok());
    const std::string stable = *encodings_.product.Decode(tokens->stable);
    ASSERT_TRUE(text.starts_with(stable)) << Escaped(text);
    for (const Ids& completion : tokens->completions) {
      const std::string whole = stable + *encodings_.product.Decode(completion);
      ASSERT_TRUE(whole.starts_with(text)) << Escaped(text);
    }
    // Unless all is stable, the text's own end is one of them.
    const Ids own = encodings_.reference.Encode(text);
    const Ids rest(own.begin() + tokens->stable.size(), own.end());
    ASSERT_EQ(rest.empty(), tokens->completions.empty()) << Escaped(text);
    if (!rest.empty()) {
      ASSERT_TRUE(tokens->completions.contains(rest)) << Escaped(text);
    }
  }
}

TEST(UnstableEncoderTest, Sorted_HasEachTokenOnce) {
  const UnstableEncoder encoder(Embedded("cl100k_base"));
  const auto& sorted = encoder.sorted_tokens();
  EXPECT_EQ(sorted.size(), 100'256u);
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
  EXPECT_EQ(std::adjacent_find(sorted.begin(), sorted.end()), sorted.end());
}

TEST(UnstableEncoderTest, SpecialTokenAtTheEnd_IsStable) {
  const Encoding& encoding = Embedded("cl100k_base");
  const UnstableEncoder encoder(encoding);
  const auto tokens =
      encoder.Encode("hi<|endoftext|>", SpecialTokenPolicy::AllowAll());
  ASSERT_TRUE(tokens.ok());
  EXPECT_EQ(tokens->stable, (Ids{6151, 100257}));
  EXPECT_TRUE(tokens->completions.empty());
  EXPECT_FALSE(
      encoder.Encode("<|endoftext|>", SpecialTokenPolicy::DisallowAll()).ok());
}

TEST(CharacterOffsetsTest, TokensInsideCharacters_HaveTheirIndex) {
  const Encoding& encoding = Embedded("cl100k_base");
  // From tiktoken's own tests (test_offsets.py).
  const std::string text = "我非常渴望与人工智能一起工作";
  EXPECT_EQ(encoding.CharacterOffsets(encoding.Encode(text)).value(),
            (std::vector<size_t>{0, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 11,
                                 12, 13}));
  EXPECT_EQ(encoding.CharacterOffsets({}).value(), std::vector<size_t>());
  EXPECT_TRUE(
      absl::IsNotFound(encoding.CharacterOffsets(Ids{1'000'000}).status()));
}

}  // namespace
}  // namespace tokenfare
