// Splits a whole text, in blocks of a chosen size.

#ifndef TOKENFARE_TESTS_CUSTOM_SPLIT_ALL_H_
#define TOKENFARE_TESTS_CUSTOM_SPLIT_ALL_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/split/splitter.h"

namespace tokenfare::internal {

// The ends of the pieces of `text`. The text is given to the splitter in a
// block of its exact size, so that sanitizers see a read beyond it. An empty
// result for text that is not empty means that the splitter broke its contract.
inline std::vector<size_t> SplitAll(const Splitter& splitter,
                                    std::string_view text,
                                    size_t block_pieces = 16) {
  const auto copy = std::make_unique<char[]>(text.size());
  text.copy(copy.get(), text.size());
  const std::string_view exact(copy.get(), text.size());
  std::vector<size_t> ends;
  std::vector<size_t> block(block_pieces);
  size_t begin = 0;
  while (begin < exact.size()) {
    const SplitBlock written = splitter.Split(exact, begin, block);
    if (written.pieces == 0 || written.pieces > block.size()) return {};
    for (const size_t end : std::span(block).first(written.pieces)) {
      if (end <= begin || end > exact.size()) return {};
      ends.push_back(begin = end);
    }
  }
  return ends;
}

// The same as the pieces themselves.
inline std::vector<std::string_view> PiecesOf(const Splitter& splitter,
                                              std::string_view text,
                                              size_t block_pieces = 16) {
  std::vector<std::string_view> pieces;
  size_t begin = 0;
  for (const size_t end : SplitAll(splitter, text, block_pieces)) {
    pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return pieces;
}

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TESTS_CUSTOM_SPLIT_ALL_H_
