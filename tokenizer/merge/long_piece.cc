#include "tokenfare/tokenizer/merge/long_piece.h"

#include <algorithm>
#include <array>
#include <span>

namespace tokenfare::internal {
namespace {

// Windows of columns are short, since a step goes through all rows; those of
// lists are as long as the nearest cache holds. Of random letters, columns
// merge 37 MB/s in windows of 40 bytes, 29 of 48, 26 of 64; lists 20.
constexpr WindowSizes kColumnWindow = {40, 12};
constexpr WindowSizes kListWindow = {2048, 384};
static_assert(kColumnWindow.bytes <= kMostColumnParts);

// Shorter pieces have too few windows to fill the columns.
constexpr size_t kLeastColumnBytes = 4096;

}  // namespace

std::vector<Rank> LongPieceMerger::Merge(std::string_view piece) {
  std::optional<std::vector<Rank>> ranks;
  if (piece.size() >= kLeastColumnBytes) ranks = MergeInColumns(piece);
  if (!ranks) ranks = MergeInWindows(piece);
  return ranks ? *std::move(ranks) : MergeWhole(piece);
}

std::optional<std::vector<Rank>> LongPieceMerger::MergeInColumns(
    std::string_view piece) {
  std::vector<TokenChain> chains;
  chains.reserve(kColumns);
  for (size_t i = 0; i < kColumns; ++i) {
    const size_t begin = piece.size() / kColumns * i;
    const size_t next =
        i + 1 < kColumns ? piece.size() / kColumns * (i + 1) : piece.size();
    // A window into the next, to join with it.
    const size_t stop = std::min(next + kColumnWindow.bytes, piece.size());
    chains.emplace_back(image_, piece, begin, stop, kColumnWindow);
  }
  while (std::any_of(chains.begin(), chains.end(),
                     [](const TokenChain& chain) { return !chain.done(); })) {
    if (!AddWindows(chains)) return std::nullopt;
  }
  for (size_t i = 1; i < kColumns; ++i) chains[0].Join(chains[i]);
  if (chains[0].broken()) return std::nullopt;
  const auto ranks = chains[0].ranks();
  return std::vector<Rank>(ranks.begin(), ranks.end());
}

bool LongPieceMerger::AddWindows(std::vector<TokenChain>& chains) {
  std::array<ColumnRow, kColumnWindow.bytes + 1> rows;
  for (ColumnRow& row : rows) std::fill_n(row.of, kColumns, kNoPart);
  MergeColumns columns = {rows.data(), {}, 0, 0};
  std::array<TokenChain*, kColumns> of_column;
  for (TokenChain& chain : chains) {
    if (chain.done()) continue;
    const size_t column = columns.used++;
    const std::string_view text = chain.window();
    for (size_t i = 0; i < text.size(); ++i) {
      rows[i].of[column] = image_.ByteRank(static_cast<unsigned char>(text[i]));
    }
    columns.sizes.of[column] = static_cast<uint32_t>(text.size());
    columns.most_parts = std::max(columns.most_parts, text.size());
    of_column[column] = &chain;
  }
  kernels_.merge(image_.pairs(), columns);
  for (size_t column = 0; column < columns.used; ++column) {
    std::array<Rank, kColumnWindow.bytes> ranks;
    const size_t count = columns.sizes.of[column];
    for (size_t i = 0; i < count; ++i) ranks[i] = rows[i].of[column];
    of_column[column]->Add(std::span(ranks).first(count));
    if (of_column[column]->broken()) return false;
  }
  return true;
}

std::optional<std::vector<Rank>> LongPieceMerger::MergeInWindows(
    std::string_view piece) {
  if (piece.size() < 2 * kListWindow.bytes) return std::nullopt;
  TokenChain chain(image_, piece, 0, piece.size(), kListWindow);
  while (!chain.done()) {
    chain.Add(MergeWhole(chain.window()));
    if (chain.broken()) return std::nullopt;
  }
  return std::vector<Rank>(chain.ranks().begin(), chain.ranks().end());
}

// From bytes, not from characters: L2 of long_merge.h needs that each part of
// two or more bytes was made by a merge.
std::vector<Rank> LongPieceMerger::MergeWhole(std::string_view piece) {
  if (!lists_) lists_.emplace(image_);
  std::vector<Rank> ranks;
  std::vector<Rank> slice;
  for (size_t at = 0; at < piece.size(); at += LongMerge::kMaxParts) {
    slice.clear();
    for (const char byte : piece.substr(at, LongMerge::kMaxParts)) {
      slice.push_back(image_.ByteRank(static_cast<unsigned char>(byte)));
    }
    lists_->Run(slice);
    if (ranks.empty()) {
      ranks.swap(slice);
    } else {
      // Not by insert, of which gcc 14 warns falsely (stringop-overflow).
      for (const Rank rank : slice) ranks.push_back(rank);
    }
  }
  return ranks;
}

}  // namespace tokenfare::internal
