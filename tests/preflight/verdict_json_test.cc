// The JSON of a verdict, against the documented schema.

#include <fstream>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

using Json = nlohmann::ordered_json;

Json Schema() {
  std::ifstream file("preflight/verdict.schema.json");
  return Json::parse(file);
}

bool IsOfType(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

// Checks the keywords that the schema uses, and that it uses no others.
void Validate(const Json& value, Json schema, const Json& root,
              const std::string& path) {
  if (schema.contains("$ref")) {
    const std::string reference = schema["$ref"];
    schema = root.at(Json::json_pointer(reference.substr(1)));
  }
  Json types = schema.at("type");
  if (types.is_string()) types = Json::array({types});
  bool is_of_type = false;
  for (const Json& type : types) {
    is_of_type = is_of_type || IsOfType(value, type);
  }
  EXPECT_TRUE(is_of_type) << path << ": " << value << " is no " << types;
  if (value.is_object()) {
    for (const Json& key : schema.at("required")) {
      EXPECT_TRUE(value.contains(key)) << path << " lacks " << key;
    }
    EXPECT_EQ(schema.at("additionalProperties"), false) << path;
    for (const auto& [key, member] : value.items()) {
      ASSERT_TRUE(schema.at("properties").contains(key)) << path << "." << key;
      Validate(member, schema["properties"][key], root,
               fmt::format("{}.{}", path, key));
    }
  }
  if (value.is_array()) {
    for (const Json& element : value) {
      Validate(element, schema.at("items"), root, path + "[]");
    }
  }
}

TEST(VerdictJson, FollowsItsSchema) {
  const Json schema = Schema();
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
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "schema_version", "as_of", "model", "provider",
                      "encoding", "input_tokens", "output_tokens",
                      "context_window", "fits", "reasons", "warnings",
                      "cost_usd", "assumptions", "parts", "service_tier"}));
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
  EXPECT_EQ(json["parts"].size(), 2U);
}

TEST(VerdictJson, UnknownIsNull) {
  CheckOptions options = TestOptions();
  options.model = "gpt-3.5-turbo-0613";
  const Json json =
      Json::parse(VerdictToJson(MustCheck(Body(kHello), options)));
  EXPECT_TRUE(json["fits"].is_null());
  EXPECT_TRUE(json["cost_usd"].is_null());
  EXPECT_TRUE(json["context_window"].is_null());
}

}  // namespace
}  // namespace tokenfare
