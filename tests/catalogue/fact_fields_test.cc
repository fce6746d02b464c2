// The schema of catalogue files and the description of facts say the same.

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_facts.h"
#include "tokenfare/catalogue/model_json.h"

namespace tokenfare {
namespace {

using Kinds = std::map<std::string, std::string>;

std::string KindOf(const FactField<uint64_t>&) { return "fact_tokens"; }
std::string KindOf(const FactField<bool>&) { return "fact_bool"; }
std::string KindOf(const FactField<Date>&) { return "fact_day"; }
std::string KindOf(const FactField<std::string>&) {
  return "fact_month_or_day";
}
std::string KindOf(const FactField<std::vector<std::string>>&) {
  return "fact_texts";
}

Kinds Described() {
  Kinds kinds;
  ForEachFact([&](const auto& fact) { kinds[fact.name] = KindOf(fact); });
  ForEachDatedFact(
      [&](const DatedFactField& fact) { kinds[fact.name] = "dated_decimals"; });
  return kinds;
}

// Properties of a model that refer to a kind of facts.
Kinds OfTheSchema() {
  constexpr std::string_view kKinds = "#/$defs/";
  Kinds kinds;
  std::ifstream file("data/catalogue/catalogue.schema.json");
  const auto schema = nlohmann::json::parse(file);
  for (const auto& [name, property] :
       schema["$defs"]["model"]["properties"].items()) {
    const std::string kind = property.value("$ref", std::string(kKinds));
    if (kind.starts_with("#/$defs/fact_") ||
        kind.starts_with("#/$defs/dated_")) {
      kinds[name] = kind.substr(kKinds.size());
    }
  }
  return kinds;
}

TEST(FactFields, SchemaSaysTheSame) {
  EXPECT_EQ(OfTheSchema().size(), 20U);
  EXPECT_EQ(OfTheSchema(), Described());
}

// Each is read, and written again as it was.
TEST(FactFields, AreReadAndWritten) {
  const std::map<std::string, nlohmann::json> values = {
      {"fact_tokens", 7},         {"fact_bool", true},
      {"fact_day", "2026-05-03"}, {"fact_month_or_day", "2026-05"},
      {"fact_texts", {"a", "b"}}, {"dated_decimals", "1.25"}};
  nlohmann::json model = {{"provider", "acme"},
                          {"id", "anvil"},
                          {"encoding", {{"name", "e"}, {"source", "page"}}},
                          {"rule_family", "none"}};
  for (const auto& [name, kind] : Described()) {
    model[name] = {{"value", values.at(kind)}, {"source", "page"}};
  }
  const nlohmann::json file = {{"schema_version", 1},
                               {"sources", {{"page", {{"what", "a page"}}}}},
                               {"models", {model}}};
  const absl::StatusOr<Catalogue> catalogue =
      Catalogue::Parse(file.dump(), "f.json");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  EXPECT_EQ(
      nlohmann::json::parse(ToCatalogueFile(catalogue->models(), *catalogue)),
      file);
  const nlohmann::json shown = nlohmann::json::parse(
      ModelToJson(catalogue->models().front(), *ParseDate("2026-06-01")));
  for (const auto& [name, kind] : Described()) {
    EXPECT_EQ(shown[name], model[name]) << name;
  }
}

}  // namespace
}  // namespace tokenfare
