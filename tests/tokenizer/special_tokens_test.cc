// Special tokens under each policy. The ids are tiktoken 0.14.0's.

#include "tokenfare/tokenizer/special_tokens.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Ids = std::vector<TokenId>;

// The ids under `policy`; fails the test where there is an error or Count
// differs.
Ids IdsOf(std::string_view encoding, std::string_view text,
          const SpecialTokenPolicy& policy) {
  const Encoding& product = Embedded(encoding);
  const absl::StatusOr<Ids> ids = product.Encode(text, policy);
  const absl::StatusOr<size_t> count = product.Count(text, policy);
  if (!ids.ok() || !count.ok()) {
    ADD_FAILURE() << ids.status() << count.status();
    return {};
  }
  EXPECT_EQ(*count, ids->size());
  return *ids;
}

constexpr std::string_view kText = "a <|endoftext|> b";

TEST(SpecialTokensTest, WithoutPolicy_AreOrdinaryText) {
  const Encoding& o200k = Embedded("o200k_base");
  const Ids ordinary = {64, 464, 91, 419, 1440, 919, 91, 29, 287};
  EXPECT_EQ(o200k.Encode(kText), ordinary);
  EXPECT_EQ(o200k.Count(kText), ordinary.size());
  EXPECT_EQ(IdsOf("o200k_base", kText, SpecialTokenPolicy::Ordinary()),
            ordinary);
  EXPECT_EQ(Embedded("cl100k_base").Encode(kText),
            (Ids{64, 83739, 8862, 728, 428, 91, 29, 293}));
  EXPECT_EQ(Embedded("p50k_base").Encode(kText),
            (Ids{64, 1279, 91, 437, 1659, 5239, 91, 29, 275}));
}

TEST(SpecialTokensTest, AllowAll_MakesEachItsToken) {
  const SpecialTokenPolicy all = SpecialTokenPolicy::AllowAll();
  EXPECT_EQ(IdsOf("o200k_base", kText, all), (Ids{64, 220, 199999, 287}));
  EXPECT_EQ(IdsOf("cl100k_base", kText, all), (Ids{64, 220, 100257, 293}));
  EXPECT_EQ(IdsOf("p50k_base", kText, all), (Ids{64, 220, 50256, 275}));
  EXPECT_EQ(IdsOf("gpt2", kText, all), (Ids{64, 220, 50256, 275}));
  EXPECT_EQ(
      IdsOf("cl100k_base", "<|fim_prefix|>x<|fim_suffix|><|endofprompt|>", all),
      (Ids{100258, 87, 100260, 100276}));
  EXPECT_EQ(IdsOf("p50k_edit", "<|fim_prefix|>x<|fim_suffix|>", all),
            (Ids{50281, 87, 50283}));
  EXPECT_EQ(IdsOf("o200k_harmony",
                  "<|start|>user<|message|>Hi<|end|><|reserved_200013|>", all),
            (Ids{200006, 1428, 200008, 12194, 200007, 200013}));
}

TEST(SpecialTokensTest, TextAround_IsSplitAsATextOfItsOwn) {
  const SpecialTokenPolicy all = SpecialTokenPolicy::AllowAll();
  // The white space before a special token is at the end of its text.
  EXPECT_EQ(IdsOf("o200k_base", "a  <|endoftext|>\n\n  <|endoftext|>", all),
            (Ids{64, 256, 199999, 279, 256, 199999}));
  EXPECT_EQ(IdsOf("o200k_base", "<|<|endoftext|>|>", all),
            (Ids{27, 91, 199999, 91, 29}));
  EXPECT_EQ(IdsOf("o200k_base", "<|endoftext|", all),
            (Ids{27, 91, 419, 1440, 919, 91}));
  EXPECT_EQ(IdsOf("o200k_base", "", all), Ids{});
}

TEST(SpecialTokensTest, OneIdWithTwoSpellings_TakesBoth) {
  const SpecialTokenPolicy all = SpecialTokenPolicy::AllowAll();
  EXPECT_EQ(IdsOf("o200k_harmony", "<|endofprompt|><|reserved_200018|>", all),
            (Ids{200018, 200018}));
  EXPECT_EQ(Embedded("o200k_harmony").TokenBytes(200018), "<|endofprompt|>");
}

