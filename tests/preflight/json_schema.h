// Checks documents against the schemas of preflight.

#ifndef TOKENFARE_TESTS_PREFLIGHT_JSON_SCHEMA_H_
#define TOKENFARE_TESTS_PREFLIGHT_JSON_SCHEMA_H_

#include <fstream>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace tokenfare {

using Json = nlohmann::ordered_json;

// The schema "preflight/NAME.schema.json".
inline Json SchemaNamed(const std::string& name) {
  std::ifstream file(fmt::format("preflight/{}.schema.json", name));
  return Json::parse(file);
}

inline bool IsOfType(const Json& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  return type == "object" && value.is_object();
}

// Checks the keywords that the schema uses, and that it uses no others.
inline void Validate(const Json& value, Json schema, const Json& root,
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

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_PREFLIGHT_JSON_SCHEMA_H_
