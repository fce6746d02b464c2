// Special tokens, vocabulary sizes and the table of models are tiktoken's.
#include "tokenfare/tokenizer/special_tokens.h"

#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "simdjson.h"
#include "tests/golden/golden_files.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::testing {
namespace {

using simdjson::dom::element;
using Spellings = std::set<std::string, std::less<>>;

Spellings SpellingsOf(const Encoding& encoding) {
  Spellings all;
  for (const SpecialToken& token : encoding.special_tokens().all()) {
    all.insert(token.text);
  }
  return all;
}

Spellings ToSet(const simdjson::dom::array& values) {
  Spellings set;
  for (std::string_view value : values) set.emplace(value);
  return set;
}

// tiktoken's two arguments as a policy: what is in neither is ordinary.
SpecialTokenPolicy PolicyOf(const element& line, const Encoding& encoding) {
  if (line["allowed"].is_string()) return SpecialTokenPolicy::AllowAll();
  const Spellings allowed = ToSet(line["allowed"]);
  const SpecialTokenPolicy policy = allowed.empty()
                                        ? SpecialTokenPolicy::DisallowAll()
                                        : SpecialTokenPolicy::Allow(allowed);
  if (line["disallowed"].is_string()) return policy;
  Spellings ordinary = SpellingsOf(encoding);
  for (const std::string& token : allowed) ordinary.erase(token);
  for (const std::string& token : ToSet(line["disallowed"])) {
    ordinary.erase(token);
  }
  return policy.WithOrdinary(ordinary);
}

void CheckCase(const element& line, const Encoding& encoding) {
  const std::string text{std::string_view(line["text"])};
  const SpecialTokenPolicy policy = PolicyOf(line, encoding);
  const auto ids = encoding.Encode(text, policy);
  const auto count = encoding.Count(text, policy);
  std::string_view refused;
  if (!line["error"].get(refused)) {
    ASSERT_EQ(ids.status().code(), absl::StatusCode::kInvalidArgument);
    ASSERT_EQ(count.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(std::string(ids.status().message()).find(refused),
              std::string::npos)
        << ids.status();
    return;
  }
  std::vector<TokenId> expected;
  for (uint64_t id : line["ids"].get_array()) {
    expected.push_back(static_cast<TokenId>(id));
  }
  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_EQ(*ids, expected);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(*count, expected.size());
}

TEST(SpecialTokensGoldenTest, Encode_UnderEachPolicy_GivesTiktokensResult) {
  std::istringstream lines(ReadFile("tests/golden/specials.jsonl"));
  simdjson::dom::parser parser;
  std::string line;
  std::getline(lines, line);
  const uint64_t count = parser.parse(line)["count"];
  uint64_t seen = 0;
  for (; std::getline(lines, line); ++seen) {
    SCOPED_TRACE(line);
    const element value = parser.parse(line);
    const std::string_view name = value["encoding"];
    if (!IsBuilt(name)) continue;
    const auto encoding = GetEncoding(name);
    ASSERT_TRUE(encoding.ok()) << encoding.status();
    CheckCase(value, **encoding);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(seen, count);
}

class EncodingsGoldenTest : public ::testing::Test {
 protected:
  void SetUp() override {
    golden_ = parser_.parse(ReadFile("tests/golden/encodings.json"));
  }

  simdjson::dom::parser parser_;
  element golden_;
};

TEST_F(EncodingsGoldenTest, SpecialTokens_OfEachEncoding_AreTiktokens) {
  for (const auto field : golden_["encodings"].get_object()) {
    SCOPED_TRACE(field.key);
    if (!IsBuilt(field.key)) continue;
    const auto encoding = GetEncoding(field.key);
    ASSERT_TRUE(encoding.ok()) << encoding.status();
    EXPECT_EQ((*encoding)->vocabulary_size(),
              uint64_t(field.value["vocabulary_size"]));
    const auto tokens = field.value["special_tokens"].get_object();
    EXPECT_EQ(SpellingsOf(**encoding).size(), tokens.size());
    for (const auto token : tokens) {
      const auto id = static_cast<TokenId>(uint64_t(token.value));
      EXPECT_EQ((*encoding)->special_tokens().IdOf(token.key), id) << token.key;
      EXPECT_EQ((*encoding)->TokenIdOf(token.key), id) << token.key;
    }
  }
}

// Where tiktoken knows the name. It knows none in capitals, which is read here.
TEST_F(EncodingsGoldenTest, EncodingNameForModel_AnyName_IsTiktokens) {
  for (const auto field : golden_["models"].get_object()) {
    if (field.key == "GPT-4o") continue;
    SCOPED_TRACE(field.key);
    const auto name = EncodingNameForModel(field.key);
    if (field.value.is_null()) {
      EXPECT_EQ(name.status().code(), absl::StatusCode::kNotFound);
    } else {
      ASSERT_TRUE(name.ok()) << name.status();
      EXPECT_EQ(*name, std::string_view(field.value));
    }
  }
}

}  // namespace
}  // namespace tokenfare::testing