TEST(SpecialTokensTest, Disallowed_ErrorNamesTokenOffsetAndRemedy) {
  const Encoding& o200k = Embedded("o200k_base");
  const absl::StatusOr<Ids> ids =
      o200k.Encode(kText, SpecialTokenPolicy::DisallowAll());
  ASSERT_FALSE(ids.ok());
  EXPECT_TRUE(absl::IsInvalidArgument(ids.status()));
  const std::string message(ids.status().message());
  EXPECT_THAT(message, AllOf(HasSubstr("<|endoftext|>"), HasSubstr("2"),
                             HasSubstr("llow"), HasSubstr("rdinary")));
  EXPECT_EQ(o200k.Count(kText, SpecialTokenPolicy::DisallowAll()).status(),
            ids.status());
}

TEST(SpecialTokensTest, Disallowed_OffsetIsOfTheFirstInTheWholeText) {
  const absl::StatusOr<size_t> count =
      Embedded("cl100k_base")
          .Count(std::string(12345, 'x') + "<|fim_middle|><|endoftext|>",
                 SpecialTokenPolicy::DisallowAll());
  ASSERT_FALSE(count.ok());
  EXPECT_THAT(std::string(count.status().message()),
              AllOf(HasSubstr("<|fim_middle|>"), HasSubstr("12345")));
}

TEST(SpecialTokensTest, DisallowAll_LeavesOtherTextAlone) {
  EXPECT_EQ(
      IdsOf("o200k_base", "hello world <|", SpecialTokenPolicy::DisallowAll()),
      Embedded("o200k_base").Encode("hello world <|"));
  // A special token of another encoding is plain text.
  EXPECT_EQ(
      IdsOf("r50k_base", "<|fim_prefix|>", SpecialTokenPolicy::DisallowAll()),
      Embedded("r50k_base").Encode("<|fim_prefix|>"));
}

TEST(SpecialTokensTest, Allow_MakesOthersErrors) {
  const auto some = SpecialTokenPolicy::Allow({"<|fim_prefix|>"});
  const std::string_view text = "<|fim_prefix|>x<|endoftext|>";
  EXPECT_EQ(IdsOf("cl100k_base", "<|fim_prefix|>x", some), (Ids{100258, 87}));
  const absl::StatusOr<Ids> ids = Embedded("cl100k_base").Encode(text, some);
  ASSERT_FALSE(ids.ok());
  EXPECT_THAT(std::string(ids.status().message()),
              AllOf(HasSubstr("<|endoftext|>"), HasSubstr("15")));
}

TEST(SpecialTokensTest, WithOrdinary_MakesThoseText) {
  const auto policy = SpecialTokenPolicy::Allow({"<|fim_prefix|>"})
                          .WithOrdinary({"<|endoftext|>"});
  EXPECT_EQ(IdsOf("cl100k_base", "<|fim_prefix|>x<|endoftext|>", policy),
            (Ids{100258, 87, 27, 91, 8862, 728, 428, 91, 29}));
}

TEST(SpecialTokensTest, LookUps_KnowThem) {
  const Encoding& o200k = Embedded("o200k_base");
  EXPECT_EQ(o200k.TokenIdOf("<|endoftext|>"), 199999u);
  EXPECT_EQ(o200k.TokenBytes(200018), "<|endofprompt|>");
  EXPECT_EQ(o200k.TokenIdOf("<|fim_prefix|>"), std::nullopt);
  const absl::StatusOr<std::string> decoded =
      o200k.Decode(Ids{64, 220, 199999, 287});
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, kText);
}

TEST(SpecialTokensTest, Counts_AreThoseOfTiktoken) {
  EXPECT_EQ(Embedded("o200k_base").special_tokens().all().size(), 2u);
  EXPECT_EQ(Embedded("o200k_harmony").special_tokens().all().size(), 1091u);
  EXPECT_EQ(Embedded("cl100k_base").special_tokens().all().size(), 5u);
  EXPECT_EQ(Embedded("p50k_base").special_tokens().all().size(), 1u);
  EXPECT_EQ(Embedded("p50k_edit").special_tokens().all().size(), 4u);
  EXPECT_EQ(Embedded("r50k_base").special_tokens().all().size(), 1u);
  EXPECT_EQ(Embedded("gpt2").special_tokens().all().size(), 1u);
}

}  // namespace
}  // namespace tokenfare
