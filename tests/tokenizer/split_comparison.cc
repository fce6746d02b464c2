#include "tests/tokenizer/split_comparison.h"

#include "tests/reference/encoding.h"
#include "tests/reference/utf8.h"
#include "tests/tokenizer/escaped.h"

namespace tokenfare {

std::vector<size_t> PieceEnds(const internal::Splitter& splitter,
                              std::string_view text, size_t block) {
  std::vector<size_t> all;
  std::vector<size_t> ends(block);
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t pieces = splitter.Split(text, begin, ends).pieces;
    if (pieces == 0 || pieces > block) {
      ADD_FAILURE() << pieces << " pieces in a block of " << block;
      break;
    }
    for (size_t i = 0; i < pieces; ++i) {
      if (ends[i] <= begin || ends[i] > text.size()) {
        ADD_FAILURE() << "piece end " << ends[i] << " after " << begin;
        return all;
      }
      begin = ends[i];
      all.push_back(begin);
    }
  }
  return all;
}

std::vector<size_t> PieceEnds(const reference::Splitter& splitter,
                              std::string_view text) {
  const reference::RepairedText repaired = reference::Repair(text);
  std::vector<size_t> ends;
  size_t end = 0;
  for (const std::string_view piece : splitter.Split(repaired.text)) {
    end += piece.size();
    ends.push_back(repaired.source[end]);
  }
  return ends;
}

::testing::AssertionResult SplitterPair::Agree(std::string_view text,
                                               size_t block) const {
  const std::vector<size_t> expected = PieceEnds(reference, text);
  const std::vector<size_t> actual = PieceEnds(product, text, block);
  if (actual == expected) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << name << " splits \"" << Escaped(text) << "\" at "
         << ::testing::PrintToString(actual) << ", not at "
         << ::testing::PrintToString(expected);
}

SplitterPair SplittersOf(const std::string& encoding_name) {
  const auto family =
      encoding_name == "r50k_base"     ? internal::PatternFamily::kR50k
      : encoding_name == "cl100k_base" ? internal::PatternFamily::kCl100k
                                       : internal::PatternFamily::kO200k;
  return {encoding_name, internal::AutomatonSplitter(family),
          reference::SplitterNamed(encoding_name)};
}

}  // namespace tokenfare
