// What a document says of strings with escapes, and where it places faults
// behind them: they are unescaped where they stand in its copy of the text.

#include "tokenfare/json/document.h"

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

constexpr JsonLimits kLimits = {
    .max_bytes = 1'000'000, .max_depth = 64, .max_values = 100'000};

JsonFault FaultOf(std::string_view text) {
  JsonFault fault;
  EXPECT_FALSE(JsonDocument::Parse(text, kLimits, fault).has_value()) << text;
  return fault;
}

TEST(JsonDocumentTest, UnescapesKeysAndValues) {
  const std::string text =
      R"({"a\"b": "x\ny", "c\\": ["\\\"", "\u00e9"], "\\\\\"": "", "": "\\"})";
  const auto document = JsonDocument::Parse(text, kLimits);
  ASSERT_TRUE(document.ok()) << document.status();
  const JsonValue& root = document->root();
  ASSERT_EQ(root.members().size(), 4U);
  EXPECT_EQ(root.FindText("a\"b"), "x\ny");
  const JsonValue* list = root.Find("c\\");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->elements()[0].text(), "\\\"");
  EXPECT_EQ(list->elements()[1].text(), "\u00e9");
  EXPECT_EQ(root.members()[2].key, "\\\\\"");
  EXPECT_EQ(root.FindText(""), "\\");
}

TEST(JsonDocumentTest, LeavesTheTextAsItIs) {
  const std::string text = R"({"a": "x\ny"})";
  const std::string before = text;
  ASSERT_TRUE(JsonDocument::Parse(text, kLimits).ok());
  EXPECT_EQ(text, before);
}

TEST(JsonDocumentTest, PlacesFaultsBehindEscapes) {
  const JsonFault scalar =
      FaultOf("{\"a\\n\": \"x\\ty\",\n \"b\": [\"\\\"\", tru]}");
  EXPECT_EQ(scalar.path, "$.b[1]");
  EXPECT_EQ(scalar.place.line, 2U);
  EXPECT_EQ(scalar.place.column, 14U);
  const JsonFault repeated = FaultOf(R"({"k\n": "\\", "k\u000a": 2})");
  EXPECT_EQ(repeated.kind, JsonFault::Kind::kRepeatedKey);
  EXPECT_EQ(repeated.place.column, 15U);
}

TEST(JsonDocumentTest, NamesFaultsOfEscapes) {
  const JsonFault letter = FaultOf(R"({"a": "\\", "b": "x\y"})");
  EXPECT_EQ(letter.path, "$.b");
  EXPECT_EQ(letter.place.column, 18U);
  EXPECT_NE(letter.what.find("an invalid escape"), std::string::npos);
  for (const std::string_view half :
       {R"(["\ud83d"])", R"(["\ude00"])", R"([{"\ud83d\ud83d": 1}])"}) {
    EXPECT_NE(FaultOf(half).what.find("half a surrogate pair"),
              std::string::npos)
        << half;
  }
}

}  // namespace
}  // namespace tokenfare::internal
