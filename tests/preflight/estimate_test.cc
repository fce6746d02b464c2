// Estimates over small worlds, each enumerated whole.

#include "tokenfare/preflight/prompt/estimate.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"

namespace tokenfare::internal {
namespace {

constexpr Basis kBases[] = {Basis::kText, Basis::kRecorded, Basis::kInferred,
                            Basis::kReconstructed, Basis::kAssumed};

// All that can be made of figures from -2 to 3, in every order.
std::vector<Estimate> SmallWorld() {
  std::vector<Estimate> all = {Estimate()};
  for (int64_t low = -2; low <= 3; ++low) {
    all.push_back(Estimate::OfText(low));
    all.push_back(Estimate::Recorded(low));
    for (int64_t expected = -2; expected <= 3; ++expected) {
      for (int64_t high = -2; high <= 3; ++high) {
        for (const Basis basis : kBases) {
          all.push_back(
              Estimate::Between({expected, low, high}, Doubt::kOneOf, basis));
        }
      }
    }
  }
  return all;
}

bool InOrder(const Estimate& estimate) {
  return estimate.low() <= estimate.expected() &&
         estimate.expected() <= estimate.high();
}

// Exact figures have grounds, and all others a reason.
bool IsHonest(const Estimate& estimate) {
  const bool grounded =
      estimate.basis() == Basis::kText || estimate.basis() == Basis::kRecorded;
  return InOrder(estimate) && grounded == estimate.reasons().empty() &&
         estimate.exact() == (grounded && estimate.low() == estimate.high()) &&
         (!grounded || estimate.exact());
}

TEST(Estimate, EachIsInOrderAndHasGroundsOrAReason) {
  for (const Estimate& estimate : SmallWorld()) {
    ASSERT_TRUE(IsHonest(estimate));
    ASSERT_TRUE(IsHonest(estimate.Bounded()));
    ASSERT_TRUE(IsHonest(estimate.UnderEncoding(Basis::kAssumed)));
    ASSERT_TRUE(IsHonest(estimate.UnderEncoding(Basis::kReconstructed)));
  }
}

TEST(Estimate, SumsAddUpAndHaveTheWeakestBasis) {
  const std::vector<Estimate> world = SmallWorld();
  for (const Estimate& a : world) {
    for (const Estimate& b : world) {
      Estimate sum = a;
      sum += b;
      ASSERT_TRUE(IsHonest(sum));
      ASSERT_EQ(sum.low(), a.low() + b.low());
      ASSERT_EQ(sum.expected(), a.expected() + b.expected());
      ASSERT_EQ(sum.high(), a.high() + b.high());
      ASSERT_EQ(sum.basis(), std::max(a.basis(), b.basis()));
      ASSERT_EQ(sum.exact(), a.exact() && b.exact());
      TokenRange range = a.Range();
      range += b.Range();
      ASSERT_EQ(range.exact, sum.Range().exact);
      ASSERT_EQ(range.basis, sum.Range().basis);
      ASSERT_EQ(range.low, sum.Range().low);
      ASSERT_EQ(range.expected, sum.Range().expected);
      ASSERT_EQ(range.high, sum.Range().high);
    }
  }
}

TEST(Estimate, FiguresInOrderStayAsTheyAre) {
  for (int64_t low = -2; low <= 3; ++low) {
    for (int64_t expected = low; expected <= 3; ++expected) {
      for (int64_t high = expected; high <= 3; ++high) {
        const TokenBounds bounds = {expected, low, high};
        EXPECT_EQ(Estimate::Between(bounds, Doubt::kOneOf).bounds(), bounds);
      }
    }
  }
}

TEST(Estimate, NoGroundsAreClaimedForBounds) {
  EXPECT_EQ(Estimate::Between({1, 1, 1}, Doubt::kOneOf, Basis::kText).basis(),
            Basis::kInferred);
  EXPECT_EQ(
      Estimate::Between({1, 1, 1}, Doubt::kOneOf, Basis::kAssumed).basis(),
      Basis::kAssumed);
  EXPECT_FALSE(Estimate::Between({1, 1, 1}, Doubt::kOneOf).exact());
  EXPECT_EQ(Estimate::Between({1, 0, 2}, {}).why().Text(), "not known exactly");
}

TEST(Estimate, ReasonsStandInTheirOrderAndOnce) {
  Estimate sum = Estimate::Between({}, {Doubt::kStored, "this"});
  sum += Estimate::Between({}, Doubt::kSuffix);
  sum += Estimate::Between({}, {Doubt::kStored, "that"});
  EXPECT_TRUE(std::ranges::equal(sum.reasons(),
                                 std::array{Doubt::kStored, Doubt::kSuffix}));
  EXPECT_EQ(sum.why().Text(),
            "the request does not hold this, which the provider has stored");
  for (size_t i = 1; i < kDoubts; ++i) {
    sum += Estimate::Between({}, static_cast<Doubt>(i));
  }
  EXPECT_LT(sum.reasons().size(), 10U);
  EXPECT_EQ(sum.reasons().front(), Doubt::kStored);
}

TEST(Estimate, BoundedStaysWithinAllTokens) {
  const Estimate below = Estimate::Recorded(-3).Bounded();
  EXPECT_EQ(below.bounds(), TokenBounds::Exactly(0));
  EXPECT_TRUE(below.exact());
  const Estimate above =
      Estimate::Between({1, 0, 5 * kTokensUnbounded}, Doubt::kOneOf).Bounded();
  EXPECT_EQ(above.high(), kTokensUnbounded);
}

TEST(Estimate, EncodingThatIsNotProvenWidens) {
  const Estimate nine = Estimate::OfText(9);
  EXPECT_EQ(nine.UnderEncoding(Basis::kAssumed).bounds(),
            (TokenBounds{9, 4, 18}));
  const Estimate rebuilt = nine.UnderEncoding(Basis::kReconstructed);
  EXPECT_EQ(rebuilt.bounds(), (TokenBounds{9, 4, 10}));
  EXPECT_EQ(rebuilt.basis(), Basis::kReconstructed);
  EXPECT_EQ(rebuilt.why().doubt, Doubt::kEncodingReconstructed);
  // Nothing is nothing in any vocabulary.
  EXPECT_EQ(Estimate().UnderEncoding(Basis::kReconstructed).bounds(),
            TokenBounds());
  EXPECT_TRUE(nine.UnderEncoding(Basis::kText).exact());
}

TEST(BasisName, OfEach) {
  std::vector<std::string_view> names;
  for (const Basis basis : kBases) names.push_back(BasisName(basis));
  EXPECT_EQ(names,
            (std::vector<std::string_view>{"text", "recorded", "inferred",
                                           "reconstructed", "assumed"}));
}

// What the verdict says of some requests.

Verdict CheckModel(std::string_view model, std::string_view messages) {
  CheckOptions options = TestOptions();
  options.model = model;
  return MustCheck(Body(messages), options);
}

TEST(VerdictBasis, OfRecordedRulesAndOfWhatNoRecordingShows) {
  const Verdict recorded = CheckModel("gpt-4.1-mini", kHello);
  EXPECT_TRUE(recorded.input_tokens.exact);
  EXPECT_EQ(recorded.input_tokens.basis, Basis::kRecorded);

  // No recording shows names to gpt-4.1.
  const Verdict named =
      CheckModel("gpt-4.1-mini",
                 R"([{"role": "user", "name": "ann", "content": "Hello"}])");
  EXPECT_FALSE(named.input_tokens.exact);
  EXPECT_EQ(named.input_tokens.basis, Basis::kInferred);
  EXPECT_EQ(named.parts.front().basis, Basis::kInferred);
  // The priming is as well known as before.
  EXPECT_EQ(named.parts.back().basis, Basis::kRecorded);
}

TEST(VerdictBasis, OfTexts) {
  CheckOptions options = TestOptions();
  options.explain = true;
  const Verdict verdict = MustCheck(Body(kHello), options);
  const PartTokens& message = verdict.parts.front();
  ASSERT_FALSE(message.texts.empty());
  for (const PromptText& text : message.texts) {
    EXPECT_EQ(text.tokens.basis, Basis::kText);
  }
  EXPECT_EQ(message.framing.basis, Basis::kRecorded);
}

// Of a request to a model whose card says so of its encoding.
Verdict CheckWithEncoding(std::string_view facts) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      fmt::format(
          R"({{"schema_version": 1, "sources": {{"own": {{"what": "a test"}}}},
          "models": [{{"provider": "openai", "id": "own-model",
            "rule_family": "chat-o200k",
            "encoding": {{"name": "o200k_base", {},
                         "source": "own"}}}}]}})",
          facts),
      "own.json");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status().ToString();
  CheckOptions options = TestOptions();
  options.catalogue = &*catalogue;
  options.model = "own-model";
  return MustCheck(Body(kHello), options);
}

