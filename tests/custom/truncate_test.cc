// Truncating with patterns of the user's own, whose ends of text may matter far
// back, against the definition of Encoding::Truncate.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "tests/custom/tiktoken_lines.h"
#include "tokenfare/tokenizer/custom_encoding.h"

namespace tokenfare {
namespace {

bool IsBoundary(std::string_view text, size_t at) {
  return at == text.size() ||
         (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// Every token's end tried, by the text of encoding.h.
std::string_view TruncateByDefinition(const Encoding& encoding,
                                      std::string_view text, size_t limit) {
  const EncodedText encoded = encoding.EncodeWithOffsets(text);
  for (size_t i = encoded.ids.size(); i > 0; --i) {
    const size_t end =
        i == encoded.ids.size() ? text.size() : encoded.offsets[i];
    if (IsBoundary(text, end) && encoding.Count(text.substr(0, end)) <= limit) {
      return text.substr(0, end);
    }
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

}  // namespace
}  // namespace tokenfare
