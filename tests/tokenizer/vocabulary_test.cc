// Single-token look-ups and decoding, over whole vocabularies.

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tokenizer/encoding_comparison.h"

namespace tokenfare {
namespace {

class VocabularyTest : public EncodingPairTest {};

INSTANTIATE_TEST_SUITE_P(Vocabularies, VocabularyTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

TEST_P(VocabularyTest, EveryToken_IsFoundBothWays) {
  for (const auto& [id, bytes] : encodings_.reference.vocabulary().tokens()) {
    ASSERT_EQ(encodings_.product.TokenBytes(id), bytes);
    ASSERT_EQ(encodings_.product.TokenIdOf(bytes), id);
  }
}

TEST_P(VocabularyTest, EveryId_IsATokenOfTheReferenceOrSpecial) {
  const auto& tokens = encodings_.reference.vocabulary().tokens();
  size_t known = 0;
  for (TokenId id = 0; id < encodings_.product.vocabulary_size() + 1000; ++id) {
    if (encodings_.product.TokenBytes(id).has_value()) ++known;
  }
  EXPECT_EQ(known,
            tokens.size() + encodings_.product.special_tokens().all().size());
}

TEST_P(VocabularyTest, WhatIsNoToken_IsNotFound) {
  const Encoding& product = encodings_.product;
  EXPECT_EQ(product.TokenIdOf(""), std::nullopt);
  EXPECT_EQ(product.TokenIdOf("hello world"), std::nullopt);
  EXPECT_EQ(product.TokenIdOf(std::string(10'000, ' ')), std::nullopt);
  EXPECT_EQ(product.TokenIdOf(std::string_view("a\0", 2)), std::nullopt);
  EXPECT_EQ(product.TokenBytes(4'000'000'000u), std::nullopt);
}

TEST_P(VocabularyTest, Decode_OfUnknownId_NamesIt) {
  const std::vector<TokenId> ids = {0, 3'999'999'999u};
  const absl::StatusOr<std::string> text = encodings_.product.Decode(ids);
  EXPECT_TRUE(absl::IsNotFound(text.status()));
  EXPECT_THAT(std::string(text.status().message()),
              ::testing::HasSubstr("3999999999"));
}

TEST_P(VocabularyTest, Decode_OfNothing_IsEmpty) {
  const absl::StatusOr<std::string> text = encodings_.product.Decode({});
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "");
}

}  // namespace
}  // namespace tokenfare
