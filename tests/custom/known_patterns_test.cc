// The patterns of known models, and some others, split as tiktoken splits.
// known_patterns.py made the expectations.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/custom/split_all.h"
#include "tokenfare/tokenizer/split/re2_splitter.h"

namespace tokenfare::internal {
namespace {

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

TEST(KnownPatterns, SplitAsTiktokenDoes) {
  std::ifstream file("tests/custom/known_patterns.txt");
  ASSERT_TRUE(file) << "run from the repository's root";
  // The second has windows far smaller than the texts.
  std::unique_ptr<const Re2Splitter> whole;
  std::unique_ptr<const Re2Splitter> windows;
  std::string pattern;
  int patterns = 0;
  int texts = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (line.starts_with("pattern ")) {
      pattern = line.substr(line.find(' ', 8) + 1);
      auto splitter = Re2Splitter::Create(pattern);
      ASSERT_TRUE(splitter.ok()) << splitter.status();
      whole = *std::move(splitter);
      windows = *Re2Splitter::Create(pattern, 1);
      ++patterns;
      continue;
    }
    std::istringstream fields(line);
    std::string hex;
    fields >> hex;
    const std::vector<size_t> expected{std::istream_iterator<size_t>(fields),
                                       std::istream_iterator<size_t>()};
    const std::string text = FromHex(hex);
    EXPECT_EQ(SplitAll(*whole, text), expected) << pattern << "\n" << text;
    EXPECT_EQ(SplitAll(*windows, text, 1), expected) << pattern << "\n" << text;
    ++texts;
  }
  EXPECT_EQ(patterns, 10);
  EXPECT_GE(texts, 1500);
}

}  // namespace
}  // namespace tokenfare::internal
