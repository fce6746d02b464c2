// The JSON of a verdict, against the documented schema.

#include <string>
#include <vector>

#include "tests/preflight/check_options.h"
#include "tests/preflight/json_schema.h"

namespace tokenfare {
namespace {

TEST(VerdictJson, FollowsItsSchema) {
  const Json schema = SchemaNamed("verdict");
  CheckOptions bare = TestOptions();
  bare.model = "gpt-3.5-turbo-0613";
  const std::string odd =
      Body(R"([{"role":"user","content":"Hi","x":1}])",
           R"("tools":[{"type":"function","function":{"name":"f"}}],
              "service_tier":"flex")");
  for (const Verdict& verdict : {MustCheck(Body(kHello)), MustCheck(odd),
                                 MustCheck(Body(kHello), bare)}) {
    Validate(Json::parse(VerdictToJson(verdict)), schema, schema, "$");
  }
}

TEST(VerdictJson, HoldsTheFiguresInTheDocumentedOrder) {
  const Json json = Json::parse(VerdictToJson(
      MustCheck(Body(kHello, R"("max_completion_tokens": 100)"))));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(
      keys,
      (std::vector<std::string>{
          "schema_version", "as_of",          "model",        "provider",
          "format",         "endpoint",       "encoding",     "input_tokens",
          "output_tokens",  "context_window", "fits",         "reasons",
          "warnings",       "refused",        "cost_usd",     "cache",
          "assumptions",    "parts",          "service_tier", "data_version"}));
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["as_of"], "2026-11-22");
  EXPECT_EQ(json["encoding"], "o200k_base");
  EXPECT_EQ(json["input_tokens"]["expected"], 11);
  EXPECT_EQ(json["input_tokens"]["exact"], true);
  EXPECT_EQ(json["output_tokens"]["limit"], 100);
  EXPECT_EQ(json["context_window"], 1047576);
  EXPECT_EQ(json["fits"], true);
  EXPECT_EQ(json["cost_usd"]["low"], "0.0000044");
  EXPECT_EQ(json["cost_usd"]["high"], "0.0001644");
  EXPECT_EQ(json["cost_usd"]["expected_basis"], "limit");
  EXPECT_TRUE(json["output_tokens"]["expected"].is_null());
  EXPECT_EQ(json["parts"].size(), 2U);
}

TEST(VerdictJson, SaysWhatTheExpectedOutputRestsOn) {
  const Json schema = SchemaNamed("verdict");
  CheckOptions options = TestOptions();
  options.suggest = true;
  options.median_output_tokens["gpt-4.1-mini"] = 20;
  Json json = Json::parse(VerdictToJson(MustCheck(Body(kHello), options)));
  Validate(json, schema, schema, "$");
  EXPECT_EQ(json["cost_usd"]["expected_basis"], "calibrated");
  EXPECT_EQ(json["output_tokens"]["expected"], 20);
  EXPECT_EQ(json["suggestions"][0]["cost_usd"]["expected_basis"], "limit");
  options.expected_output_tokens = 30;
  json = Json::parse(VerdictToJson(MustCheck(Body(kHello), options)));
  EXPECT_EQ(json["cost_usd"]["expected_basis"], "stated");
  EXPECT_EQ(json["output_tokens"]["expected"], 30);
}

TEST(VerdictJson, UnknownIsNull) {
  CheckOptions options = TestOptions();
  options.model = "gpt-3.5";
  const Json json =
      Json::parse(VerdictToJson(MustCheck(Body(kHello), options)));
  EXPECT_TRUE(json["fits"].is_null());
  EXPECT_TRUE(json["cost_usd"].is_null());
  EXPECT_TRUE(json["context_window"].is_null());
}

}  // namespace
}  // namespace tokenfare
