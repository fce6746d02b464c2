#include "tokenfare/tokenizer/tables/tiktoken_file.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/custom/tiktoken_lines.h"

namespace tokenfare::internal {
namespace {

std::string ErrorOf(const std::string& file) {
  const auto vocabulary = ReadTiktokenFile(file);
  if (vocabulary.ok()) return "no error";
  return std::string(vocabulary.status().message());
}

TEST(TiktokenFile, TokensComeInOrderOfIds) {
  const auto vocabulary = ReadTiktokenFile(
      TiktokenLine("ab", 900) + TiktokenLine("abc", 700) + ByteLines(10));
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  ASSERT_EQ(vocabulary->tokens.size(), 258u);
  EXPECT_EQ(vocabulary->tokens[0], std::string(1, '\0'));
  EXPECT_EQ(vocabulary->ids[0], 10u);
  EXPECT_EQ(vocabulary->tokens[256], "abc");
  EXPECT_EQ(vocabulary->ids[256], 700u);
  EXPECT_EQ(vocabulary->tokens[257], "ab");
  EXPECT_EQ(vocabulary->ids[257], 900u);
}

TEST(TiktokenFile, LineEndsAndEmptyLinesAsTiktokenReadsThem) {
  std::string file = ByteLines();
  std::string crlf;
  for (const char c : file) {
    if (c == '\n') crlf += '\r';
    crlf += c;
  }
  EXPECT_EQ(ErrorOf(crlf), "no error");
  EXPECT_EQ(ErrorOf("\n\r\n" + file + "\n\n"), "no error");
  file.pop_back();  // the last newline
  EXPECT_EQ(ErrorOf(file), "no error");
}

TEST(TiktokenFile, ErrorsNameTheLine) {
  // Good lines: 256. "!" is IQ==, "ab" YWI=.
  const std::string good = ByteLines();
  const struct {
    const char* line;
    const char* error;
  } kCases[] = {
      {"YWI=",
       "\"YWI=\" has no id; a line is a token in base64, a space and "
       "its id"},
      {" 300", "the token is empty"},
      {"YW*= 300", "\"YW*=\" is not base64"},
      {"YWI 300", "\"YWI\" is not base64"},    // no padding
      {"YWJ= 300", "\"YWJ=\" is not base64"},  // stray bits
      {"YWI=\t300",
       "\"YWI=\\t300\" has no id; a line is a token in base64, a "
       "space and its id"},
      {"YWI= ", "the id \"\" is not a number"},
      {"YWI= 3x", "the id \"3x\" is not a number"},
      {"YWI=  300", "the id \" 300\" is not a number"},
      {"YWI= 300 ", "the id \"300 \" is not a number"},
      {"YWI= -1", "the id \"-1\" is not a number"},
      {"YWI= +1", "the id \"+1\" is not a number"},
      {"YWI= 0x10", "the id \"0x10\" is not a number"},
      {"YWI= 1.5", "the id \"1.5\" is not a number"},
      {"YWI= 4294967295",
       "the id \"4294967295\" is over 4294967294, the largest possible"},
      {"YWI= 99999999999999999999999",
       "the id \"99999999999999999999999\" is over 4294967294, the largest "
       "possible"},
      {"IQ== 300", "the token \"!\" is given by line 34 too"},
      {"YWI= 5", "the id 5 is given by line 6 too"},
  };
  for (const auto& [line, error] : kCases) {
    EXPECT_EQ(ErrorOf(good + line + "\n"), std::string("line 257: ") + error);
  }
  EXPECT_EQ(ErrorOf(good + "YWI= 4294967294\n"), "no error");
  // Lines count as an editor counts them, empty ones too.
  EXPECT_EQ(ErrorOf("\n\n" + good + "\r\nx\r\n").substr(0, 9), "line 260:");
}

TEST(TiktokenFile, AMissingByteIsAnError) {
  EXPECT_EQ(ErrorOf(""),
            "byte 0x00 has no token of its own; all 256 must have one, so that "
            "every text can be encoded");
  std::string lines;
  for (int byte = 0; byte < 256; ++byte) {
    if (byte != 0xE2) {
      lines += TiktokenLine(std::string(1, static_cast<char>(byte)),
                            static_cast<TokenId>(byte));
    }
  }
  EXPECT_EQ(ErrorOf(lines + TiktokenLine("\xE2\x82", 300)).substr(0, 9),
            "byte 0xe2");
}

TEST(TiktokenFile, LongTokensAndLinesAreErrors) {
  const std::string good = ByteLines();
  EXPECT_EQ(ErrorOf(good + TiktokenLine(std::string(kMaxTokenBytes, 'x'), 300)),
            "no error");
  for (const size_t bytes : {kMaxTokenBytes + 1, kMaxTokenBytes + 2,
                             kMaxTokenBytes + 3, size_t{1} << 20}) {
    EXPECT_EQ(ErrorOf(good + TiktokenLine(std::string(bytes, 'x'), 300)),
              fmt::format("line 257: the token has more than {} bytes",
                          kMaxTokenBytes));
  }
  const std::string error = ErrorOf(std::string(size_t{1} << 20, 'A'));
  EXPECT_LT(error.size(), 200u);
  EXPECT_EQ(error.substr(0, 8), "line 1: ");
}

TEST(TiktokenFile, TooManyTokensAreAnError) {
  std::string file;
  for (TokenId id = 0; id <= kMaxTokens; ++id) {
    file += TiktokenLine(fmt::format("{:06x}", id), id);
  }
  const auto vocabulary = ReadTiktokenFile(file);
  EXPECT_EQ(vocabulary.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(std::string(vocabulary.status().message()),
            "line 2097152: more than 2097151 tokens");
}

TEST(TiktokenFile, HostileBytesAreErrors) {
  std::mt19937 random(5);
  const std::string good = ByteLines();
  for (int i = 0; i < 300; ++i) {
    std::string bytes(1 + random() % 2000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_NE(ErrorOf(bytes), "no error");
    EXPECT_NE(ErrorOf(good.substr(0, random() % (good.size() - 8))),
              "no error");
    // One byte changed: it may be harmless, but must not crash.
    std::string changed = good;
    changed[random() % changed.size()] = static_cast<char>(random());
    ErrorOf(changed);
  }
  EXPECT_EQ(ErrorOf("\xEF\xBB\xBF" + good).substr(0, 8), "line 1: ");
  EXPECT_EQ(ErrorOf(good + std::string(3, '\0')).substr(0, 10), "line 257: ");
}

}  // namespace
}  // namespace tokenfare::internal
