// CountUpTo and Truncate at every limit near the count, against their
// definitions.

#include <sys/mman.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/random_text.h"
#include "tests/tokenizer/encoding_comparison.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/counter.h"

namespace tokenfare {
namespace {

using reference::RandomText;
using reference::Scale;
using reference::Seed;
using namespace std::string_view_literals;

class LimitsTest : public EncodingPairTest {
 protected:
  // 0, and a few on both sides of the count; all of them for short texts.
  static std::vector<size_t> LimitsNear(size_t count) {
    std::vector<size_t> limits = {0};
    for (size_t limit = count > 12 ? count - 6 : 1; limit <= count + 3;
         ++limit) {
      limits.push_back(limit);
    }
    return limits;
  }

  void CheckCountUpTo(std::string_view text) {
    const size_t count = encodings_.reference.Count(text);
    for (const size_t limit : LimitsNear(count)) {
      const std::optional<size_t> expected =
          encodings_.reference.CountUpTo(text, limit);
      ASSERT_EQ(encodings_.product.CountUpTo(text, limit), expected)
          << Escaped(text) << " up to " << limit;
      ASSERT_EQ(counter_.CountUpTo(text, limit), expected)
          << Escaped(text) << " up to " << limit << " by a Counter";
    }
  }

  void CheckTruncate(std::string_view text) {
    const size_t count = encodings_.reference.Count(text);
    for (const size_t most : LimitsNear(count)) {
      const std::string_view prefix = encodings_.product.Truncate(text, most);
      ASSERT_EQ(prefix.data(), text.data());
      ASSERT_EQ(prefix.size(), encodings_.reference.Truncate(text, most).size())
          << Escaped(text) << " to " << most;
    }
  }

