#include "tokenfare/tokenizer/counter.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <span>

#include "tokenfare/tokenizer/internal/encoding_parts.h"
#include "tokenfare/tokenizer/internal/piece_counter.h"
#include "tokenfare/tokenizer/internal/utf8.h"

namespace tokenfare {

using internal::PieceCounter;
using internal::PieceList;

Counter::Counter(const Encoding& encoding, size_t cache_bytes)
    : parts_(encoding.parts()),
      pieces_(std::make_unique<PieceCounter>(parts_.image(), cache_bytes)) {}

Counter::~Counter() = default;

size_t Counter::Count(std::string_view text) {
  return *CountUpTo(text, std::numeric_limits<size_t>::max());
}

namespace {

size_t CountIllFormed(std::string_view text, const PieceList& block,
                      PieceCounter& counter) {
  size_t tokens = 0;
  for (size_t i = 0; i < block.size; ++i) {
    tokens += counter.CountPiece(internal::RepairUtf8(block.Of(text, i)));
  }
  return tokens;
}

}  // namespace

std::optional<size_t> Counter::CountUpTo(std::string_view text, size_t limit) {
  // A token has at most longest_token() bytes, and repairing never shortens.
  if (text.size() / parts_.image().longest_token() > limit) return std::nullopt;
  size_t tokens = 0;
  PieceList block;
  for (size_t begin = 0; begin < text.size() && tokens <= limit;) {
    const internal::SplitBlock split =
        parts_.splitter().Split(text, begin, block.ends);
    block.size = split.pieces;
    block.begins[0] = begin;
    std::copy_n(block.ends.begin(), block.size - 1, block.begins.begin() + 1);
    tokens += split.ill_formed ? CountIllFormed(text, block, *pieces_)
                               : pieces_->Count(text, block);
    begin = block.ends[block.size - 1];
  }
  pieces_->ShrinkScratch();
  if (tokens > limit) return std::nullopt;
  return tokens;
}

}  // namespace tokenfare
