// Reads the golden files of this folder; README.md describes them.

#ifndef TOKENFARE_TESTS_GOLDEN_GOLDEN_FILES_H_
#define TOKENFARE_TESTS_GOLDEN_GOLDEN_FILES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/tokenizer/token_id.h"

namespace tokenfare::testing {

struct GoldenInput {
  std::string section;
  std::string text;
  // The ill-formed parts of the text as [begin, end); none if well-formed.
  std::vector<std::pair<size_t, size_t>> parts;
};

// All inputs of inputs.jsonl. Fails the test and returns nothing where the file
// is missing or holds another number of inputs than it says.
std::vector<GoldenInput> ReadGoldenInputs();

// tiktoken's ids of each input. Fails the test as above.
std::vector<std::vector<TokenId>> ReadGoldenIds(std::string_view encoding,
                                                size_t inputs);

// The whole of a file; fails the test where it cannot be read.
std::string ReadFile(const std::string& path);

// Whether the build embeds the encoding (the CMake option TOKENFARE_ENCODINGS).
bool IsBuilt(std::string_view encoding);

}  // namespace tokenfare::testing

#endif  // TOKENFARE_TESTS_GOLDEN_GOLDEN_FILES_H_
