#include "tokenfare/catalogue/model_json.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/catalogue/builtin_cards.h"

namespace tokenfare {
namespace {

using Json = nlohmann::ordered_json;

Json JsonOn(std::string_view model, std::string_view day) {
  return Json::parse(ModelToJson(Card(model), *ParseDate(day)));
}

TEST(ModelToJson, IsTheEntryOfModelsToJson) {
  const Date day = *ParseDate("2026-11-22");
  const std::vector<const ModelCard*> cards = {&Card("gpt-4.1-mini"),
                                               &Card("o3")};
  const Json all = Json::parse(ModelsToJson(cards, Catalogue::BuiltIn(), day));
  ASSERT_EQ(all["models"].size(), 2u);
  EXPECT_EQ(all["models"][0], JsonOn("gpt-4.1-mini", "2026-11-22"));
  EXPECT_EQ(all["models"][1], JsonOn("o3", "2026-11-22"));
  EXPECT_NE(all["models"][0], all["models"][1]);
}

TEST(ModelToJson, SaysWhatHoldsOnTheDay) {
  // Shut down on 2027-01-14; prices verified on 2026-10-23.
  const Json before = JsonOn("gpt-4.1-mini", "2026-11-22");
  const Json after = JsonOn("gpt-4.1-mini", "2027-01-14");
  EXPECT_EQ(before["status"], "deprecated");
  EXPECT_EQ(after["status"], "retired");
  EXPECT_EQ(before["retires_soon"], true);
  EXPECT_EQ(after["retires_soon"], false);
  EXPECT_EQ(before["rate_cards"][0]["stale"], false);
  EXPECT_EQ(after["rate_cards"][0]["stale"], false);
  EXPECT_EQ(JsonOn("gpt-4.1-mini", "2027-02-21")["rate_cards"][0]["stale"],
            true);
}

TEST(ModelToJson, AmountsAreExactText) {
  const Json card = JsonOn("gpt-4.1-mini", "2026-11-22");
  const Json& standard =
      card["rate_cards"][0]["usd_per_million_tokens"]["standard"];
  EXPECT_EQ(standard["input"], "0.4");
  EXPECT_EQ(standard["cached_input"], "0.1");
  EXPECT_EQ(standard["output"], "1.6");
  EXPECT_EQ(standard["cache_write"], nullptr);
}

}  // namespace
}  // namespace tokenfare
