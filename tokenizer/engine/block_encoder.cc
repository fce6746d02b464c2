#include "tokenfare/tokenizer/engine/block_encoder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "tokenfare/tokenizer/merge/independent_parts.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/rank_word.h"
#include "tokenfare/tokenizer/tables/stable_hash.h"

namespace tokenfare::internal {
namespace {

static_assert(PieceList::kCapacity <= kMostFindPieces);

// In the place of a count, for what lies among spilled_.
constexpr uint32_t kSpilled = kMostKeyedRanks + 1;

// A WriteKernel needs so much room behind what it writes.
constexpr size_t kWriteRoom = 16;

bool IsPacked(std::string_view piece) {
  return CanPack(static_cast<unsigned char>(piece[0]), piece.size());
}

// Four tables have the same share of an Encoder's memory: the two caches, and
// the memo's texts and entries.
size_t Quarter(size_t cache_bytes) {
  return std::bit_floor(std::max<size_t>(cache_bytes, size_t{64} << 10)) / 4;
}

template <typename Slot>
int IndexBits(size_t cache_bytes) {
  return std::countr_zero(Quarter(cache_bytes) / sizeof(Slot));
}

}  // namespace

BlockEncoder::BlockEncoder(const Image& image, size_t cache_bytes, CpuPath path)
    : image_(image),
      kernels_(BlockKernelsOf(path)),
      memory_(4 * Quarter(cache_bytes)),
      packed_cache_(memory_, IndexBits<PackedRanks>(cache_bytes)),
      keyed_cache_(memory_, IndexBits<KeyedRanks>(cache_bytes)),
      memo_(memory_, 2 * Quarter(cache_bytes)),
      queue_(image, path) {}

// Forgets what a call that ran out of memory left behind.
void BlockEncoder::Begin() {
  units_.size = 0;
  answers_ = 0;
  spilled_.clear();
  queue_.Clear();
}

void BlockEncoder::Add(std::string_view text, const PieceList& pieces,
                       std::vector<TokenId>& ids) {
  std::array<uint32_t, PieceList::kCapacity + 8> longer;
  const size_t longer_count = kernels_.list_long(
      pieces.begins.data(), pieces.ends.data(), pieces.size, longer.data());
  size_t added = 0;
  for (const uint32_t i : std::span(longer).first(longer_count)) {
    if (!IsWorthCutting(image_, pieces.Of(text, i))) continue;
    AddPieces(text, pieces, added, i, ids);
    AddParts(text, pieces.begins[i], pieces.ends[i], ids);
    added = i + 1;
  }
  if (added == 0) {
    AddUnits(text, pieces, ids);
    return;
  }
  AddPieces(text, pieces, added, pieces.size, ids);
  AddCollected(text, ids);
}

void BlockEncoder::Finish(std::vector<TokenId>& ids) {
  Flush(ids);
  constexpr size_t kKeptRanks = size_t{1} << 16;
  if (merged_.capacity() > kKeptRanks) merged_ = std::vector<Rank>();
  if (spilled_.capacity() > kKeptRanks) spilled_ = std::vector<Rank>();
  if (out_.capacity() > kKeptRanks) out_ = std::vector<Rank>();
}

void BlockEncoder::Flush(std::vector<TokenId>& ids) {
  queue_.Finish([&](const UnknownPiece& piece, const MergedRanks& ranks) {
    RememberMerged(piece, ranks);
  });
  Write(ids);
  answers_ = 0;
  spilled_.clear();
}

// Those from `begin` to `end`.
void BlockEncoder::AddPieces(std::string_view text, const PieceList& pieces,
                             size_t begin, size_t end,
                             std::vector<TokenId>& ids) {
  while (begin < end) {
    const size_t count =
        std::min(end - begin, PieceList::kCapacity - units_.size);
    std::copy_n(&pieces.begins[begin], count,
                units_.begins.data() + units_.size);
    std::copy_n(&pieces.ends[begin], count, units_.ends.data() + units_.size);
    units_.size += count;
    begin += count;
    if (units_.size == PieceList::kCapacity) AddCollected(text, ids);
  }
}

void BlockEncoder::AddParts(std::string_view text, size_t begin, size_t end,
                            std::vector<TokenId>& ids) {
  // A PartCutter needs room for two.
  if (units_.size + 2 > PieceList::kCapacity) AddCollected(text, ids);
  PartCutter cutter(image_, text, begin, end);
  while (true) {
    units_.size +=
        cutter.Next(&units_.begins[units_.size], &units_.ends[units_.size],
                    PieceList::kCapacity - units_.size);
    if (cutter.done()) return;
    AddCollected(text, ids);
  }
}

void BlockEncoder::AddCollected(std::string_view text,
                                std::vector<TokenId>& ids) {
  AddUnits(text, units_, ids);
  units_.size = 0;
}

void BlockEncoder::AddUnits(std::string_view text, const PieceList& units,
                            std::vector<TokenId>& ids) {
  if (answers_ + units.size > kMostAnswers) Flush(ids);
  size_t inside = units.size;
  while (inside > 0 && units.begins[inside - 1] + kWord > text.size()) {
    --inside;
  }
  if (inside > 0) FindInside(text, units, inside);
  for (size_t i = inside; i < units.size; ++i) {
    Find(Unknown(units.Of(text, i), answers_ + i));
  }
  answers_ += units.size;
}

// The first `inside` units, from the start of each of which on kWord bytes are
// in the text.
void BlockEncoder::FindInside(std::string_view text, const PieceList& units,
                              size_t inside) {
  std::array<uint32_t, PieceList::kCapacity + 8> unknown;
  std::array<uint32_t, PieceList::kCapacity + 8> longer;
  FindRanksRun run = {.text = text.data(),
                      .begins = units.begins.data(),
                      .ends = units.ends.data(),
                      .pieces = inside,
                      .slots = packed_cache_.slots(),
                      .shift = packed_cache_.shift(),
                      .ranks = words_.data() + answers_,
                      .counts = counts_.data() + answers_,
                      .unknown = unknown.data(),
                      .unknown_count = 0,
                      .longer = longer.data(),
                      .longer_count = 0};
  kernels_.find_ranks(run);
  FindLonger(text, units, std::span(longer).first(run.longer_count));
  FindUnknown(text, units, std::span(unknown).first(run.unknown_count));
}

// Units that can't be packed.
void BlockEncoder::FindLonger(std::string_view text, const PieceList& units,
                              std::span<const uint32_t> longer) {
  std::array<uint32_t, PieceList::kCapacity + 8> unknown;
  FindKeyedRanksRun run = {.text = text.data(),
                           .begins = units.begins.data(),
                           .ends = units.ends.data(),
                           .pieces = longer.data(),
                           .count = longer.size(),
                           .slots = keyed_cache_.slots(),
                           .shift = keyed_cache_.shift(),
                           .ranks = words_.data() + answers_,
                           .more = more_.data() + answers_,
                           .counts = counts_.data() + answers_,
                           .unknown = unknown.data(),
                           .unknown_count = 0};
  kernels_.find_keyed_ranks(run);
  FindUnknown(text, units, std::span(unknown).first(run.unknown_count));
}

// Asks for the memory that all of them need before it reads what the first
// needs.
void BlockEncoder::FindUnknown(std::string_view text, const PieceList& units,
                               std::span<const uint32_t> unknown) {
  std::array<UnknownPiece, PieceList::kCapacity> pieces;
  for (size_t i = 0; i < unknown.size(); ++i) {
    pieces[i] = Unknown(units.Of(text, unknown[i]), answers_ + unknown[i]);
    Prefetch(pieces[i]);
  }
  for (size_t i = 0; i < unknown.size(); ++i) Find(pieces[i]);
}

BlockEncoder::UnknownPiece BlockEncoder::Unknown(std::string_view piece,
                                                 size_t answer) {
  const uint64_t hash = IsPacked(piece) ? MixPacked(PackPiece(piece))
                        : piece.size() <= kMaxKeyBytes
                            ? HashKey(LoadPieceKey(piece))
                            : HashBytes(piece);
  return {piece.data(), piece.size(), hash, answer};
}

void BlockEncoder::Prefetch(const UnknownPiece& piece) const {
  if (IsPacked(piece.bytes())) {
    image_.packed().PrefetchRank(piece.hash);
  } else if (piece.size <= kMaxKeyBytes) {
    image_.short_pieces().PrefetchRank(piece.hash);
  }
  memo_.Prefetch(piece.hash);
}

void BlockEncoder::Find(const UnknownPiece& piece) {
  if (FindInMemo(piece) || FindInVocabulary(piece) || FindParts(piece)) return;
  queue_.Add(piece, piece.bytes(),
             [&](const UnknownPiece& merged, const MergedRanks& ranks) {
               RememberMerged(merged, ranks);
             });
}

bool BlockEncoder::FindInVocabulary(const UnknownPiece& piece) {
  const Rank rank = RankOf(piece);
  if (rank == kNoRank) return false;
  if (piece.size > kMaxKeyBytes) {
    Remember(piece, {&rank, 1});
  } else {
    AnswerFew(piece, {rank}, 1);
  }
  return true;
}

Rank BlockEncoder::RankOf(const UnknownPiece& piece) const {
  if (IsPacked(piece.bytes())) return image_.packed().Find(piece.hash);
  if (piece.size <= kMaxKeyBytes) {
    return image_.short_pieces().Find(LoadPieceKey(piece.bytes()), piece.hash);
  }
  return image_.RankOfPiece(piece.bytes());
}

bool BlockEncoder::FindInMemo(const UnknownPiece& piece) {
  if (piece.size > memo_.longest()) return false;
  const auto known = memo_.Find(piece.bytes(), piece.hash);
  if (!known) return false;
  if (known->count <= kMostKeyedRanks) {
    FewRanks ranks;
    static_assert(sizeof(ranks) <= RankMemo::kBeyond);
    std::memcpy(ranks.data(), known->ranks, sizeof(ranks));
    AnswerFew(piece, ranks, known->count);
  } else {
    const size_t begin = spilled_.size();
    spilled_.resize(begin + known->count);
    std::memcpy(&spilled_[begin], known->ranks, known->count * sizeof(Rank));
    AnswerSpilled(piece, begin);
  }
  return true;
}

// A piece of 9 to 15 bytes that is cut into tokens. (Those that are cut into
// other parts too are merged as a whole, which gives the same.)
bool BlockEncoder::FindParts(const UnknownPiece& piece) {
  if (piece.size <= kMaxPackedBytes || piece.size > kMaxKeyBytes) return false;
  if (!IsWorthCutting(image_, piece.bytes())) return false;
  std::array<Rank, kMaxKeyBytes> ranks;
  size_t count = 0;
  bool all_known = true;
  ForEachIndependentPart(image_, piece.bytes(), [&](size_t begin, size_t end) {
    const Rank rank =
        image_.RankOfPiece(piece.bytes().substr(begin, end - begin));
    ranks[count++] = rank;
    all_known &= rank != kNoRank;
  });
  if (all_known) Remember(piece, std::span(ranks).first(count));
  return all_known;
}

void BlockEncoder::RememberMerged(const UnknownPiece& piece,
                                  const MergedRanks& ranks) {
  merged_.resize(ranks.size());
  ranks.CopyTo(merged_.data());
  Remember(piece, merged_);
}

void BlockEncoder::Remember(const UnknownPiece& piece,
                            std::span<const Rank> ranks) {
  if (piece.size <= memo_.longest()) {
    memo_.Insert(piece.bytes(), piece.hash, ranks);
  }
  if (ranks.size() <= kMostKeyedRanks) {
    FewRanks few = {};
    std::copy(ranks.begin(), ranks.end(), few.begin());
    AnswerFew(piece, few, ranks.size());
  } else {
    const size_t begin = spilled_.size();
    spilled_.insert(spilled_.end(), ranks.begin(), ranks.end());
    AnswerSpilled(piece, begin);
  }
}

void BlockEncoder::AnswerFew(const UnknownPiece& piece, const FewRanks& ranks,
                             size_t count) {
  const uint64_t word = JoinRanks(ranks.data());
  const uint64_t more = JoinRanks(ranks.data() + kMostWordRanks);
  counts_[piece.answer] = static_cast<uint32_t>(count);
  words_[piece.answer] = word;
  more_[piece.answer] = more;
  if (piece.size > kMaxKeyBytes) return;
  if (!IsPacked(piece.bytes())) {
    keyed_cache_.Insert(LoadPieceKey(piece.bytes()), word, more, count);
  } else if (count <= kMostWordRanks) {
    packed_cache_.Insert(UnmixToSpread(piece.hash), word, count);
  }
}

// The ranks of `piece` are the last of spilled_, from `begin` on.
void BlockEncoder::AnswerSpilled(const UnknownPiece& piece, size_t begin) {
  counts_[piece.answer] = kSpilled;
  words_[piece.answer] = begin;
  more_[piece.answer] = spilled_.size() - begin;
}

// Returns the end of what it wrote.
Rank* BlockEncoder::WriteOne(size_t answer, Rank* out) const {
  const size_t count = counts_[answer];
  if (count == kSpilled) {
    return std::copy_n(spilled_.data() + words_[answer], more_[answer], out);
  }
  WriteRanks(words_[answer], out);
  if (count > kMostWordRanks) WriteRanks(more_[answer], out + kMostWordRanks);
  return out + count;
}

void BlockEncoder::Write(std::vector<TokenId>& ids) {
  const size_t most =
      std::accumulate(counts_.begin(), counts_.begin() + answers_,
                      spilled_.size() + kWriteRoom);
  if (out_.size() < most) out_.resize(most);
  Rank* out = out_.data();
  for (size_t i = 0; i < answers_;) {
    WriteRun run = {.ranks = &words_[i],
                    .counts = &counts_[i],
                    .answers = answers_ - i,
                    .out = out,
                    .written = 0};
    out = kernels_.write_ranks(run);
    i += run.written;
    // One of the next has more ranks, or they are the last.
    for (const size_t end = std::min(i + 8, answers_); i < end; ++i) {
      out = WriteOne(i, out);
    }
  }
  if (!image_.ids_are_ranks()) {
    std::transform(out_.data(), out, out_.data(),
                   [&](Rank rank) { return image_.IdOf(rank); });
  }
  ids.insert(ids.end(), out_.data(), out);
}

}  // namespace tokenfare::internal
