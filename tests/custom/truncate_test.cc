// Truncating against the definition of Encoding::Truncate: with patterns of the
// user's own, whose ends of text may matter far back, and with the built-in
// ones and vocabularies whose tokens hold any mixture of white space.

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "tests/custom/tiktoken_lines.h"
#include "tests/tokenizer/enumerate.h"
#include "tests/tokenizer/escaped.h"
#include "tests/tokenizer/random_vocabulary.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/split/builtin_patterns.h"

namespace tokenfare {
namespace {

bool IsBoundary(std::string_view text, size_t at) {
  return at == text.size() ||
         (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Every token's end tried, by the text of encoding.h. What is ill-formed is
// U+FFFD, inside of which a token may end, too.
std::string_view TruncateByDefinition(const Encoding& encoding,
                                      std::string_view text, size_t limit) {
  const EncodedText encoded = encoding.EncodeWithOffsets(text);
  const std::string repaired = *encoding.Decode(encoded.ids);
  size_t at = repaired.size();
  for (size_t i = encoded.ids.size(); i > 0; --i) {
    const size_t end =
        i == encoded.ids.size() ? text.size() : encoded.offsets[i];
    if (IsBoundary(repaired, at) &&
        encoding.Count(text.substr(0, end)) <= limit) {
      return text.substr(0, end);
    }
    at -= encoding.TokenBytes(encoded.ids[i - 1])->size();
  }
  return text.substr(0, 0);
}

class TruncateWithPattern : public ::testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(
    Patterns, TruncateWithPattern,
    ::testing::Values(R"([a-z]+|\s+(?!\S)|\s|[^a-z\s])",
                      R"([ab]+(?![^ab])|[ab]|[^ab])",  // a run keeps its last
                      R"(a+$|a|[^a])",       // the end matters far back
                      R"([^ ]*b$|[^ ]| +)",  // and anywhere in a word
                      R"(ab*c|a|b+|c|[^abc])",
                      R"([a-z]++|\s++$|\s+(?!\S)|\s|[^a-z\s])"));

TEST_P(TruncateWithPattern, IsTheLongestThatFits) {
  const auto encoding = MakeEncoding(
      {.name = "small",
       .vocabulary_path = "",
       .pattern = GetParam(),
       .special_tokens = {}},
      ByteLines() + TiktokenLine("ab", 256) + TiktokenLine("  ", 257) +
          TiktokenLine("abab", 258) + TiktokenLine("aa", 259) +
          TiktokenLine("bb", 260) + TiktokenLine("\xC3\xA9", 261) +
          TiktokenLine(" \xC3", 262));
  ASSERT_TRUE(encoding.ok()) << encoding.status();
  constexpr const char* kParts[] = {"a", "b", "ab", " ", "  ", "c", "\xC3\xA9"};
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (size_t i = random() % 14; i > 0; --i) {
      text += kParts[random() % std::size(kParts)];
    }
    const size_t tokens = (*encoding)->Count(text);
    for (size_t limit = 0; limit <= tokens + 1; ++limit) {
      ASSERT_EQ((*encoding)->Truncate(text, limit),
                TruncateByDefinition(**encoding, text, limit))
          << '"' << text << "\", " << limit;
    }
  }
}

using internal::PatternFamily;

class TruncateWithBuiltInPattern
    : public ::testing::TestWithParam<PatternFamily> {
 protected:
  static absl::StatusOr<std::shared_ptr<const Encoding>> RandomEncoding(
      std::mt19937& random, std::span<const char* const> characters,
      RankOrder order) {
    const RandomVocabulary made =
        MakeRandomVocabulary(random, characters, 40, order);
    std::string lines;
    for (const auto& [id, token] : made.tokens) {
      lines += TiktokenLine(token, id);
    }
    return MakeEncoding(
        {.name = "random",
         .vocabulary_path = "",
         .pattern = std::string(internal::PatternText(GetParam())),
         .special_tokens = {}},
        lines);
  }

  static void CheckAllLimits(const Encoding& encoding, std::string_view text) {
    const size_t tokens = encoding.Count(text);
    for (size_t limit = 0; limit <= tokens + 1; ++limit) {
      ASSERT_EQ(encoding.Truncate(text, limit),
                TruncateByDefinition(encoding, text, limit))
          << Escaped(text) << ", " << limit;
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Families, TruncateWithBuiltInPattern,
                         ::testing::Values(PatternFamily::kR50k,
                                           PatternFamily::kCl100k,
                                           PatternFamily::kO200k));

TEST_P(TruncateWithBuiltInPattern, OfEachShortText_IsTheLongestThatFits) {
  static constexpr std::string_view kWhite[] = {"\n", "\t", " ", "\xC2\xA0",
                                                "x"};
  static constexpr std::string_view kWords[] = {"\xE4\xB8\xAD", "A",   "s", "'",
                                                "\xC5\xBF",     "\xFF"};
  std::mt19937 random(3);
  constexpr const char* kWhiteCharacters[] = {"\n", "\t", " ", "\xC2\xA0"};
  constexpr const char* kWordCharacters[] = {
      "\xE4\xB8\xAD", "\xC5\xBF", "\xEF\xBF\xBD", "A", "s", "'"};
  for (const RankOrder order :
       {RankOrder::kAscending, RankOrder::kShuffled, RankOrder::kSwapped}) {
    const auto white = RandomEncoding(random, kWhiteCharacters, order);
    ASSERT_TRUE(white.ok()) << white.status();
    ForEachString(kWhite, 5, [&](std::string_view text) {
      CheckAllLimits(**white, text);
      return !HasFatalFailure();
    });
    const auto words = RandomEncoding(random, kWordCharacters, order);
    ASSERT_TRUE(words.ok()) << words.status();
    ForEachString(kWords, 4, [&](std::string_view text) {
      CheckAllLimits(**words, text);
      return !HasFatalFailure();
    });
  }
}

// Long enough to be cut at safe places and in windows.
TEST_P(TruncateWithBuiltInPattern, OfLongTexts_IsTheLongestThatFits) {
  static constexpr std::string_view kParts[] = {
      "\n", "\t", " ", " ", "\xC2\xA0", "x", "xyz", "'s", "\xE4\xB8\xAD", "AB"};
  constexpr const char* kCharacters[] = {
      "\n", "\t", " ", "\xC2\xA0", "x", "y", "s", "'", "A", "\xE4\xB8\xAD"};
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const auto encoding =
        RandomEncoding(random, kCharacters, static_cast<RankOrder>(round % 3));
    ASSERT_TRUE(encoding.ok()) << encoding.status();
    const size_t kinds = round % 3 == 0 ? std::size(kParts) : 5;
    std::string text = "\n";
    while (text.size() < 1'500) text += kParts[random() % kinds];
    text += "x";
    const size_t tokens = (*encoding)->Count(text);
    for (const size_t limit :
         {size_t{0}, size_t{1}, random() % tokens, tokens / 2, tokens - 1}) {
      ASSERT_EQ((*encoding)->Truncate(text, limit),
                TruncateByDefinition(**encoding, text, limit))
          << Escaped(text) << ", " << limit;
    }
  }
}

}  // namespace
}  // namespace tokenfare
