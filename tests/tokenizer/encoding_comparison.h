// An embedded encoding beside its reference.

#ifndef TOKENFARE_TESTS_TOKENIZER_ENCODING_COMPARISON_H_
#define TOKENFARE_TESTS_TOKENIZER_ENCODING_COMPARISON_H_

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/encoding.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare {

struct EncodingPair {
  std::string name;
  const Encoding& product;
  const reference::Encoding& reference;

  // Whether the two give `text` the same ids. The quick check.
  ::testing::AssertionResult SameIds(std::string_view text) const;
  // Whether the product's ids, count, offsets and decoded text are those of the
  // reference.
  ::testing::AssertionResult Agree(std::string_view text) const;
};

// Ends the program for an encoding that is not in this build.
const Encoding& Embedded(std::string_view name);
EncodingPair EncodingsOf(std::string_view name);

// Those of o200k_base, cl100k_base, p50k_base and r50k_base that are in this
// build: one for each vocabulary.
std::vector<std::string> VocabularyNames();

// The ordinary tokens of the encoding, in order of ids.
std::vector<std::string> TokensOf(const reference::Encoding& encoding);

// A test with an instance for each vocabulary.
class EncodingPairTest : public ::testing::TestWithParam<std::string> {
 protected:
  const EncodingPair encodings_ = EncodingsOf(GetParam());
};

inline std::string ParameterName(
    const ::testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_ENCODING_COMPARISON_H_
