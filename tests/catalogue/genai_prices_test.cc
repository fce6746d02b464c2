// What Cost bills is what genai-prices 0.2.3 bills: genai_prices.tsv, written
// by genai_prices_diff.py. Where a line names one of
// genai_prices_disagreements.json, the two must still differ.

#include <charconv>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_cost.h"

namespace tokenfare {
namespace {

constexpr size_t kColumns = 10;

std::vector<std::string> Split(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char c : line) {
    if (c == '\t') {
      columns.emplace_back();
    } else {
      columns.back() += c;
    }
  }
  return columns;
}

uint64_t Number(const std::string& text) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  EXPECT_EQ(std::from_chars(text.data(), end, number).ptr, end) << text;
  return number;
}

absl::StatusOr<CostBreakdown> BillOf(const std::vector<std::string>& line) {
  const absl::StatusOr<const ModelCard*> card =
      Catalogue::BuiltIn().Find(line[1]);
  if (!card.ok()) return card.status();
  const absl::StatusOr<ServiceTier> tier = ParseServiceTier(line[2]);
  if (!tier.ok()) return tier.status();
  return Cost({.input_tokens = Number(line[3]),
               .cached_input_tokens = Number(line[4]),
               .cache_write_tokens = Number(line[5]),
               .output_tokens = Number(line[6]),
               .web_search_calls = Number(line[7])},
              **card, *tier, *ParseDate(line[0]));
}

TEST(GenaiPrices, EveryBillAgreesOrIsListed) {
  std::ifstream file("tests/catalogue/genai_prices.tsv");
  std::string text;
  ASSERT_TRUE(std::getline(file, text));
  ASSERT_TRUE(text.starts_with("# ")) << text;
  size_t agreeing = 0;
  std::map<std::string, size_t> differing;
  while (std::getline(file, text)) {
    const std::vector<std::string> line = Split(text);
    ASSERT_EQ(line.size(), kColumns) << text;
    const absl::StatusOr<Money> theirs = Money::ParseUsd(line[8]);
    ASSERT_TRUE(theirs.ok()) << text;
    const absl::StatusOr<CostBreakdown> ours = BillOf(line);
    if (line[9] == "=") {
      ++agreeing;
      ASSERT_TRUE(ours.ok()) << text << "\n" << ours.status();
      EXPECT_EQ(ours->total.ToDecimal(), theirs->ToDecimal()) << text;
    } else {
      ++differing[line[9]];
      EXPECT_TRUE(!ours.ok() || ours->total != *theirs) << text;
    }
  }
  EXPECT_GE(agreeing, 3433u);

  std::ifstream listed_file("tests/catalogue/genai_prices_disagreements.json");
  const nlohmann::json listed = nlohmann::json::parse(listed_file);
  for (const nlohmann::json& entry : listed["disagreements"]) {
    EXPECT_EQ(differing.erase(entry["id"].get<std::string>()), 1u) << entry;
    EXPECT_FALSE(entry["source"].get<std::string>().empty()) << entry;
  }
  EXPECT_TRUE(differing.empty()) << differing.begin()->first;
}

}  // namespace
}  // namespace tokenfare
