#include "tokenfare/tokenizer/counter.h"

#include <limits>
#include <memory>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/encoding/growing_worker.h"
#include "tokenfare/tokenizer/engine/piece_counter.h"
#include "tokenfare/tokenizer/split/piece_walker.h"

namespace [[gnu::visibility("default")]] tokenfare {

using internal::ForEachBlock;
using internal::PieceCounter;
using internal::PieceList;

Counter::Counter(const Encoding& encoding, size_t cache_bytes)
    : parts_(encoding.parts()),
      pieces_(std::make_unique<internal::GrowingWorker<PieceCounter>>(
          parts_, cache_bytes)) {}

Counter::~Counter() = default;

size_t Counter::Count(std::string_view text) {
  return *CountUpTo(text, std::numeric_limits<size_t>::max());
}

namespace {

size_t CountIllFormed(std::string_view text, const PieceList& block,
                      PieceCounter& counter) {
  const internal::RepairedBlock repaired(text, block);
  const size_t tokens = counter.Add(repaired.text, repaired.pieces);
  return tokens + counter.Finish();  // while there is the text
}

}  // namespace

std::optional<size_t> Counter::CountUpTo(std::string_view text, size_t limit) {
  // A token has at most longest_token() bytes, and repairing never shortens.
  if (text.size() / parts_.image().longest_token() > limit) return std::nullopt;
  PieceCounter& pieces = pieces_->For(text.size());
  size_t tokens = 0;
  pieces.Begin();
  ForEachBlock(parts_.splitter(), text,
               [&](const PieceList& block, bool ill_formed) {
                 tokens += ill_formed ? CountIllFormed(text, block, pieces)
                                      : pieces.Add(text, block);
                 return tokens <= limit;
               });
  if (tokens <= limit) tokens += pieces.Finish();
  if (tokens > limit) return std::nullopt;
  return tokens;
}

}  // namespace tokenfare
