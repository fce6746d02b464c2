// Schemas made to break what reads them. Each gets a clear error or bounds, and
// what it is rendered to stays in proportion to it. Time is not measured: where
// a rule were quadratic, the sizes here would take minutes, and the test's
// limit of time ends it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/hostile.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

// The schema as that of a tool and of the reply, by each family. The verdicts
// of the tools are returned.
std::vector<Verdict> SurvivesSchema(std::string_view schema) {
  std::vector<Verdict> verdicts;
  for (std::string_view model : kModels) {
    SCOPED_TRACE(model);
    verdicts.push_back(Survives(Request(model, kHello, ToolField(schema))));
    Survives(Request(model, kHello, FormatField(schema)));
  }
  return verdicts;
}

void ExpectTrustedLess(const std::vector<Verdict>& verdicts,
                       std::string_view why) {
  for (const Verdict& verdict : verdicts) {
    EXPECT_FALSE(verdict.input_tokens.exact);
    EXPECT_LT(verdict.input_tokens.low, verdict.input_tokens.high);
    std::string reasons;
    for (const PartTokens& part : verdict.parts) reasons += part.why + "\n";
    EXPECT_THAT(reasons, HasSubstr(std::string(why)));
  }
}

constexpr std::string_view kRefersToItself = "its schema refers to itself";

TEST(HostileSchema, Circles) {
  for (std::string_view schema : {
           R"({"$ref": "#"})",
           R"({"type": "object", "properties": {"a": {"$ref": "#"}}})",
           R"({"type": "object", "properties": {"a":
               {"$ref": "#/properties/a"}}})",
           R"({"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}},
               "$defs": {"a": {"$ref": "#/$defs/b"},
                         "b": {"$ref": "#/$defs/a"}}})",
           R"({"type": "object", "properties": {"a": {"type": "array",
               "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/$defs/a"}]}}},
               "$defs": {"a": {"type": "object", "properties":
               {"b": {"$ref": "#/$defs/a"}, "c": {"$ref": "#"}}}}})",
       }) {
    SCOPED_TRACE(schema);
    const std::vector<Verdict> verdicts = SurvivesSchema(schema);
    if (schema != R"({"$ref": "#"})") {
      ExpectTrustedLess(verdicts, kRefersToItself);
    }
  }
}

TEST(HostileSchema, ReferencesThatLeadNowhere) {
  for (std::string_view reference :
       {"#/$defs/none", "https://example.org/s", "", "#a", "#/", "#/~", "#//",
        "#/properties/a/-1", "#/required/18446744073709551616", "\\u0000"}) {
    ExpectTrustedLess(
        SurvivesSchema(fmt::format(
            R"({{"type": "object", "properties": {{"a": {{"$ref": "{}"}}}}}})",
            reference)),
        kRefersToItself);
  }
}

// 10,000 definitions, each no more than a reference to the next.
TEST(HostileSchema, LongChainOfReferences) {
  const std::string schema = fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"$ref": "#/$defs/d0"}}}},
          "$defs": {{{}, "d10000": {{"type": "string"}}}}}})",
      Repeated(10'000, R"("d{0}": {{"$ref": "#/$defs/d{0}x"}})"));
  std::string chained = schema;
  // "d7x" was a place for "d8".
  for (size_t i = 0, at = 0; i < 10'000; ++i) {
    const std::string place = fmt::format("d{}x", i);
    at = chained.find(place, at);
    ASSERT_NE(at, std::string::npos);
    chained.replace(at, place.size(), fmt::format("d{}", i + 1));
  }
  ExpectTrustedLess(SurvivesSchema(chained), kRefersToItself);
}

// 10,000 objects inside each other, by references.
TEST(HostileSchema, DeepByReferences) {
  std::string definitions;
  for (size_t i = 0; i < 10'000; ++i) {
    definitions += fmt::format(
        R"("d{}": {{"type": "object", "properties":
            {{"p": {{"$ref": "#/$defs/d{}"}}}}}}, )",
        i, i + 1);
  }
  ExpectTrustedLess(
      SurvivesSchema(fmt::format(
          R"({{"type": "object", "properties": {{"a": {{"$ref": "#/$defs/d0"}}}},
              "$defs": {{{} "d10000": {{"type": "string"}}}}}})",
          definitions)),
      kRefersToItself);
}

// Deep without references: up to the limit of JSON itself.
TEST(HostileSchema, DeepByItself) {
  for (size_t levels : {100, 240, 400, 10'000}) {
    std::string schema;
    for (size_t i = 0; i < levels; ++i) {
      schema += R"({"type": "array", "items": )";
    }
    schema += "{}" + std::string(levels, '}');
    schema = fmt::format(R"({{"type": "object", "properties": {{"a": {}}}}})",
                         schema);
    const std::string body = Request("gpt-4o", kHello, ToolField(schema));
    if (levels == 10'000) {
      EXPECT_THAT(ErrorOf(body), HasSubstr("nested"));
    } else {
      Survives(body);
    }
  }
}

// "Billion laughs": each level names the next ten times, 10^30 leaves in all.
std::string Laughs(size_t levels, std::string_view leaf) {
  std::string definitions;
  for (size_t i = 0; i < levels; ++i) {
    std::string ten;
    for (size_t k = 0; k < 10; ++k) {
      ten += fmt::format(R"({}"p{}": {{"$ref": "#/$defs/l{}"}})",
                         k == 0 ? "" : ", ", k, i + 1);
    }
    definitions += fmt::format(
        R"("l{}": {{"type": "object", "properties": {{{}}}}}, )", i, ten);
  }
  return fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"$ref": "#/$defs/l0"}}}},
          "$defs": {{{} "l{}": {}}}}})",
      definitions, levels, leaf);
}