  Counter counter_{encodings_.product};
};

INSTANTIATE_TEST_SUITE_P(Vocabularies, LimitsTest,
                         ::testing::ValuesIn(VocabularyNames()), ParameterName);

// Texts whose last tokens depend on what comes after them: white space at the
// cut (cl100k's \s++$), contractions, caseless before upper case, ill-formed.
constexpr std::string_view kTexts[] = {
    "",
    "Hello, world!"sv,
    "a \n \n  b"sv,
    "a \n \n  "sv,
    "a\n\n\n\nb"sv,
    "x  \t \n\n   \t y"sv,
    "        return;\n        }\n"sv,
    "it's they'll I'D we'r'e"sv,
    "don'\xC5\xBF'\xC5\xBF"sv,
    "\xE4\xB8\xAD"
    "AB\xE4\xB8\xAD"
    "Ab"sv,
    "HTTPServer.getURLFor(x)"sv,
    "a.\n//x\n/y"sv,
    "1234567 89"sv,
    "\xF0\x9F\x98\x80\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"sv,
    "\xF0\x9F\x98"sv,
    "ab\xE4\xB8 \xFF\xFE cd\xC3"sv,
    "\0\0 \0\n"sv,
    "supercalifragilisticexpialidocious"sv,
    "<|endoftext|> <|fim_prefix|>"sv,
};

TEST_P(LimitsTest, CountUpTo_OfTellingTexts_IsTheCountOrNothing) {
  for (const std::string_view text : kTexts) CheckCountUpTo(text);
}

TEST_P(LimitsTest, CountUpTo_OfRandomTexts_IsTheCountOrNothing) {
  RandomText random(Seed());
  for (size_t i = 0; i < 3'000 * Scale(); ++i) {
    CheckCountUpTo(random.OfRepresentatives(20));
    CheckCountUpTo(random.OfBytes(20));
    CheckCountUpTo(random.OfWords(12));
  }
}

TEST_P(LimitsTest, Truncate_OfTellingTexts_IsTheLongestPrefix) {
  for (const std::string_view text : kTexts) CheckTruncate(text);
}

TEST_P(LimitsTest, Truncate_OfRandomTexts_IsTheLongestPrefix) {
  RandomText random(Seed());
  for (size_t i = 0; i < 600 * Scale(); ++i) {
    CheckTruncate(random.OfRepresentatives(16));
    CheckTruncate(random.OfCodePoints(8));
    CheckTruncate(random.Damaged(10));
    CheckTruncate(random.OfWords(6));
  }
}

// White space only: every cut changes how the rest of the run is split.
TEST_P(LimitsTest, Truncate_OfWhiteSpace_IsTheLongestPrefix) {
  static constexpr std::string_view kSpaces[] = {
      " ", " ", "\n", "\t", "\r\n", "\xC2\x85", "\xE3\x80\x80", "a"};
  RandomText random(Seed());
  for (size_t i = 0; i < 1'500 * Scale(); ++i) {
    std::string text;
    for (size_t units = random.Below(14); units > 0; --units) {
      text += kSpaces[random.Below(std::size(kSpaces))];
    }
    CheckTruncate(text);
  }
}

TEST_P(LimitsTest, LimitsBeyondAnyCount_DoNotOverflow) {
  const size_t most = std::string::npos;
  EXPECT_EQ(encodings_.product.CountUpTo("Hello, world!", most), 4u);
  EXPECT_EQ(encodings_.product.Truncate("Hello, world!", most),
            "Hello, world!");
}

TEST_P(LimitsTest, Truncate_KeepsCharactersWhole) {
  // Two tokens in p50k_base and r50k_base, of which the first is no character.
  const std::string_view face = " \xF0\x9F\x98\x80";
  const size_t count = encodings_.reference.Count(face);
  EXPECT_EQ(encodings_.product.Truncate(face, count), face);
  EXPECT_EQ(encodings_.product.Truncate(face, count - 1), "");
}

TEST_P(LimitsTest, Truncate_OfLongText_StaysWithinTheLimit) {
  RandomText random(Seed());
  std::string text;
  while (text.size() < 200'000) text += random.OfWords(30);
  for (const size_t most : {1, 10, 1'000, 20'000}) {
    const std::string_view prefix =
        encodings_.product.Truncate(text, static_cast<size_t>(most));
    EXPECT_LE(encodings_.product.Count(prefix), static_cast<size_t>(most));
    EXPECT_GE(prefix.size(), static_cast<size_t>(most));
  }
}

// A text of 1 GiB of which only the beginning may be read: the rest is mapped
// without access, so that reading it ends the test.
class HugeText {
 public:
  explicit HugeText(std::string_view pattern) {
    void* const memory =
        mmap(nullptr, kBytes, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED ||
        mprotect(memory, kReadable, PROT_READ | PROT_WRITE) != 0) {
      return;
    }
    data_ = static_cast<char*>(memory);
    for (size_t i = 0; i < kReadable; ++i) {
      data_[i] = pattern[i % pattern.size()];
    }
  }
  ~HugeText() {
    if (data_ != nullptr) munmap(data_, kBytes);
  }
  HugeText(const HugeText&) = delete;
  HugeText& operator=(const HugeText&) = delete;

  std::string_view text() const {
    return data_ == nullptr ? std::string_view()
                            : std::string_view(data_, kBytes);
  }

 private:
  static constexpr size_t kBytes = size_t{1} << 30;
  static constexpr size_t kReadable = size_t{64} << 10;
  char* data_ = nullptr;
};

TEST_P(LimitsTest, CountUpTo_DoesNotReadTheRestOfTheText) {
  // Many pieces, and one that never ends: of letters, spaces, punctuation,
  // letters of more bytes.
  for (const std::string_view pattern : {"ab "sv, "a"sv, " "sv, "\n"sv, "^"sv,
                                         "7"sv, "\xE4\xB8\xAD"sv, "\xFF"sv}) {
    const HugeText huge(pattern);
    ASSERT_FALSE(huge.text().empty()) << "no address space";
    EXPECT_EQ(encodings_.product.CountUpTo(huge.text(), 0), std::nullopt);
    EXPECT_EQ(encodings_.product.CountUpTo(huge.text(), 100), std::nullopt);
    EXPECT_EQ(counter_.CountUpTo(huge.text(), 100), std::nullopt);
  }
}

}  // namespace
}  // namespace tokenfare
