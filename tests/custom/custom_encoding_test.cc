// Encodings from small vocabularies, whose merges a reader can do by hand.

#include "tokenfare/tokenizer/custom_encoding.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/custom/tiktoken_lines.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"

namespace tokenfare {
namespace {

using Ids = std::vector<TokenId>;

// Words, and all other characters by themselves.
constexpr const char* kWords = R"([a-z]+|[^a-z])";

CustomEncodingSpec Spec(std::string pattern = kWords,
                        std::vector<SpecialToken> specials = {}) {
  return {.name = "small",
          .vocabulary_path = "",
          .pattern = std::move(pattern),
          .special_tokens = std::move(specials)};
}

std::unique_ptr<const Encoding> Make(const std::string& vocabulary,
                                     const CustomEncodingSpec& spec = Spec()) {
  auto encoding = MakeEncoding(spec, vocabulary);
  EXPECT_TRUE(encoding.ok()) << encoding.status();
  return encoding.ok() ? *std::move(encoding) : nullptr;
}

TEST(CustomEncoding, MergesByRank) {
  // "abab": ab (256) twice, then abab. "aba": ab, a. "bab": b, ab.
  const auto encoding =
      Make(ByteLines() + TiktokenLine("ab", 256) + TiktokenLine("abab", 257));
  ASSERT_NE(encoding, nullptr);
  EXPECT_EQ(encoding->name(), "small");
  EXPECT_EQ(encoding->vocabulary_size(), 258u);
  EXPECT_EQ(encoding->Encode("abab"), (Ids{257}));
  EXPECT_EQ(encoding->Encode("aba"), (Ids{256, 'a'}));
  EXPECT_EQ(encoding->Encode("bab"), (Ids{'b', 256}));
  EXPECT_EQ(encoding->Encode("ababab"), (Ids{257, 256}));
  EXPECT_EQ(encoding->Encode("ab ab"), (Ids{256, ' ', 256}));
  EXPECT_EQ(encoding->Encode(""), Ids{});
  EXPECT_EQ(encoding->Count("ababab"), 2u);
  EXPECT_EQ(*encoding->Decode(Ids{257, ' ', 256}), "abab ab");
}

TEST(CustomEncoding, IdsNeedNotBeDense) {
  const auto encoding = Make(ByteLines(1000) + TiktokenLine("ab", 70000) +
                             TiktokenLine("bc", 500));
  ASSERT_NE(encoding, nullptr);
  // bc has the lower id, so it merges first: a, bc.
  EXPECT_EQ(encoding->Encode("abc"), (Ids{1000 + 'a', 500}));
  EXPECT_EQ(encoding->Encode("abab"), (Ids{70000, 70000}));
  EXPECT_EQ(encoding->vocabulary_size(), 70001u);
  EXPECT_EQ(encoding->TokenBytes(500), "bc");
  EXPECT_EQ(encoding->TokenBytes(501), std::nullopt);
  EXPECT_EQ(encoding->TokenIdOf("ab"), 70000u);
  EXPECT_FALSE(encoding->Decode(Ids{7}).ok());
}

TEST(CustomEncoding, UnreachableTokensAreFoundAsWholePiecesOnly) {
  // Merging never makes xyz: neither xy nor yz is a token. tiktoken looks a
  // whole piece up first.
  const auto encoding = Make(ByteLines() + TiktokenLine("xyz", 256));
  ASSERT_NE(encoding, nullptr);
  EXPECT_EQ(encoding->parts().image().unreachable(), 1u);
  EXPECT_EQ(encoding->Encode("xyz"), (Ids{256}));
  EXPECT_EQ(encoding->Encode(" xyz "), (Ids{' ', 256, ' '}));
  EXPECT_EQ(encoding->Encode("axyz"), (Ids{'a', 'x', 'y', 'z'}));
  EXPECT_EQ(encoding->Count("xyzxyz"), 6u);
}

TEST(CustomEncoding, ATokenMayRankBelowItsParts) {
  // abcd (256) comes before ab and cd, which are needed to make it: once both
  // are there it is the best merge. In "abcdc" ab (257), cd (258), abcd, c.
  const auto encoding =
      Make(ByteLines() + TiktokenLine("abcd", 256) + TiktokenLine("ab", 257) +
           TiktokenLine("cd", 258) + TiktokenLine("dc", 259));
  ASSERT_NE(encoding, nullptr);
  EXPECT_FALSE(encoding->parts().image().ranks_ascend());
  EXPECT_EQ(encoding->Encode("abcd"), (Ids{256}));
  EXPECT_EQ(encoding->Encode("abcdc"), (Ids{256, 'c'}));
  EXPECT_EQ(encoding->Encode("abdcd"), (Ids{257, 'd', 258}));
  EXPECT_EQ(encoding->Encode("abdc"), (Ids{257, 259}));
}

TEST(CustomEncoding, BytesMayRankAboveTheirMerges) {
  const auto encoding = Make(TiktokenLine("ab", 0) + ByteLines(1));
  ASSERT_NE(encoding, nullptr);
  EXPECT_EQ(encoding->Encode("abc"), (Ids{0, 1 + 'c'}));
}

TEST(CustomEncoding, IllFormedTextCountsAsReplacementCharacters) {
  const auto encoding = Make(ByteLines() + TiktokenLine("\xEF\xBF", 256) +
                             TiktokenLine("\xEF\xBF\xBD", 257));
  ASSERT_NE(encoding, nullptr);
  EXPECT_EQ(encoding->Encode("a\xff"
                             "b"),
            (Ids{'a', 257, 'b'}));
  EXPECT_EQ(encoding->Encode("\xe2\x82"), (Ids{257}));
}

// Where such a pattern may be cut is not known, so threads share no text.
TEST(CustomEncoding, TextsAreNotCutForThreads) {
  const auto encoding = Make(ByteLines() + TiktokenLine("ab", 256));
  ASSERT_NE(encoding, nullptr);
  const internal::Splitter& splitter = encoding->parts().splitter();
  EXPECT_EQ(splitter.SafeCut("a b c", 0), 0u);
  EXPECT_EQ(splitter.SafeCut("a b c", 1), 5u);
  std::string text;
  while (text.size() < 1'000'000) text += "ab b";
  const size_t count = encoding->Count(text);
  EXPECT_EQ(encoding->CountParallel(text, 4), count);
  EXPECT_EQ(
      encoding->CountBatch(std::vector<std::string_view>{text, "ab", text}, 4),
      (std::vector<size_t>{count, 1, count}));
}

TEST(CustomEncoding, SpecialTokensFollowThePolicy) {
  const auto encoding =
      Make(ByteLines(), Spec(kWords, {{"<|end|>", 300}, {"<|stop|>", 300}}));
  ASSERT_NE(encoding, nullptr);
  EXPECT_EQ(encoding->vocabulary_size(), 301u);
  EXPECT_EQ(encoding->Count("a<|end|>"), 8u);
  EXPECT_EQ(*encoding->Encode("a<|stop|>b", SpecialTokenPolicy::AllowAll()),
            (Ids{'a', 300, 'b'}));
}

std::string ErrorOf(const CustomEncodingSpec& spec,
                    const std::string& vocabulary = ByteLines()) {
  const auto encoding = MakeEncoding(spec, vocabulary);
  return encoding.ok() ? "no error" : std::string(encoding.status().message());
}

TEST(CustomEncoding, SpecialTokensThatClashAreErrors) {
  EXPECT_EQ(ErrorOf(Spec(kWords, {{"<|a|>", 300}, {"<|a|>", 301}})),
            "the special token \"<|a|>\" is given twice");
  EXPECT_EQ(ErrorOf(Spec(kWords, {{"<|a|>", 97}})),
            "the special token \"<|a|>\" has id 97, which the vocabulary gives "
            "to an ordinary token");
  EXPECT_EQ(ErrorOf(Spec(kWords, {{"", 300}})),
            "the special token with id 300 has no text");
}

TEST(CustomEncoding, ErrorsNameFileAndLineOrPatternAndOffset) {
  CustomEncodingSpec spec = Spec();
  spec.vocabulary_path = "mine.tiktoken";
  EXPECT_EQ(ErrorOf(spec, ByteLines() + "YWI= x\n"),
            "mine.tiktoken: line 257: the id \"x\" is not a number");
  EXPECT_EQ(ErrorOf(Spec(R"(\s|\S|\bx)")),
            "pattern, offset 6, `\\b`: word boundaries are not supported");
}

TEST(CustomEncoding, LoadsAFile) {
  CustomEncodingSpec spec = Spec();
  spec.vocabulary_path = testing::TempDir() + "custom_encoding_test.tiktoken";
  std::ofstream(spec.vocabulary_path, std::ios::binary)
      << ByteLines() << TiktokenLine("ab", 256);
  const auto encoding = LoadEncoding(spec);
  ASSERT_TRUE(encoding.ok()) << encoding.status();
  EXPECT_EQ((*encoding)->Encode("abc"), (Ids{256, 'c'}));
  std::remove(spec.vocabulary_path.c_str());
  EXPECT_EQ(LoadEncoding(spec).status().code(), absl::StatusCode::kNotFound);
}

TEST(CustomEncoding, PatternOfNamesTheBuiltInOnes) {
  EXPECT_EQ(*PatternOf("gpt2"), *PatternOf("p50k_edit"));
  EXPECT_EQ(*PatternOf("o200k_base"), *PatternOf("o200k_harmony"));
  EXPECT_NE(*PatternOf("cl100k_base"), *PatternOf("o200k_base"));
  const auto unknown = PatternOf("o200k_bose");
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(std::string(unknown.status().message()).find("\"o200k_base\""),
            std::string::npos);
}

}  // namespace
}  // namespace tokenfare