TEST(VerdictBasis, OfAnAssumedEncoding) {
  for (const std::string_view facts :
       {R"("assumed": true)", R"("assumed": true, "reconstructed": true)"}) {
    const Verdict verdict = CheckWithEncoding(facts);
    EXPECT_EQ(verdict.input_tokens.basis, Basis::kAssumed);
    EXPECT_TRUE(Has(verdict.warnings, warning::kEncodingAssumed));
    for (const PartTokens& part : verdict.parts) {
      EXPECT_EQ(part.basis, Basis::kAssumed);
      EXPECT_FALSE(part.exact);
    }
  }
}

// 3 + n(role) + n(content) = 8 and 3 are not exact by a vocabulary that
// somebody rebuilt.
TEST(VerdictBasis, OfAReconstructedEncoding) {
  const Verdict verdict = CheckWithEncoding(R"("reconstructed": true)");
  EXPECT_EQ(verdict.input_tokens.basis, Basis::kReconstructed);
  EXPECT_FALSE(verdict.input_tokens.exact);
  EXPECT_EQ(verdict.input_tokens.expected, 11);
  EXPECT_EQ(verdict.parts[0].low, 4);
  EXPECT_EQ(verdict.parts[0].high, 9);
  EXPECT_EQ(verdict.parts[0].why_code, "encoding_reconstructed");
  EXPECT_TRUE(Has(verdict.warnings, warning::kEncodingReconstructed));
  EXPECT_FALSE(Has(verdict.warnings, warning::kEncodingAssumed));
}

}  // namespace
}  // namespace tokenfare::internal
