// o200k_base loaded at run time from a .tiktoken file equals the embedded one.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/custom/tiktoken_lines.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/encoding/embedded.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/registry.h"
#include "tokenfare/tokenizer/split/re2_splitter.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare {
namespace {

// The text of o200k_base.tiktoken. tests/data checks its SHA-256.
std::string O200kText() {
  const auto file =
      internal::ReadFile("data/vocab/o200k_base.vocab", size_t{64} << 20);
  EXPECT_TRUE(file.ok()) << file.status();
  if (!file.ok()) return "";
  const auto vocabulary = internal::ReadCompactVocabulary(*file);
  EXPECT_TRUE(vocabulary.ok()) << vocabulary.status();
  if (!vocabulary.ok()) return "";
  std::string text;
  for (size_t i = 0; i < vocabulary->tokens.size(); ++i) {
    text += TiktokenLine(vocabulary->tokens[i], vocabulary->ids[i]);
  }
  return text;
}

class O200kFromText : public testing::Test {
 protected:
  void SetUp() override {
    const auto embedded = GetEncoding("o200k_base");
    if (!embedded.ok()) GTEST_SKIP() << embedded.status();
    embedded_ = *embedded;
  }

  std::unique_ptr<const Encoding> Load(const std::string& pattern) {
    const auto specials = embedded_->special_tokens().all();
    auto encoding =
        MakeEncoding({.name = "o200k_base",
                      .vocabulary_path = "",
                      .pattern = pattern,
                      .special_tokens = {specials.begin(), specials.end()}},
                     O200kText());
    EXPECT_TRUE(encoding.ok()) << encoding.status();
    return encoding.ok() ? *std::move(encoding) : nullptr;
  }

  const Encoding* embedded_ = nullptr;
};

TEST_F(O200kFromText, GivesTheEmbeddedImage) {
  const auto loaded = Load(std::string(*PatternOf("o200k_base")));
  ASSERT_NE(loaded, nullptr);
  const internal::Image& image = loaded->parts().image();
  ASSERT_EQ(image.bytes(), embedded_->parts().image().bytes());
  for (const auto& encoding : internal::EmbeddedEncodings()) {
    if (encoding.name != "o200k_base") continue;
    // The first token's bytes lie at the same place of both images.
    const auto offset = reinterpret_cast<const unsigned char*>(
                            embedded_->parts().image().TokenBytes(0).data()) -
                        encoding.image;
    const auto* const bytes =
        reinterpret_cast<const unsigned char*>(image.TokenBytes(0).data()) -
        offset;
    EXPECT_EQ(std::memcmp(bytes, encoding.image, image.bytes()), 0);
  }
  EXPECT_EQ(loaded->vocabulary_size(), embedded_->vocabulary_size());
  // Not by RE2.
  EXPECT_EQ(
      dynamic_cast<const internal::Re2Splitter*>(&loaded->parts().splitter()),
      nullptr);
}

TEST_F(O200kFromText, GivesTheSameTokensByRe2) {
  // In a group it is not the pattern's text any more, but the same pattern.
  const auto loaded = Load("(?:" + std::string(*PatternOf("o200k_base")) + ")");
  ASSERT_NE(loaded, nullptr);
  EXPECT_NE(
      dynamic_cast<const internal::Re2Splitter*>(&loaded->parts().splitter()),
      nullptr);
  std::string text;
  for (const char* path : {"data/vocab/vocabulary.py", "data/vocab/README.md",
                           "tests/custom/known_patterns.txt"}) {
    text += *internal::ReadFile(path, size_t{1} << 20);
  }
  text += "\xff caf\u00e9 don\u2019t DON'T \u4e2d\u6587  \xe2\x82\n";
  EXPECT_EQ(loaded->Encode(text), embedded_->Encode(text));
  const auto encoded = loaded->EncodeWithOffsets(text);
  EXPECT_EQ(encoded.offsets, embedded_->EncodeWithOffsets(text).offsets);
  for (const size_t limit : {size_t{0}, size_t{1}, size_t{100}}) {
    EXPECT_EQ(loaded->CountUpTo(text, limit),
              embedded_->CountUpTo(text, limit));
    EXPECT_EQ(loaded->Truncate(text, limit), embedded_->Truncate(text, limit));
  }
}

}  // namespace
}  // namespace tokenfare
