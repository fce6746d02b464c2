// What the parser refuses, and how it says so; what it accepts is shown by the
// tests of the rewriter and of the splitter.

#include "tokenfare/tokenizer/pattern/pattern_parser.h"

#include <gtest/gtest.h>

#include <string>

namespace tokenfare::internal {
namespace {

std::string ParseError(std::string_view pattern) {
  const auto node = ParsePattern(pattern);
  if (node.ok()) return "no error";
  return std::string(node.status().message());
}

TEST(PatternParser, NamesWhatIsNotSupportedAndWhere) {
  EXPECT_EQ(ParseError(R"(ab|\bc)"),
            "pattern, offset 3, `\\b`: word boundaries are not supported");
  EXPECT_EQ(ParseError(R"((a)\1)"),
            "pattern, offset 3, `\\1`: backreferences are not supported");
  EXPECT_EQ(ParseError(R"(a(?<=b))"),
            "pattern, offset 1, `(?<=`: lookbehind is not supported");
  EXPECT_EQ(ParseError(R"(a(?<!b))"),
            "pattern, offset 1, `(?<!`: lookbehind is not supported");
  EXPECT_EQ(ParseError(R"(a(?=b))"),
            "pattern, offset 1, `(?=`: lookahead is supported only as "
            "C+(?!D), D being all but C");
  EXPECT_EQ(ParseError(R"(^a)"),
            "pattern, offset 0, `^`: anchors are not supported; pieces are "
            "matched where they begin");
  EXPECT_EQ(ParseError(R"((?m)a)"),
            "pattern, offset 0, `(?`: flags other than (?i:...) are not "
            "supported");
  EXPECT_EQ(ParseError(R"((?P<x>a))"),
            "pattern, offset 0, `(?P`: named groups are not supported; write "
            "(?:...)");
  EXPECT_EQ(ParseError(R"((?>a))"),
            "pattern, offset 0, `(?>`: atomic groups are not supported; write "
            "a possessive repeat");
  EXPECT_EQ(ParseError(R"(a\z)"),
            "pattern, offset 1, `\\z`: anchors are not supported; write $ for "
            "the end of the text");
  EXPECT_EQ(ParseError(R"([[:alpha:]])"),
            "pattern, offset 1, `[:`: POSIX classes are not supported");
  EXPECT_EQ(ParseError(R"([a~~b])"),
            "pattern, offset 2, `~~`: symmetric difference is not supported");
}

TEST(PatternParser, OtherEscapesOfTheEngineAreErrors) {
  for (const char* pattern :
       {R"(\B)", R"(\A)", R"(\Z)", R"(\G)", R"(\K)", R"(\k<a>)", R"(\g1)",
        R"(\h)", R"(\H)", R"(\R)", R"(\X)", R"(\<)", R"(\>)", R"(\0)", R"(\y)",
        R"(\Q)", "a\\", R"([\b])", "\\\u00e9"}) {
    EXPECT_NE(ParseError(pattern), "no error") << pattern;
  }
}

TEST(PatternParser, UnknownPropertiesAreErrors) {
  for (const char* pattern : {R"(\p{Klingon})", R"(\p{Word})", R"(\p{})",
                              R"(\p)", R"(\p{L)", R"(\pQ)", R"(\p{Script=L})",
                              R"(\p{gc=Han})", R"(\p{sc=White_Space})"}) {
    EXPECT_NE(ParseError(pattern), "no error") << pattern;
  }
  EXPECT_EQ(ParseError(R"(a\p{Klingon})").substr(0, 46),
            "pattern, offset 1, `\\p{Klingon}`: unknown prop");
  for (const char* pattern :
       {R"(\p{L})", R"(\pL)", R"(\P{Lu})", R"(\p{^Lu})", R"(\p{Script=Han})",
        R"(\p{sc=Han})", R"(\p{gc=Nd})", R"(\p{White_Space})"}) {
    EXPECT_EQ(ParseError(pattern), "no error") << pattern;
  }
}

TEST(PatternParser, MalformedPatternsAreErrors) {
  for (const char* pattern : {"(",           "(?:a",
                              "(?!a",        "a)",
                              "[",           "[a",
                              "[a-",         "[]",
                              "[^]",         "[z-a]",
                              R"([a-\d])",   R"([\d-a])",
                              "[a-[b]]",     "[a&&b]",
                              "*",           "+a",
                              "a|*",         "(?:*)",
                              "a{",          "a{x}",
                              "a{,3}",       "a{2",
                              "a{3,2}",      "a{0}",
                              "a{1001}",     "a{99999999999}",
                              "{2}",         "a**",
                              "a+++",        "a{2}{3}",
                              "$*",          "(?!a)+",
                              R"(\x)",       R"(\x4)",
                              R"(\x{})",     R"(\x{110000})",
                              R"(\u{d800})", R"(\x{123456789})",
                              R"(\u12)",     R"(\xgg)"}) {
    EXPECT_NE(ParseError(pattern), "no error") << pattern;
  }
  EXPECT_EQ(ParseError("ab[c"),
            "pattern, offset 2, `[c`: the class has no closing bracket");
  EXPECT_EQ(ParseError("a(b"),
            "pattern, offset 1, `(b`: the group has no closing parenthesis");
  EXPECT_EQ(ParseError("a)b"),
            "pattern, offset 1, `)`: the parenthesis has no opening one");
  EXPECT_EQ(ParseError("a{5,2}"),
            "pattern, offset 1, `{5,2}`: no number of repeats satisfies this");
}

TEST(PatternParser, CaseIsFoldedForAsciiOnly) {
  EXPECT_EQ(ParseError("(?i:a[b-z]|'1)"), "no error");
  const std::string error = "inside (?i:...) only ASCII is supported";
  EXPECT_EQ(ParseError("(?i:\u00e9)"), "pattern, offset 4, `\u00e9`: " + error);
  EXPECT_EQ(ParseError(R"((?i:\p{L}))"),
            "pattern, offset 4, `\\p{L}`: " + error);
  EXPECT_EQ(ParseError(R"((?i:[a\s]))"),
            "pattern, offset 4, `[a\\s]`: " + error);
  EXPECT_EQ(ParseError("(?i:a)\u00e9"), "no error");
}

TEST(PatternParser, IllFormedAndLargePatternsAreErrors) {
  EXPECT_EQ(ParseError("a\xff"), "the pattern is not well-formed UTF-8");
  const auto large = ParsePattern(std::string(kMaxPatternBytes + 1, 'a'));
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(ParsePattern(std::string(kMaxPatternBytes, 'a')).ok());
}

TEST(PatternParser, NestingIsBounded) {
  for (const std::string open : {"(", "(?:", "[", "[^a", "(?i:"}) {
    std::string deep;
    while (deep.size() + open.size() <= kMaxPatternBytes) deep += open;
    EXPECT_NE(ParseError(deep).find("nested too deeply"), std::string::npos)
        << open;
  }
  EXPECT_EQ(ParseError(std::string(kMaxPatternDepth, '(') + "a" +
                       std::string(kMaxPatternDepth, ')')),
            "no error");
}

TEST(PatternParser, LongPartsAreCutAtACharacter) {
  std::string pattern = "[";
  for (int i = 0; i < 100; ++i) pattern += "\u4e2d";
  const std::string error = ParseError(pattern);
  EXPECT_NE(error.find("\u4e2d...`: the class has no closing"),
            std::string::npos)
      << error;
}

}  // namespace
}  // namespace tokenfare::internal
