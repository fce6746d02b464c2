#include "tokenfare/preflight/dialects/media/image_tokens.h"

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/media_files.h"
#include "tokenfare/catalogue/catalogue.h"

namespace tokenfare::internal {
namespace {

using ::testing::HasSubstr;

const ModelCard& Card(std::string_view model) {
  const absl::StatusOr<const ModelCard*> card =
      Catalogue::BuiltIn().Find(model, Catalogue::kDefaultProvider);
  EXPECT_TRUE(card.ok()) << card.status();
  return **card;
}

Estimate Count(std::string_view model, std::string_view day,
               std::string_view detail, const std::optional<ImageSize>& size) {
  return CountImage(
      Card(model), *ParseDate(day), detail, size,
      size.has_value() ? "" : "is a link, which is never followed");
}

constexpr std::string_view kToday = "2026-11-22";

constexpr std::optional<ImageSize> kUnknown;

// By the guide's formula for gpt-4.1-mini in two editions, and for gpt-4o:
// worked by hand and by a second implementation.
struct WorkedExample {
  ImageSize size;
  int64_t mini_now;
  int64_t mini_july_2026;
  int64_t gpt_4o;
};

constexpr std::array<WorkedExample, 8> kWorkedExamples = {{
    {{512, 512}, 415, 415, 255},
    {{1024, 1024}, 1659, 1659, 765},
    {{1800, 2400}, 4977, 2353, 765},
    {{2048, 2048}, 6636, 2465, 765},
    {{2048, 4096}, 3318, 2362, 1105},
    {{4096, 512}, 830, 830, 765},
    {{1920, 1080}, 3305, 2443, 1105},
    {{4000, 3000}, 4977, 2353, 765},
}};

TEST(ImageTokens, WorkedExamples_OfPatches) {
  const auto expect = [](const Estimate& tokens, int64_t formula,
                         int64_t more = 0) {
    // Bills were 1 or 2 more than the formula until May 2026.
    EXPECT_EQ(tokens.bounds().low, formula);
    EXPECT_EQ(tokens.bounds().expected, formula + more);
    EXPECT_EQ(tokens.bounds().high, formula + 2);
    EXPECT_THAT(tokens.why().Text(), HasSubstr("1 or 2 tokens more"));
  };
  for (const WorkedExample& example : kWorkedExamples) {
    for (std::string_view detail : {"", "high", "auto"}) {
      SCOPED_TRACE(fmt::format("{} x {} {}", example.size.width,
                               example.size.height, detail));
      expect(Count("gpt-4.1-mini", kToday, detail, example.size),
             example.mini_now);
      expect(Count("gpt-4.1-mini", "2026-07-01", detail, example.size),
             example.mini_july_2026);
      expect(Count("gpt-4.1-mini", "2025-04-14", detail, example.size),
             example.mini_july_2026, 1);
    }
  }
}

// The day of the last bill with 1 more, one between, the first without.
TEST(ImageTokens, PatchesTookOneMoreUntilTheSummerOf2026) {
  const auto expected = [](std::string_view day) {
    return Count("gpt-4.1-nano", day, "high", ImageSize{32, 32})
        .bounds()
        .expected;
  };
  EXPECT_EQ(expected("2026-05-06"), 4);  // ceil(2.46) and 1
  EXPECT_EQ(expected("2026-05-20"), 4);
  EXPECT_EQ(expected("2026-06-08"), 3);
}

TEST(ImageTokens, WorkedExamples_OfTiles) {
  for (const WorkedExample& example : kWorkedExamples) {
    for (std::string_view detail : {"", "high", "auto"}) {
      const Estimate tokens = Count("gpt-4o", kToday, detail, example.size);
      EXPECT_EQ(tokens.bounds().low, example.gpt_4o);
      EXPECT_EQ(tokens.bounds().expected, example.gpt_4o);
      EXPECT_EQ(tokens.bounds().high, example.gpt_4o);
      EXPECT_EQ(tokens.why().Text(), "");
    }
  }
}

// base + tiles * tile, by the guide's table.
TEST(ImageTokens, TilesOfEachModel) {
  struct Model {
    std::string_view id;
    int64_t base, tile;
  };
  for (const Model& model :
       {Model{"gpt-4o", 85, 170}, Model{"gpt-4.1", 85, 170},
        Model{"gpt-4o-mini", 2833, 5667}, Model{"gpt-4-turbo", 85, 170},
        Model{"o3", 75, 150}, Model{"gpt-5", 70, 140},
        Model{"gpt-5.1", 70, 140}}) {
    SCOPED_TRACE(model.id);
    // 640 x 480 is 2 tiles by 1, as it is not scaled up.
    const Estimate two = Count(model.id, kToday, "high", ImageSize{640, 480});
    EXPECT_EQ(two.bounds().expected, model.base + 2 * model.tile);
    EXPECT_EQ(two.why().Text(), "");
    // "low" needs no size.
    const Estimate low = Count(model.id, kToday, "low", kUnknown);
    EXPECT_EQ(low.bounds().low, model.base);
    EXPECT_EQ(low.bounds().high, model.base);
    EXPECT_EQ(low.why().Text(), "");
    const Estimate any = Count(model.id, kToday, "", kUnknown);
    EXPECT_EQ(any.bounds().low, model.base + model.tile);
    EXPECT_EQ(any.bounds().high, model.base + 8 * model.tile);
    EXPECT_THAT(any.why().Text(), HasSubstr("the image is a link"));
  }
}

// Tiles: the sides of the scaled image. 768 for 1024 x 1024; the longer side of
// 769 x 513 ends one pixel behind a tile's edge.
TEST(ImageTokens, TilesAtTheirEdges) {
  const auto tiles = [](int64_t width, int64_t height) {
    const Estimate tokens =
        Count("gpt-4o", kToday, "high", ImageSize{width, height});
    EXPECT_EQ(tokens.why().Text(), "");
    return (tokens.bounds().expected - 85) / 170;
  };
  EXPECT_EQ(tiles(1, 1), 1);
  EXPECT_EQ(tiles(512, 512), 1);
  EXPECT_EQ(tiles(513, 512), 2);
  EXPECT_EQ(tiles(512, 513), 2);
  EXPECT_EQ(tiles(513, 513), 4);
  EXPECT_EQ(tiles(2048, 1), 4);
  EXPECT_EQ(tiles(2048, 768), 8);
  EXPECT_EQ(tiles(768, 2048), 8);
  // 1,537 * 768 / 1,152 = 1,024.67, rounded down.
  EXPECT_EQ(tiles(1537, 1152), 4);
  // 2,000 * 768 / 1,000 = 1,536: no fourth tile.
  EXPECT_EQ(tiles(2000, 1000), 6);
  EXPECT_EQ(tiles(2'147'483'647, 2'147'483'647), 4);
  EXPECT_EQ(tiles(2'147'483'647, 1), 4);
}

// 4,096 x 1,025 fits the square as 2,048 x 512.5: one row of tiles or two.
TEST(ImageTokens, TileThatRoundingDecides_IsBounded) {
  const Estimate tokens =
      Count("gpt-4o", kToday, "high", ImageSize{4096, 1025});
  EXPECT_EQ(tokens.bounds().low, 85 + 4 * 170);
  EXPECT_EQ(tokens.bounds().high, 85 + 8 * 170);
  EXPECT_THAT(tokens.why().Text(), HasSubstr("edge of a tile"));
}

// What was billed for an image itself, where a guide says otherwise or nothing;
// the sources are those of data/catalogue/image_facts.py.
TEST(ImageTokens, Bills) {
  struct Bill {
    std::string_view model, day, detail;
    ImageSize size;
    int64_t tokens;
    bool is_expected;
  };
  for (const Bill& bill :
       {Bill{"o1", "2025-05-20", "low", {128, 64}, 11, true},
        Bill{"o1", "2025-05-20", "high", {128, 64}, 33, true},
        Bill{"gpt-4-turbo", "2025-05-20", "high", {128, 64}, 255, true},
        Bill{"gpt-4.1", "2025-06-10", "high", {2049, 513}, 1445, true},
        Bill{"gpt-4.1", "2025-06-10", "high", {2050, 513}, 765, true},
        Bill{"gpt-4.1-mini", "2025-06-10", "high", {4000, 1474}, 2490, true},
        Bill{"gpt-5.4", "2026-03-18", "high", {1600, 1600}, 2806, false},
        Bill{"gpt-5.4-mini", "2026-03-18", "high", {1600, 1600}, 2806, false},
        Bill{"gpt-5.4-mini", "2026-03-18", "high", {768, 576}, 520, true},
        Bill{"gpt-5.4-nano", "2026-03-18", "high", {768, 576}, 520, true},
        Bill{"gpt-5-mini", "2026-03-18", "high", {768, 576}, 520, true}}) {
    SCOPED_TRACE(fmt::format("{} {} {}", bill.model, bill.detail, bill.tokens));
    const TokenBounds bounds =
        Count(bill.model, bill.day, bill.detail, bill.size).bounds();
    EXPECT_LE(bounds.low, bill.tokens);
    EXPECT_GE(bounds.high, bill.tokens);
    EXPECT_EQ(bounds.expected == bill.tokens, bill.is_expected);
  }
}

// The guide's figures for o1 are within the bounds, too.
TEST(ImageTokens, GuideAndBillDisagree_BothAreWithin) {
  for (std::string_view day : {"2025-05-20", "2026-11-22"}) {
    const TokenBounds bounds =
        Count("o1", day, "high", ImageSize{128, 64}).bounds();
    EXPECT_EQ(bounds.low, 33);
    EXPECT_EQ(bounds.high, 225);
  }
}

ModelCard PatchCard(const ImageLimits& limits) {
  ModelCard card;
  card.id = "patches";
  PatchImageRule rule;
  rule.multiplier_hundredths = 100;
  rule.limits[ImageDetail::kHigh] = limits;
  ImageRule& in_force = card.image_rules.emplace_back();
  in_force.verified = *ParseDate(kToday);
  in_force.rule = rule;
  return card;
}

TEST(ImageTokens, Patches_AsTheGuideCountsThem) {
  for (std::istringstream& line : MediaLines("patches.txt")) {
    ImageSize size;
    std::string longest, budget;
    int64_t patches = 0;
    line >> size.width >> size.height >> longest >> budget >> patches;
    ASSERT_FALSE(line.fail()) << line.str();
    ImageLimits limits;
    if (longest != "-") limits.max_dimension = std::stoull(longest);
    if (budget != "-") limits.max_patches = std::stoull(budget);
    const Estimate tokens =
        CountImage(PatchCard(limits), *ParseDate(kToday), "high", size);
    EXPECT_EQ(tokens.bounds().expected, patches) << line.str();
  }
}

// 4,096 x 65 becomes 2,048 x 32.5: 64 patches in one row or in two.
TEST(ImageTokens, HalfAPixelThatRoundingDecides_IsBounded) {
  const Estimate tokens =
      CountImage(PatchCard({2048, std::nullopt}), *ParseDate(kToday), "high",
                 ImageSize{4096, 65});
  EXPECT_EQ(tokens.bounds().low, 64);
  EXPECT_EQ(tokens.bounds().expected, 128);
  EXPECT_EQ(tokens.bounds().high, 130);
}

// No source says how the model scales images of another detail: from a longest
// side of 2,048 and 1,536 patches to no limit at all. A quarter of 8,192 x
// 2,947 is 2,048 x 736.75, so 737: 64 columns and 24 rows, just so many; with a
// side of 2,047 it would be 736 and 23 rows. As it is, 256 columns and 93 rows.
TEST(ImageTokens, DetailThatNoSourceScales_IsBounded) {
  const ImageSize size = {8192, 2947};
  const Estimate tokens =
      CountImage(PatchCard({100, 100}), *ParseDate(kToday), "original", size);
  EXPECT_EQ(tokens.bounds().low, 1536);
  EXPECT_EQ(tokens.bounds().high, 23'810);
  EXPECT_THAT(tokens.why().Text(),
              HasSubstr("scales images of detail original"));
  // As "low" it may be made 512 wide, too: 16 columns and 6 rows.
  const Estimate low =
      CountImage(PatchCard({100, 100}), *ParseDate(kToday), "low", size);
  EXPECT_EQ(low.bounds().low, 96);
  EXPECT_EQ(low.bounds().high, 23'810);
}

// One that the API would refuse; and one whose shorter side the formula would
// scale to nothing.
TEST(ImageTokens, ImagesBeyondTheRules_AreBounded) {
  const Date today = *ParseDate(kToday);
  const ImageSize huge = {2'147'483'647, 2'147'483'647};
  const Estimate refused = CountImage(PatchCard({}), today, "high", huge);
  EXPECT_EQ(refused.bounds().low, 1);
  EXPECT_EQ(refused.bounds().high, 30'002);
  const Estimate line = CountImage(PatchCard({std::nullopt, 1536}), today,
                                   "high", ImageSize{2'147'483'647, 1});
  EXPECT_EQ(line.bounds().low, 1);
  EXPECT_EQ(line.bounds().high, 1'538);
}

TEST(ImageTokens, AbsurdCatalogue_DoesNotOverflow) {
  ModelCard card = PatchCard({UINT64_MAX, UINT64_MAX});
  auto& rule = std::get<PatchImageRule>(card.image_rules[0].rule);
  rule.multiplier_hundredths = UINT64_MAX;
  const ImageSize huge = {2'147'483'647, 2'147'483'647};
  const Estimate most = CountImage(card, *ParseDate(kToday), "high", huge);
  EXPECT_LE(most.bounds().low, most.bounds().high);
  EXPECT_LE(most.bounds().high, kTokensUnbounded + 2);
  card = PatchCard({0, 0});
  const Estimate none = CountImage(card, *ParseDate(kToday), "high", huge);
  EXPECT_LE(none.bounds().low, none.bounds().high);
}

// The day of a change is between the last day on which the old rule is known to
// hold and the first of the new one.
TEST(ImageTokens, BetweenTwoRules_EitherMayHold) {
  const Estimate tokens =
      Count("gpt-4.1-mini", "2026-08-01", "high", ImageSize{2048, 2048});
  EXPECT_EQ(tokens.bounds().low, 2465);
  EXPECT_EQ(tokens.bounds().high, 6638);
  EXPECT_THAT(tokens.why().Text(),
              HasSubstr("changed after 2026-07-01, by 2026-08-28"));
  // Where the rules agree there is nothing to say.
  const Estimate small =
      Count("gpt-4.1-mini", "2026-08-01", "high", ImageSize{512, 512});
  EXPECT_EQ(small.bounds().high - small.bounds().low, 2);
}

TEST(ImageTokens, DetailThatIsNone_IsBoundedByAll) {
  const Estimate tokens =
      Count("gpt-4o", kToday, "medium", ImageSize{1024, 1024});
  EXPECT_EQ(tokens.bounds().low, 85);
  EXPECT_EQ(tokens.bounds().expected, 765);
  EXPECT_EQ(tokens.bounds().high, 765);
  EXPECT_EQ(tokens.why().Text(),
            "an image's detail is low, high, auto or original, not \"medium\"");
}

TEST(ImageTokens, ModelWithoutARule_IsBounded) {
  const Estimate tokens =
      Count("gpt-3.5-turbo", kToday, "", ImageSize{1024, 1024});
  EXPECT_LT(tokens.bounds().low, tokens.bounds().high);
  EXPECT_THAT(tokens.why().Text(),
              HasSubstr("no source states what an image costs"));
}

// Whatever the size, it lies within the bounds of the unknown size; and each
// detail within those of an unknown detail.
TEST(ImageTokens, KnownLiesWithinUnknown_ForEveryModelAndEdition) {
  std::mt19937 random(4);
  std::vector<ImageSize> sizes = {{1, 1}, {2048, 768}, {8192, 8192}};
  for (int64_t most : {600, 3'000, 20'000}) {
    std::uniform_int_distribution<int64_t> side(1, most);
    for (int i = 0; i < 20; ++i) sizes.push_back({side(random), side(random)});
  }
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    for (std::string_view day :
         {"2025-06-01", "2026-07-01", "2026-08-01", "2026-11-22"}) {
      for (std::string_view detail : {"", "low", "high", "auto", "original"}) {
        SCOPED_TRACE(fmt::format("{} {} {}", card.id, day, detail));
        const Date date = *ParseDate(day);
        const TokenBounds any =
            CountImage(card, date, detail, kUnknown).bounds();
        EXPECT_LE(any.low, any.expected);
        EXPECT_LE(any.expected, any.high);
        for (const ImageSize& size : sizes) {
          const TokenBounds one = CountImage(card, date, detail, size).bounds();
          const TokenBounds vague = CountImage(card, date, "?", size).bounds();
          EXPECT_LE(one.low, one.expected);
          EXPECT_LE(one.expected, one.high);
          EXPECT_LE(any.low, one.low) << size.width << " " << size.height;
          EXPECT_GE(any.high, one.high) << size.width << " " << size.height;
          EXPECT_LE(vague.low, one.low);
          EXPECT_GE(vague.high, one.high);
        }
      }
    }
  }
}

}  // namespace
}  // namespace tokenfare::internal
