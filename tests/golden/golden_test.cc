// Every encoding gives tiktoken's ids for texts that hold each known trap.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/golden/golden_files.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::testing {
namespace {

class GoldenTest : public ::testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    if (!IsBuilt(GetParam())) {
      GTEST_SKIP() << GetParam() << " is left out of this build";
    }
    auto encoding = GetEncoding(GetParam());
    ASSERT_TRUE(encoding.ok()) << encoding.status();
    encoding_ = *encoding;
    inputs_ = ReadGoldenInputs();
    ids_ = ReadGoldenIds(GetParam(), inputs_.size());
  }

  // What a failure is about.
  std::string Describe(size_t i) const {
    return fmt::format("input {} of section {}: {}", i, inputs_[i].section,
                       ::testing::PrintToString(inputs_[i].text));
  }

  const Encoding* encoding_ = nullptr;
  std::vector<GoldenInput> inputs_;
  std::vector<std::vector<TokenId>> ids_;
};

TEST_P(GoldenTest, Encode_AnyText_GivesTiktokensIds) {
  for (size_t i = 0; i < inputs_.size(); ++i) {
    ASSERT_EQ(encoding_->Encode(inputs_[i].text), ids_[i]) << Describe(i);
  }
}

TEST_P(GoldenTest, Count_AnyText_IsTheNumberOfIds) {
  Counter counter(*encoding_);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    ASSERT_EQ(encoding_->Count(inputs_[i].text), ids_[i].size()) << Describe(i);
    ASSERT_EQ(counter.Count(inputs_[i].text), ids_[i].size()) << Describe(i);
  }
}

TEST_P(GoldenTest, CountUpTo_LimitsNearTheCount_GivesCountOrNothing) {
  Counter counter(*encoding_);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const size_t count = ids_[i].size();
    std::vector<size_t> limits = {0, count / 2, count, count + 1};
    if (count > 0) limits.push_back(count - 1);
    for (size_t limit : limits) {
      const std::optional<size_t> expected =
          count <= limit ? std::optional<size_t>(count) : std::nullopt;
      ASSERT_EQ(encoding_->CountUpTo(inputs_[i].text, limit), expected)
          << "limit " << limit << ", " << Describe(i);
      ASSERT_EQ(counter.CountUpTo(inputs_[i].text, limit), expected)
          << "limit " << limit << ", " << Describe(i);
    }
  }
}

// What Python's errors="replace" makes of the text, and for each of its bytes
// the byte of the text that it stands for.
struct Replaced {
  std::string text;
  std::vector<size_t> offsets;
};

Replaced Replace(const GoldenInput& input) {
  Replaced replaced;
  auto part = input.parts.begin();
  for (size_t i = 0; i < input.text.size();) {
    if (part != input.parts.end() && part->first == i) {
      replaced.text += "\xEF\xBF\xBD";
      replaced.offsets.insert(replaced.offsets.end(), 3, i);
      i = part++->second;
    } else {
      replaced.text += input.text[i];
      replaced.offsets.push_back(i++);
    }
  }
  return replaced;
}

TEST_P(GoldenTest, Decode_GoldenIds_GivesTheTextBack) {
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const auto decoded = encoding_->Decode(ids_[i]);
    ASSERT_TRUE(decoded.ok()) << decoded.status() << Describe(i);
    ASSERT_EQ(*decoded, Replace(inputs_[i]).text) << Describe(i);
  }
}

TEST_P(GoldenTest, EncodeWithOffsets_AnyText_TellsWhereEachTokenBegins) {
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Replaced replaced = Replace(inputs_[i]);
    std::vector<size_t> offsets;
    size_t position = 0;
    for (TokenId id : ids_[i]) {
      offsets.push_back(replaced.offsets.at(position));
      const auto bytes = encoding_->TokenBytes(id);
      ASSERT_TRUE(bytes.has_value()) << id;
      ASSERT_EQ(encoding_->TokenIdOf(*bytes), id);
      position += bytes->size();
    }
    const EncodedText encoded = encoding_->EncodeWithOffsets(inputs_[i].text);
    ASSERT_EQ(encoded.ids, ids_[i]) << Describe(i);
    ASSERT_EQ(encoded.offsets, offsets) << Describe(i);
  }
}

INSTANTIATE_TEST_SUITE_P(Encodings, GoldenTest,
                         ::testing::Values("o200k_base", "o200k_harmony",
                                           "cl100k_base", "p50k_base",
                                           "p50k_edit", "r50k_base", "gpt2"),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

}  // namespace
}  // namespace tokenfare::testing
