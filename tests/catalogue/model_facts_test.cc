// Rules for images by date, capabilities and days of the built-in catalogue, as
// their sources print them; and the one entry that a new model takes.

#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "tests/catalogue/builtin_cards.h"
#include "tokenfare/catalogue/model_cost.h"

namespace tokenfare {
namespace {

const PatchImageRule& Patch(const ImageRule* rule) {
  return std::get<PatchImageRule>(rule->rule);
}

// The guide Images and vision, edition of September 2026: 1.62 and at every
// detail 2,048 pixels and 6,144 patches; in July 1,536 patches. The guide of
// 2025 had no limit of the side, but a bill of June 2025 shows it.
TEST(ImageRules, Gpt41Mini_ChangesOnce) {
  const ModelCard& card = Card("gpt-4.1-mini");
  ASSERT_EQ(card.image_rules.size(), 2u);
  EXPECT_EQ(ImageRuleOn(card, Day("2025-05-01")), &card.image_rules[0]);
  const ImageRule* july = ImageRuleOn(card, Day("2026-07-15"));
  EXPECT_EQ(july, &card.image_rules[0]);
  EXPECT_EQ(july->source, "images_vision_2026_07");
  EXPECT_EQ(Patch(july).multiplier_hundredths, 162u);
  EXPECT_EQ(Patch(july).limits.at(ImageDetail::kAuto).max_dimension, 2048u);
  EXPECT_EQ(Patch(july).limits.at(ImageDetail::kAuto).max_patches, 1536u);
  EXPECT_FALSE(Patch(july).limits.contains(ImageDetail::kLow));

  const ImageRule* now = ImageRuleOn(card, Day("2026-11-22"));
  EXPECT_EQ(MultiplierText(Patch(now)), "1.62");
  for (ImageDetail detail :
       {ImageDetail::kLow, ImageDetail::kHigh, ImageDetail::kAuto}) {
    EXPECT_EQ(Patch(now).limits.at(detail).max_dimension, 2048u);
    EXPECT_EQ(Patch(now).limits.at(detail).max_patches, 6144u);
  }
  EXPECT_EQ(Patch(now).unsupported,
            std::vector<ImageDetail>{ImageDetail::kOriginal});
  EXPECT_TRUE(now->uncertain.empty());
  // TokenHub serves the same model.
  EXPECT_EQ(Card("gpt-4.1-mini", "tokenhub").image_rules.size(), 2u);
}

// Between the last day of one edition and the first of the next, either holds.
TEST(ImageRules, BetweenTwoEditions_TheNextIsPossible) {
  const ModelCard& card = Card("gpt-4.1-mini");
  EXPECT_EQ(PossibleImageRuleOn(card, Day("2025-06-10")), nullptr);
  EXPECT_EQ(PossibleImageRuleOn(card, Day("2026-07-01")), nullptr);
  EXPECT_EQ(PossibleImageRuleOn(card, Day("2026-08-27")), &card.image_rules[1]);
  EXPECT_EQ(ImageRuleOn(card, Day("2026-08-27")), &card.image_rules[0]);
  EXPECT_EQ(ImageRuleOn(card, Day("2026-08-28")), &card.image_rules[1]);
  EXPECT_EQ(PossibleImageRuleOn(card, Day("2026-11-22")), nullptr);
  EXPECT_EQ(PossibleImageRuleOn(ModelCard(), Day("2026-11-22")), nullptr);
}

TEST(ImageRules, OfOtherModels_AreThoseOfTheGuide) {
  struct Tile {
    const char* model;
    uint64_t base;
    uint64_t tile;
  };
  for (const Tile& tile : std::vector<Tile>{{"gpt-4o", 85, 170},
                                            {"gpt-4o-2024-08-06", 85, 170},
                                            {"gpt-4.1", 85, 170},
                                            {"gpt-4.5-preview", 85, 170},
                                            {"gpt-4o-mini", 2833, 5667},
                                            {"o1", 75, 150},
                                            {"o1-pro", 75, 150},
                                            {"o3", 75, 150},
                                            {"gpt-5", 70, 140},
                                            {"gpt-5.1", 70, 140}}) {
    const auto& rule = std::get<TileImageRule>(
        ImageRuleOn(Card(tile.model), Day("2026-11-22"))->rule);
    EXPECT_EQ(rule.base, tile.base) << tile.model;
    EXPECT_EQ(rule.tile, tile.tile) << tile.model;
  }
  const Date now = Day("2026-11-22");
  const PatchImageRule& astra = Patch(ImageRuleOn(Card("gpt-6-astra"), now));
  EXPECT_EQ(astra.multiplier_hundredths, 120u);
  EXPECT_EQ(astra.limits.at(ImageDetail::kLow).max_dimension, 512u);
  EXPECT_FALSE(astra.limits.at(ImageDetail::kLow).max_patches);
  EXPECT_EQ(astra.limits.at(ImageDetail::kHigh).max_patches, 2500u);
  EXPECT_EQ(astra.limits.at(ImageDetail::kOriginal).max_dimension, 65535u);
  const PatchImageRule& nano = Patch(ImageRuleOn(Card("gpt-5.4-nano"), now));
  EXPECT_EQ(nano.limits.at(ImageDetail::kLow).max_patches, 6144u);
  EXPECT_EQ(nano.limits.at(ImageDetail::kAuto).max_patches, 2500u);
  EXPECT_EQ(nano.limits.at(ImageDetail::kOriginal).max_patches, 10000u);
  // Their multipliers are still printed, their limits are not.
  for (const char* model :
       {"gpt-4.1-nano", "o4-mini", "gpt-5-mini", "gpt-5-nano"}) {
    EXPECT_FALSE(ImageRuleOn(Card(model), now)->uncertain.empty()) << model;
  }
  // Billed, against the guide of its time: 300 patches were 360 tokens.
  EXPECT_EQ(
      MultiplierText(Patch(ImageRuleOn(Card("gpt-5-mini"), Day("2026-01-23")))),
      "1.2");
  EXPECT_TRUE(Card("o3-mini").image_rules.empty());
}

TEST(Capabilities, AreWhatSourcesState) {
  const ModelCard& mini = Card("gpt-4.1-mini");
  EXPECT_TRUE(mini.tools->value);
  EXPECT_TRUE(mini.structured_outputs->value);
  EXPECT_EQ(mini.tools->source, "litellm");
  // Nobody states whether it reasons or refuses max_tokens.
  EXPECT_FALSE(mini.reasoning || mini.takes_max_tokens);

  for (const char* model : {"gpt-4o-2024-05-13", "gpt-4-turbo", "gpt-4"}) {
    EXPECT_FALSE(Card(model).structured_outputs->value) << model;
    EXPECT_EQ(Card(model).structured_outputs->source,
              "structured_outputs_guide");
  }
  EXPECT_TRUE(Card("gpt-4o-2024-08-06").structured_outputs->value);
  for (const char* model :
       {"o1", "o3-mini", "o4-mini", "gpt-5-nano", "gpt-5.6-sol", "gpt-6-sol"}) {
    EXPECT_FALSE(Card(model).takes_max_tokens->value) << model;
    EXPECT_TRUE(Card(model).reasoning->value) << model;
  }
  EXPECT_TRUE(Card("gpt-4o").takes_max_tokens->value);
  EXPECT_EQ(Card("gpt-4").input_modalities->value,
            std::vector<std::string>{"text"});
  EXPECT_EQ(Card("gpt-5-pro").endpoints->value,
            (std::vector<std::string>{"/v1/batch", "/v1/responses"}));
  EXPECT_FALSE(Card("o1-mini").tools->value);
}

TEST(Days, ShutdownIsSoonWithinSixtyDays) {
  const ModelCard& mini = Card("gpt-4.1-mini");  // 2027-01-14
  EXPECT_FALSE(RetiresSoon(mini, Day("2026-11-14")));
  EXPECT_TRUE(RetiresSoon(mini, Day("2026-11-15")));
  EXPECT_TRUE(RetiresSoon(mini, Day("2027-01-13")));
  EXPECT_FALSE(RetiresSoon(mini, Day("2027-01-14")));
  EXPECT_FALSE(RetiresSoon(Card("gpt-5.4"), Day("2026-11-15")));
}

TEST(Days, PricesAreStaleAfterHundredTwentyDays) {
  const ModelCard& mini = Card("gpt-4.1-mini");  // verified 2026-10-23
  const auto stale = [&](const char* day) {
    const absl::StatusOr<CostBreakdown> cost =
        Cost({.input_tokens = 1}, mini, ServiceTier::kStandard, Day(day));
    EXPECT_TRUE(cost.ok()) << cost.status();
    std::string message;
    for (const CostNote& note : cost->notes) {
      if (note.code == "price_stale") message = note.message;
    }
    EXPECT_EQ(!message.empty(), PricesStale(mini.rate_cards[0], Day(day)));
    return message;
  };
  EXPECT_EQ(stale("2026-11-29"), "");
  EXPECT_EQ(stale("2027-02-20"), "");
  EXPECT_EQ(stale("2027-02-21"),
            "the prices of gpt-4.1-mini of openai were last verified on "
            "2026-10-23, 121 days before 2027-02-21; compare them with the "
            "provider's price list");
}

// HACKING.md, "Add a model": one entry in one file.
TEST(AddModel, OneEntryIsAllItTakes) {
  const absl::StatusOr<Catalogue> catalogue = Catalogue::BuiltIn().WithOverlay(
      R"({"schema_version": 1,
          "sources": {"acme": {"what": "Acme's price page"}},
          "models": [{
            "provider": "acme", "id": "anvil-2", "aliases": ["anvil"],
            "encoding": {"name": "o200k_base", "source": "acme"},
            "rule_family": "chat-o200k",
            "context_window": {"value": 64000, "source": "acme"},
            "max_output_tokens": {"value": 8000, "source": "acme"},
            "input_modalities": {"value": ["text", "image"], "source": "acme"},
            "tools": {"value": true, "source": "acme"},
            "structured_outputs": {"value": false, "source": "acme"},
            "reasoning": {"value": false, "source": "acme"},
            "takes_max_tokens": {"value": true, "source": "acme"},
            "rates": [{"verified": "2026-11-01", "tiers": {"standard": {
              "source": "acme", "input": "0.25", "output": "1"}}}],
            "image_rules": [{"verified": "2026-11-01", "source": "acme",
              "patch": {"multiplier": "1.5", "limits": {
                "auto": {"max_patches": 1000}}, "unsupported": ["low"]}}]}]})",
      "acme.json");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const ModelCard& card = **catalogue->Find("anvil", "acme");
  EXPECT_FALSE(card.structured_outputs->value);
  EXPECT_TRUE(card.takes_max_tokens->value);
  const PatchImageRule& patch = Patch(ImageRuleOn(card, Day("2026-11-22")));
  EXPECT_EQ(patch.multiplier_hundredths, 150u);
  EXPECT_EQ(patch.limits.at(ImageDetail::kAuto).max_patches, 1000u);
  EXPECT_EQ(patch.unsupported, std::vector<ImageDetail>{ImageDetail::kLow});
  const absl::StatusOr<CostBreakdown> cost =
      Cost({.input_tokens = 1'000'000, .output_tokens = 1'000'000}, card,
           ServiceTier::kStandard, Day("2026-11-22"));
  EXPECT_EQ(cost->total.ToString(), "$1.25");
}

}  // namespace
}  // namespace tokenfare
