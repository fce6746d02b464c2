#include "tokenfare/tokenizer/pattern/pattern_rewriter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/custom/split_all.h"
#include "tokenfare/tokenizer/split/re2_splitter.h"

namespace tokenfare::internal {
namespace {

// The rewritten alternatives, without the last, which matches any character.
std::string Re2Of(const std::string& pattern) {
  const auto program = RewritePattern(pattern + R"(|[\s\S])");
  if (!program.ok()) return std::string(program.status().message());
  std::string re2 = program->steps.front().re2;
  const std::string any = R"(|[\x{0}-\x{d7ff}\x{e000}-\x{10ffff}])";
  EXPECT_TRUE(re2.ends_with(any)) << re2;
  return re2.substr(0, re2.size() - any.size());
}

std::string RewriteError(std::string_view pattern) {
  const auto program = RewritePattern(pattern);
  return program.ok() ? "no error" : std::string(program.status().message());
}

TEST(PatternRewriter, SpellsClassesOut) {
  EXPECT_EQ(Re2Of("[a-cx]"), R"([\x{61}-\x{63}\x{78}-\x{78}])");
  EXPECT_EQ(Re2Of("."), R"([\x{0}-\x{9}\x{b}-\x{d7ff}\x{e000}-\x{10ffff}])");
  EXPECT_EQ(Re2Of("[a-z&&[^b-y]--z]"), R"(\x{61})");
  EXPECT_EQ(Re2Of("[]a-]"), R"([\x{2d}-\x{2d}\x{5d}-\x{5d}\x{61}-\x{61}])");
  EXPECT_EQ(Re2Of(R"(\p{Zl}\x{e9}\u0041\t\.)"),
            R"(\x{2028}\x{e9}\x{41}\x{9}\x{2e})");
}

TEST(PatternRewriter, FoldsCaseByUnicode) {
  EXPECT_EQ(Re2Of("(?i:s)k"),
            R"([\x{53}-\x{53}\x{73}-\x{73}\x{17f}-\x{17f}]\x{6b})");
  EXPECT_EQ(Re2Of("(?i:K1)"),
            R"([\x{4b}-\x{4b}\x{6b}-\x{6b}\x{212a}-\x{212a}]\x{31})");
  // Folded before it is negated.
  EXPECT_EQ(Re2Of("(?i:[^a-z])"),
            R"([\x{0}-\x{40}\x{5b}-\x{60}\x{7b}-\x{17e}\x{180}-\x{2129})"
            R"(\x{212b}-\x{d7ff}\x{e000}-\x{10ffff}])");
}

TEST(PatternRewriter, KeepsRepeatsAndGroups) {
  EXPECT_EQ(Re2Of("a*b+?c{2}(?:d|e){3,}f{1,4}?"),
            R"(\x{61}*\x{62}+?\x{63}{2,2}(?:\x{64}|\x{65}){3,}\x{66}{1,4}?)");
  EXPECT_EQ(Re2Of("a(b(?:c|d)|e)f"),
            R"(\x{61}(?:\x{62}(?:\x{63}|\x{64})|\x{65})\x{66})");
  EXPECT_EQ(Re2Of("a+$"), R"(\x{61}+\z)");
}

TEST(PatternRewriter, PossessiveRepeatsThatChangeNothingBecomeGreedy) {
  EXPECT_EQ(Re2Of("a++b"), R"(\x{61}+\x{62})");            // P2
  EXPECT_EQ(Re2Of("a?+b*+c"), R"(\x{61}?\x{62}*\x{63})");  // P2
  EXPECT_EQ(Re2Of("a{2,3}+b"), R"(\x{61}{2,3}\x{62})");    // P2
  EXPECT_EQ(Re2Of("a++$"), R"(\x{61}+\z)");                // P2: $
  EXPECT_EQ(Re2Of("a++a*"), R"(\x{61}+\x{61}*)");          // P1
  EXPECT_EQ(Re2Of("(?:ab|a)++c?"), R"((?:\x{61}\x{62}|\x{61})+\x{63}?)");  // P1
  EXPECT_EQ(Re2Of("(?:a++b)*c"), R"((?:\x{61}+\x{62})*\x{63})");
  EXPECT_EQ(Re2Of("(?:ca++)+"), R"((?:\x{63}\x{61}+)+)");
}

TEST(PatternRewriter, OtherPossessiveRepeatsAreErrors) {
  const std::string why =
      ": this possessive repeat is not equal to a greedy one, because what "
      "follows can begin inside of it";
  EXPECT_EQ(RewriteError("xa++ab"), "pattern, offset 1, `a++`" + why);
  EXPECT_EQ(RewriteError(R"(\w++[a-z])"), "pattern, offset 0, `\\w++`" + why);
  EXPECT_EQ(RewriteError("a?+b?a"), "pattern, offset 0, `a?+`" + why);
  EXPECT_EQ(RewriteError("(?:ab|a)++c"),
            "pattern, offset 0, `(?:ab|a)++`" + why);
  EXPECT_EQ(RewriteError("(?:a++b?)*a"), "pattern, offset 3, `a++`" + why);
  // Another round can begin where the first gave back.
  EXPECT_EQ(RewriteError("(?:a++){2}b"), "pattern, offset 0, `(?:a++)`" + why);
  EXPECT_EQ(RewriteError("(?:a++b)?ab$|c++(?:d|c)"),
            "pattern, offset 13, `c++`" + why);
}

TEST(PatternRewriter, LookaheadBecomesARunStep) {
  for (const char* pattern : {R"(\s+(?!\S)|\s|\S)", R"(\s{1,}(?![^\s])|\s|\S)",
                              R"((?:\s+(?!\S)|\s)|\S)"}) {
    const auto program = RewritePattern(pattern);
    ASSERT_TRUE(program.ok()) << program.status();
    ASSERT_EQ(program->steps.size(), 2u);
    EXPECT_EQ(program->steps[0].run, CodePointSet::WhiteSpace());
    EXPECT_TRUE(program->steps[0].re2.empty());
    EXPECT_TRUE(program->steps[1].run.empty());
  }
}

TEST(PatternRewriter, OtherLookaheadIsAnError) {
  for (const char* pattern :
       {R"(\s++(?!\S)|\s|\S)", R"(\s*(?!\S)|\s|\S)", R"(\s+?(?!\S)|\s|\S)",
        R"(\s{2,}(?!\S)|\s|\S)", R"(\s+(?!x)|\s|\S)", R"(a\s+(?!\S)|\s|\S)",
        R"(\s+(?!\S)a|\s|\S)", R"((?:\s+(?!\S)|x)y|\s|\S)", R"((?!a)|\s|\S)",
        R"(\s+(?!\S\S)|\s|\S)"}) {
    EXPECT_NE(RewriteError(pattern).find("lookahead is supported only as"),
              std::string::npos)
        << pattern;
  }
}

TEST(PatternRewriter, EndOfTextIsForTheEndOfAlternatives) {
  for (const char* pattern : {"$a|.|\\n", "a(?:$|b)|.|\\n", "(?:a$)b|.|\\n"}) {
    EXPECT_NE(RewriteError(pattern).find("$ is supported only where"),
              std::string::npos)
        << pattern;
  }
}

TEST(PatternRewriter, EmptyMatchesAreErrors) {
  EXPECT_EQ(RewriteError("a|b*|."),
            "pattern, offset 2, `b*`: this may match the empty string");
  for (const char* pattern : {"", "a|", "()", "$", "a*$", "a?b?", "(?:a|)"}) {
    EXPECT_NE(RewriteError(pattern).find("this may match the empty string"),
              std::string::npos)
        << pattern;
  }
  for (const char* pattern : {"(?:a*)*b", "(?:a?|b){2}c", "(?:)+a"}) {
    EXPECT_NE(
        RewriteError(pattern).find("this repeats what may match the empty"),
        std::string::npos)
        << pattern;
  }
}

TEST(PatternRewriter, EveryCharacterMustMatchByItself) {
  EXPECT_EQ(RewriteError(R"(\p{L}+|\s+)"),
            "pattern: it does not match U+0000 by itself, so text could get "
            "lost; add an alternative that does, such as |\\s|\\S");
  // Not what the lookahead leaves over, nor what must end the text, nor what
  // takes two.
  EXPECT_NE(RewriteError(R"(\s+(?!\S)|\S+)").find("U+0009"), std::string::npos);
  EXPECT_NE(RewriteError(R"(\s+$|\S+)").find("U+0009"), std::string::npos);
  EXPECT_NE(RewriteError(R"(\s|\S{2,}|[^\sx])").find("U+0078"),
            std::string::npos);
  EXPECT_NE(RewriteError(R"(\s|[^\sx]|xx?y?z)").find("U+0078"),
            std::string::npos);
  EXPECT_NE(RewriteError(R"(.)").find("U+000A"), std::string::npos);
  EXPECT_EQ(RewriteError(R"(a?\s*|.)").find("U+"), std::string::npos);
  EXPECT_EQ(RewriteError(R"(a?(?:b|.|\n)c*|xyz)"), "no error");
}

TEST(PatternRewriter, SizeIsBounded) {
  std::string steps;
  for (int i = 0; i < 40; ++i) steps += R"(\s+(?!\S)|a|)";
  const auto many = RewritePattern(steps + R"(\s|\S)");
  EXPECT_EQ(many.status().code(), absl::StatusCode::kResourceExhausted);
  std::string classes;
  for (int i = 0; i < 2000; ++i) classes += R"(\p{L}?)";
  const auto large = RewritePattern(classes + R"(a|\s|\S)");
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
  const auto repeats = Re2Splitter::Create(R"(\p{L}{1000}|\s|\S)");
  EXPECT_EQ(repeats.status().code(), absl::StatusCode::kResourceExhausted);
}

// Possessive and greedy differ in what they match; these are the strings that
// would show it if a wrong one were accepted.
TEST(PatternRewriter, AcceptedRepeatsSplitAsPossessiveOnesDo) {
  const auto splitter = Re2Splitter::Create(
      R"([^\r\na-z]?+[a-z]++|[0-9]{1,3}+|\s++$|\s|[^a-z\s])");
  ASSERT_TRUE(splitter.ok()) << splitter.status();
  EXPECT_EQ(
      PiecesOf(**splitter, "ab1cd12345 \n \n"),
      (std::vector<std::string_view>{"ab", "1cd", "123", "45", " \n \n"}));
  EXPECT_EQ(PiecesOf(**splitter, " \nx  "),
            (std::vector<std::string_view>{" ", "\n", "x", "  "}));
}

}  // namespace
}  // namespace tokenfare::internal
