// Piece ends by the product's splitters and by the reference.

#ifndef TOKENFARE_TESTS_TOKENIZER_SPLIT_COMPARISON_H_
#define TOKENFARE_TESTS_TOKENIZER_SPLIT_COMPARISON_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/splitter.h"
#include "tokenfare/tokenizer/split/automaton_splitter.h"

namespace tokenfare {

// All piece ends, asked for in blocks of `block`. Fails the test where a call
// breaks the contract of internal::Splitter.
std::vector<size_t> PieceEnds(const internal::Splitter& splitter,
                              std::string_view text, size_t block);

// The piece ends of the reference. `text` may be ill-formed.
std::vector<size_t> PieceEnds(const reference::Splitter& splitter,
                              std::string_view text);

// A family's two splitters.
struct SplitterPair {
  std::string name;
  internal::AutomatonSplitter product;
  const reference::Splitter& reference;

  // Whether both split `text` alike, the product in blocks of `block`.
  ::testing::AssertionResult Agree(std::string_view text,
                                   size_t block = 64) const;
};

// For tests with one instance for each family: r50k_base, cl100k_base,
// o200k_base.
SplitterPair SplittersOf(const std::string& encoding_name);
inline auto FamilyNames() {
  return ::testing::Values("r50k_base", "cl100k_base", "o200k_base");
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_TOKENIZER_SPLIT_COMPARISON_H_
