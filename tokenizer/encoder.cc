#include "tokenfare/tokenizer/encoder.h"

#include <algorithm>

#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/encoding/growing_worker.h"
#include "tokenfare/tokenizer/engine/block_encoder.h"
#include "tokenfare/tokenizer/split/piece_walker.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::PieceList;

// So much of a text tells how many ids the rest has.
constexpr size_t kSampleBytes = size_t{128} << 10;

// Makes room for the ids of a text of `bytes`, of which the first `done` gave
// those from `begin` on, where there is not enough for as many of the rest: for
// a quarter more, which costs nothing until it is written to. A small part of a
// text foretells no more than a larger part. At least half as much again as
// there is, so that all copying is linear.
void MakeRoom(std::vector<TokenId>& ids, size_t begin, size_t done,
              size_t bytes) {
  if (done < kSampleBytes) bytes = std::min(bytes, kSampleBytes);
  const double known = static_cast<double>(ids.size() - begin);
  const double ratio = static_cast<double>(bytes) / static_cast<double>(done);
  const auto expected = static_cast<size_t>(known * ratio);
  if (begin + expected <= ids.capacity()) return;
  ids.reserve(
      std::max(begin + expected + expected / 4, ids.size() + ids.size() / 2));
}

}  // namespace

Encoder::Encoder(const Encoding& encoding, size_t cache_bytes)
    : parts_(encoding.parts()),
      blocks_(std::make_unique<internal::GrowingWorker<internal::BlockEncoder>>(
          parts_, cache_bytes)) {}

Encoder::~Encoder() = default;

std::vector<TokenId> Encoder::Encode(std::string_view text) {
  std::vector<TokenId> ids;
  Append(text, ids);
  return ids;
}

void Encoder::Append(std::string_view text, std::vector<TokenId>& ids) {
  // Few calls of Add append more.
  constexpr size_t kRoom = 2 * internal::BlockEncoder::kMostAnswers;
  const size_t begin = ids.size();
  internal::BlockEncoder& blocks = blocks_->For(text.size());
  blocks.Begin();
  ForEachBlock(
      parts_.splitter(), text, [&](const PieceList& block, bool ill_formed) {
        const size_t done = block.begins[0];
        if (ids.size() > begin && ids.capacity() - ids.size() < kRoom) {
          MakeRoom(ids, begin, done, text.size());
        }
        if (ill_formed) {
          const internal::RepairedBlock repaired(text, block);
          blocks.Add(repaired.text, repaired.pieces, ids);
          blocks.Flush(ids);
        } else {
          blocks.Add(text, block, ids);
        }
        return true;
      });
  blocks.Finish(ids);
}

}  // namespace tokenfare
