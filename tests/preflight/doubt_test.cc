// The table of why figures are not exact.

#include "tokenfare/preflight/rules/doubt.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/json_schema.h"
#include "tokenfare/preflight/rules/evidence.h"

namespace tokenfare::internal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<Doubt> AllDoubts() {
  std::vector<Doubt> all;
  for (size_t i = 1; i < kDoubts; ++i) all.push_back(static_cast<Doubt>(i));
  return all;
}

bool IsSnakeCase(std::string_view text) {
  return !text.empty() && text.front() != '_' && text.back() != '_' &&
         text.find("__") == std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
             std::string_view::npos;
}

// "model_not_recorded" is the code of kModelNotRecorded.
std::string NameOf(std::string_view code) {
  std::string name = "k";
  bool begins = true;
  for (const char c : code) {
    if (c != '_') {
      name += begins ? static_cast<char>(std::toupper(c)) : c;
    }
    begins = c == '_';
  }
  return name;
}

TEST(Doubts, EachHasACodeAndATextOfItsOwn) {
  EXPECT_EQ(CodeOf(Doubt::kNone), "");
  EXPECT_EQ(PatternOf(Doubt::kNone), "");
  EXPECT_TRUE(Why().empty());
  EXPECT_EQ(Why().Text(), "");
  std::set<std::string_view> codes;
  std::set<std::string_view> texts;
  for (const Doubt doubt : AllDoubts()) {
    const std::string_view code = CodeOf(doubt);
    EXPECT_TRUE(IsSnakeCase(code)) << code;
    EXPECT_TRUE(codes.insert(code).second) << code;
    EXPECT_NE(PatternOf(doubt), "") << code;
    EXPECT_TRUE(texts.insert(PatternOf(doubt)).second) << code;
    // What it names is filled in, and nothing is left out.
    EXPECT_THAT(Why(doubt, "x").Text(), Not(HasSubstr("{"))) << code;
    EXPECT_NE(Why(doubt).Text(), "") << code;
  }
}

TEST(Doubts, TheSchemaListsTheirCodes) {
  Json codes = Json::array();
  for (const Doubt doubt : AllDoubts()) {
    codes.push_back(std::string(CodeOf(doubt)));
  }
  EXPECT_EQ(SchemaNamed("verdict")["$defs"]["why_code"]["enum"], codes);
}

// Sources of preflight/ apart from the table itself, one after another.
std::string Sources() {
  std::string all;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator("preflight")) {
    const std::filesystem::path& path = entry.path();
    if (path.stem() == "doubt" ||
        (path.extension() != ".cc" && path.extension() != ".h")) {
      continue;
    }
    std::ifstream file(path);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

TEST(Doubts, EachIsUsedWhereAFigureIsNotExact) {
  const std::string sources = Sources();
  ASSERT_GT(sources.size(), 100'000U);
  for (const Doubt doubt : AllDoubts()) {
    const std::string name = "Doubt::" + NameOf(CodeOf(doubt));
    bool used = false;
    for (size_t at = sources.find(name); at != std::string::npos && !used;
         at = sources.find(name, at + 1)) {
      used = std::isalnum(
                 static_cast<unsigned char>(sources[at + name.size()])) == 0;
    }
    EXPECT_TRUE(used) << name;
  }
}

TEST(Why, TextNamesItsDetails) {
  EXPECT_EQ(Why(Doubt::kModelNotRecorded, "gpt-9").Text(),
            "no recorded request to gpt-9 shows any request");
  EXPECT_EQ(Why(Doubt::kModelRecordedLater, "gpt-9",
                {NumberOfDay(*ParseDate("2026-02-03"))})
                .Text(),
            "the first recorded request to gpt-9 is of 2026-02-03");
  EXPECT_EQ(Why(Doubt::kModelRecordedLater, "gpt-9", {NumberOfDay({})}).Text(),
            "the first recorded request to gpt-9 is of an unknown day");
  EXPECT_EQ(
      Why(Doubt::kFeatureOfOneSource, "GPT-9", {7}, Feature::kCalls).Text(),
      "recorded requests of one source only show parallel calls to GPT-9: 7 of "
      "them");
  EXPECT_EQ(
      Why(Doubt::kFeatureRarelyRecorded, "GPT-9", {2}, Feature::kCall).Text(),
      "only 2 recorded requests show a call to GPT-9");
  EXPECT_EQ(Why(Doubt::kImageDetail, "a\"b").Text(),
            "an image's detail is low, high, auto or original, not \"a\"b\"");
}

TEST(Why, DataMayHaveWordsOfTheirOwn) {
  EXPECT_EQ(Why(Doubt::kRefusal).Text(), "no recorded request shows a refusal");
  EXPECT_EQ(Why(Doubt::kRefusal, "few do").Text(), "few do");
  EXPECT_EQ(Why(Doubt::kRefusal, "few do").code(), "refusal");
}

// The code of the first part that is not exact.
std::string FirstCode(const Verdict& verdict) {
  for (const PartTokens& part : verdict.parts) {
    EXPECT_EQ(part.why.empty(), part.why_code.empty()) << part.label;
    if (!part.why_code.empty()) return part.why_code;
  }
  return {};
}

TEST(WhyCode, StandsBesideTheText) {
  EXPECT_EQ(FirstCode(MustCheck(Body(kHello))), "");
  const Verdict named = MustCheck(
      Body(R"([{"role": "user", "name": "ann", "content": "Hello"}])"));
  EXPECT_EQ(FirstCode(named), "feature_of_one_source");
  const Json json = Json::parse(VerdictToJson(named));
  EXPECT_EQ(json["parts"][0]["why_code"], "feature_of_one_source");
  EXPECT_EQ(json["parts"][0]["why"], named.parts[0].why);
  EXPECT_FALSE(json["parts"][1].contains("why_code"));
  EXPECT_EQ(FirstCode(MustCheck(
                Body(R"([{"role": "user", "content": "<|endoftext|>"}])"))),
            "special_token");
  EXPECT_EQ(FirstCode(MustCheck(
                Body(R"([{"role": "assistant", "refusal": "I can not"}])"))),
            "refusal");
}

}  // namespace
}  // namespace tokenfare::internal