TEST(HostileSchema, BillionLaughs) {
  const std::vector<Verdict> verdicts =
      SurvivesSchema(Laughs(30, R"({"type": "string", "description": "ha"})"));
  ExpectTrustedLess(verdicts, kRefersToItself);
  for (const Verdict& verdict : verdicts) {
    // What the provider would make of it may be long.
    EXPECT_GE(verdict.input_tokens.high, 1'000'000'000);
  }
}

// The same laughs in each of many tools: what they share is bounded for all
// together.
TEST(HostileSchema, BillionLaughsInManyTools) {
  for (std::string_view leaf :
       {R"({"type": "string"})", R"({"minimum": 1, "maximum": 2})"}) {
    const std::string schema = Laughs(12, leaf);
    std::vector<std::string> tools;
    for (size_t i = 0; i < 1'000; ++i) {
      tools.push_back(fmt::format(
          R"({{"type": "function", "function":
              {{"name": "f{}", "parameters": {}}}}})",
          i, schema));
    }
    Survives(Request("gpt-4o", kHello,
                     fmt::format(R"("tools": [{}])", fmt::join(tools, ", "))));
  }
}

TEST(HostileSchema, UnionsOfThousands) {
  const std::string many =
      Repeated(20'000, R"({{"type": "string", "description": "d{}"}})");
  SurvivesSchema(fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"anyOf": [{}]}}}}}})",
      many));
  SurvivesSchema(fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"oneOf": [{}]}}}}}})",
      Repeated(20'000, R"({{"type": "string"}})")));
  SurvivesSchema(fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"allOf": [{}]}}}}}})",
      many));
  SurvivesSchema(fmt::format(
      R"({{"type": "object", "properties": {{"a": {{"enum": [{}]}}}}}})",
      Repeated(50'000, R"("v{}")")));
}

// The description is repeated for each type.
TEST(HostileSchema, TypesTimesDescription) {
  ExpectTrustedLess(
      SurvivesSchema(fmt::format(
          R"({{"type": "object", "properties": {{"a":
              {{"type": [{}], "description": "{}"}}}}}})",
          Repeated(10'000, R"("t{}")"), std::string(100'000, 'x'))),
      kRefersToItself);
}

// Small in the prompt, large to look at, and referred to 10,000 times.
TEST(HostileSchema, LargeTargetsOfManyReferences) {
  const std::string references =
      Repeated(10'000, R"("p{}": {{"$ref": "#/$defs/big"}})");
  const auto schema = [&references](std::string_view big) {
    return fmt::format(
        R"({{"type": "object", "properties": {{{}}}, "$defs": {{"big": {}}}}})",
        references, big);
  };
  // Keywords that no rule knows.
  SurvivesSchema(schema(fmt::format(R"({{"type": "string", {}}})",
                                    Repeated(50'000, R"("k{}": 1)"))));
  // Names of properties that are not there.
  SurvivesSchema(schema(fmt::format(
      R"({{"type": "object", "properties": {{"a": {{}}}}, "required": [{}]}})",
      Repeated(50'000, R"("r{}")"))));
  // Variants beside a list of types, which wins.
  SurvivesSchema(schema(fmt::format(
      R"({{"type": ["object", "null"], "properties": {{"a": {{}}}},
          "anyOf": [{}]}})",
      Repeated(50'000, "{{}}"))));
  // A list of types that are none, times keywords.
  SurvivesSchema(
      schema(fmt::format(R"({{"type": [{}], {}}})", Repeated(50'000, R"("{}")"),
                         Repeated(50'000, R"("k{}": 1)"))));
}

// A reference of a megabyte, followed again and again.
TEST(HostileSchema, LongReferences) {
  const std::string name(1'000'000, 'n');
  SurvivesSchema(fmt::format(
      R"({{"type": "object", "properties": {{{}}}, "$defs": {{
          "b": {{"type": "array", "items": {{"$ref": "#/$defs/{}"}}}},
          "{}": {{"type": "string"}}}}}})",
      Repeated(20'000, R"("p{}": {{"$ref": "#/$defs/b"}})"), name, name));
}

TEST(HostileSchema, WrongTypesEverywhere) {
  for (std::string_view value : {"null", "true", "1e400", "\"x\"", "[]", "{}",
                                 "[[]]", "[null]", "[{}]"}) {
    SurvivesSchema(fmt::format(
        R"({{"type": {0}, "properties": {{"a": {0}, "b": {{"type": {0},
            "title": {0}, "description": {0}, "default": {0}, "format": {0},
            "enum": {0}, "items": {0}, "anyOf": {0}, "oneOf": {0}, "$ref": {0},
            "properties": {0}, "required": {0}}}}}, "required": {0},
            "$defs": {0}}})",
        value));
  }
}

TEST(HostileSchema, NumbersBeyondAnyMachine) {
  SurvivesSchema(
      R"({"type": "object", "properties": {"a": {"type": "number",
          "default": 1e400, "enum": [-1e999999999, 1E-400, 0.1e+0], "const":
          123456789012345678901234567890, "minimum": -0.0}}})");
  for (std::string_view number :
       {"NaN", "Infinity", "-Infinity", "01", "1.", "0x1", "+1"}) {
    const std::string schema = fmt::format(R"({{"default": {}}})", number);
    EXPECT_THAT(ErrorOf(Request("gpt-4o", kHello, ToolField(schema))),
                HasSubstr("JSON"))
        << number;
  }
}

}  // namespace
}  // namespace tokenfare
