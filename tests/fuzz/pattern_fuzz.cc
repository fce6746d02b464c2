// Any pattern: it is refused with a message, or its pieces tile each text and
// do not depend on windows, on blocks, or on where splitting begins anew.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/verdict_invariants.h"
#include "tokenfare/tokenizer/split/re2_splitter.h"

namespace tokenfare {
namespace {

using internal::Re2Splitter;
using internal::SplitBlock;

constexpr std::string_view kText =
    "Don't stop:  it's 1,234.5\r\n\t\u00A0 na\u00EFve \u4E2D\u6587 "
    "\U0001F600\xFF\xC3 CamelCase <|end|> \u017F   \n";

// Ends of the pieces from `begin` on, by blocks of `block_pieces`.
std::vector<size_t> PieceEnds(const Re2Splitter& splitter,
                              std::string_view text, size_t begin,
                              size_t block_pieces) {
  std::array<size_t, 64> ends;
  std::vector<size_t> all;
  while (begin < text.size()) {
    const SplitBlock block =
        splitter.Split(text, begin, std::span(ends).first(block_pieces));
    Require(block.pieces > 0, "a block has a piece");
    for (size_t i = 0; i < block.pieces; ++i) {
      Require(ends[i] > begin && ends[i] <= text.size(), "pieces tile");
      all.push_back(begin = ends[i]);
    }
  }
  return all;
}

// Pieces that begin before CertainBefore(boundary) are the same in every prefix
// that ends after the boundary.
void CheckCertain(const Re2Splitter& splitter, std::string_view text,
                  const std::vector<size_t>& ends, size_t boundary) {
  const size_t certain = splitter.CertainBefore(text, boundary);
  Require(certain <= boundary, "what is certain begins before the boundary");
  for (size_t size = boundary + 1; size <= text.size(); size += 3) {
    const std::vector<size_t> prefix =
        PieceEnds(splitter, text.substr(0, size), 0, 64);
    size_t begin = 0;
    for (size_t piece = 0; begin < certain; begin = ends[piece++]) {
      Require(piece < prefix.size() && prefix[piece] == ends[piece],
              "certain pieces stay");
    }
  }
}

void CheckPattern(std::string_view pattern) {
  const auto splitter = Re2Splitter::Create(pattern);
  if (!splitter.ok()) {
    Require(!splitter.status().message().empty(), "an error says something");
    return;
  }
  const auto narrow = Re2Splitter::Create(pattern, 1);
  Require(narrow.ok(), "windows do not matter to a pattern");
  for (const std::string& text : {std::string(kText), std::string(pattern)}) {
    const std::vector<size_t> ends = PieceEnds(**splitter, text, 0, 64);
    Require(PieceEnds(**narrow, text, 0, 3) == ends, "windows do not matter");
    if (ends.empty()) continue;
    const size_t middle = ends.size() / 2;
    Require(PieceEnds(**splitter, text, ends[middle], 64) ==
                std::vector<size_t>(
                    ends.begin() + static_cast<std::ptrdiff_t>(middle) + 1,
                    ends.end()),
            "splitting begins anew at any end");
    CheckCertain(**splitter, text, ends, ends[middle]);
  }
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  tokenfare::CheckPattern(
      std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
