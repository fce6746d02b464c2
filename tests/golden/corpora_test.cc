// Counts of large texts that are not part of the tree agree with tiktoken's.
// They lie in ../shared/corpora or where TOKENFARE_SHARED says, with their
// counts in counts.json; without them the test is skipped.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "simdjson.h"
#include "tests/golden/golden_files.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare::testing {
namespace {

std::string CorporaFolder() {
  const char* shared = std::getenv("TOKENFARE_SHARED");
  return fmt::format("{}/corpora/", shared != nullptr ? shared : "../shared");
}

class CorporaTest : public ::testing::TestWithParam<std::string_view> {};

TEST_P(CorporaTest, Count_OfEachCorpus_IsTiktokens) {
  if (!IsBuilt(GetParam())) {
    GTEST_SKIP() << GetParam() << " is left out of this build";
  }
  const std::string folder = CorporaFolder();
  if (!std::filesystem::exists(folder + "counts.json")) {
    GTEST_SKIP() << "no " << folder
                 << "counts.json; set TOKENFARE_SHARED to the folder that "
                    "holds corpora/";
  }
  const auto encoding = GetEncoding(GetParam());
  ASSERT_TRUE(encoding.ok()) << encoding.status();
  simdjson::dom::parser parser;
  const simdjson::dom::object counts =
      parser.parse(ReadFile(folder + "counts.json"));
  ASSERT_GT(counts.size(), 0u);
  for (const auto corpus : counts) {
    const std::string text = ReadFile(folder + std::string(corpus.key));
    EXPECT_EQ((*encoding)->Count(text), uint64_t(corpus.value[GetParam()]))
        << corpus.key;
  }
}

INSTANTIATE_TEST_SUITE_P(Encodings, CorporaTest,
                         ::testing::Values("o200k_base", "cl100k_base",
                                           "p50k_base", "r50k_base"),
                         [](const auto& info) {
                           return std::string(info.param);
                         });

}  // namespace
}  // namespace tokenfare::testing
