// Pieces that wait to be merged, at the same time as others.

#ifndef TOKENFARE_TOKENIZER_MERGE_MERGE_QUEUE_H_
#define TOKENFARE_TOKENIZER_MERGE_MERGE_QUEUE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tokenfare/tokenizer/kernels/block_kernels.h"
#include "tokenfare/tokenizer/merge/merge.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace tokenfare::internal {

// The ranks that a piece merged into: one below the other in a column, or side
// by side.
class MergedRanks {
 public:
  explicit MergedRanks(std::span<const Rank> ranks)
      : first_(ranks.data()), size_(ranks.size()), step_(1) {}
  MergedRanks(const MergeColumns& columns, size_t column)
      : first_(&columns.parts[0].of[column]),
        size_(columns.sizes.of[column]),
        step_(kColumns) {}

  size_t size() const { return size_; }
  Rank operator[](size_t i) const { return first_[i * step_]; }
  void CopyTo(Rank* ranks) const {
    for (size_t i = 0; i < size_; ++i) ranks[i] = (*this)[i];
  }

 private:
  const Rank* first_;
  size_t size_;
  size_t step_;
};

// Pieces of similar size that wait, each with a column. `Item` is what its user
// wants to know of a piece when it is merged.
template <typename Item>
class MergeRoom {
 public:
  // For pieces of up to so many parts.
  explicit MergeRoom(size_t most_parts)
      : most_parts_(most_parts), rows_(most_parts + 1) {
    columns_.most_parts = most_parts;
    Clear();
  }
  MergeRoom(const MergeRoom&) = delete;
  MergeRoom& operator=(const MergeRoom&) = delete;

  size_t most_parts() const { return most_parts_; }
  size_t used() const { return columns_.used; }
  bool full() const { return columns_.used == kColumns; }

  void Clear() {
    ColumnRow none;
    std::fill_n(none.of, kColumns, kNoPart);
    std::fill_n(rows_.begin(), columns_.most_parts + 1, none);
    columns_ = {rows_.data(), {}, 0, 0};
  }

  // Requires that it is not full, and at most most_parts() of `parts`.
  template <typename Parts>
  void Add(const Item& item, std::string_view piece, const Parts& parts) {
    const size_t column = columns_.used++;
    for (size_t i = 0; i < parts.size(); ++i) rows_[i].of[column] = parts[i];
    columns_.sizes.of[column] = static_cast<uint32_t>(parts.size());
    columns_.most_parts = std::max(columns_.most_parts, parts.size());
    items_[column] = item;
    pieces_[column] = piece;
  }

  // Requires room for all pieces of `smaller`, which is empty then.
  void TakeOver(MergeRoom& smaller) {
    for (size_t column = 0; column < smaller.used(); ++column) {
      Add(smaller.items_[column], smaller.pieces_[column],
          MergedRanks(smaller.columns_, column));
    }
    smaller.Clear();
  }

  // Calls on_merged(item, ranks) for each piece.
  template <typename OnMerged>
  void Merge(const PairTable& pairs, MergeKernel merge, PieceMerger& merger,
             OnMerged on_merged) {
    const bool together = used() > 1 + columns_.most_parts / kPartsAColumn;
    if (together) merge(pairs, columns_);
    for (size_t column = 0; column < used(); ++column) {
      on_merged(items_[column],
                together ? MergedRanks(columns_, column)
                         : MergedRanks(merger.Merge(pieces_[column])));
    }
    if (used() > 0) Clear();
  }

 private:
  // A step takes time by the rows, however many columns are used: one more must
  // be for each so many rows, or one piece after the other takes less.
  static constexpr size_t kPartsAColumn = 14;

  size_t most_parts_;
  std::vector<ColumnRow> rows_;
  MergeColumns columns_{};
  std::array<Item, kColumns> items_;
  std::array<std::string_view, kColumns> pieces_;
};

// Each `Item` comes with a piece, and goes to on_merged(item, ranks) when that
// is merged: maybe at once, and in no certain order. What on_merged does must
// not add to the queue.
template <typename Item>
class MergeQueue {
 public:
  // Requires a path of CpuPaths().
  MergeQueue(const Image& image, CpuPath path)
      : image_(image),
        merge_(BlockKernelsOf(path).merge),
        merger_(image, path),
        rooms_{Room(7),  Room(11), Room(20),
               Room(36), Room(66), Room(kMostColumnParts)} {}

  // Requires a piece that is well-formed and not empty.
  template <typename OnMerged>
  void Add(const Item& item, std::string_view piece, OnMerged on_merged) {
    std::array<Rank, 4 * kMostColumnParts> parts;
    size_t count = parts.size();
    if (piece.size() <= parts.size()) {
      count = StartingParts(image_, piece, parts.data());
    }
    if (count > kMostColumnParts) {
      on_merged(item, MergedRanks(merger_.Merge(piece)));
      return;
    }
    size_t of_size = 0;
    while (count > rooms_[of_size].most_parts()) ++of_size;
    Room& room = rooms_[of_size];
    room.Add(item, piece, std::span(parts).first(count));
    if (room.full()) room.Merge(image_.pairs(), merge_, merger_, on_merged);
  }

  // Merges all that still wait.
  template <typename OnMerged>
  void Finish(OnMerged on_merged) {
    // What a short text leaves in several rooms waits for memory once in one.
    for (size_t i = 0; i < kShortRooms; ++i) {
      if (rooms_[i].used() + rooms_[i + 1].used() <= kColumns) {
        rooms_[i + 1].TakeOver(rooms_[i]);
      }
    }
    for (Room& room : rooms_) {
      room.Merge(image_.pairs(), merge_, merger_, on_merged);
    }
    merger_.ShrinkScratch();
  }

  // Forgets all that wait.
  void Clear() {
    for (Room& room : rooms_) {
      if (room.used() > 0) room.Clear();
    }
  }

 private:
  using Room = MergeRoom<Item>;
  // The rooms before this one are for short pieces.
  static constexpr size_t kShortRooms = 2;

  const Image& image_;
  MergeKernel merge_;
  PieceMerger merger_;
  // By the parts of a piece: the longest of a room makes the others wait.
  std::array<Room, 6> rooms_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_MERGE_MERGE_QUEUE_H_
