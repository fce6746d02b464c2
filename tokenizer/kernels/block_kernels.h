// The inner loops that there is one of for each kind of machine.
//
// Each block_kernels_PATH.cc is compiled for its machine, and so must leave
// nothing but its own functions behind: an inline function of a header, say of
// std::span, might be the copy that the linker keeps for the whole program. So
// what those files use is inlined always (block_bits.h), and the arguments are
// plain. tests/tokenizer/kernel_symbols.cmake looks at what is left behind.

#ifndef TOKENFARE_TOKENIZER_KERNELS_BLOCK_KERNELS_H_
#define TOKENFARE_TOKENIZER_KERNELS_BLOCK_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "tokenfare/tokenizer/machine/cpu_path.h"
#include "tokenfare/tokenizer/tables/pair_table.h"
#include "tokenfare/tokenizer/tables/piece_key.h"

namespace tokenfare::internal {

// A block of piece ends that is being written.
struct SplitRun {
  const char* text;
  size_t size;      // of the text
  size_t begin;     // a piece begins here
  size_t* ends;     // offsets in the text
  size_t capacity;  // of `ends`
  size_t pieces;    // written so far
};

// A step writes at most this many ends.
inline constexpr size_t kMostStepPieces = 64;

// Writes piece ends until the text ends, until there is no room for another
// step, or until the piece at `begin` is one that the rules leave to the
// automaton. Requires a start of a piece at `begin`, before the end of the
// text.
using SplitKernel = void (*)(SplitRun& run);

// The find kernels below take at most this many pieces.
inline constexpr size_t kMostFindPieces = 256;

// Pieces that are looked for in a PackedCache (packed_cache.h).
struct FindRun {
  const char* text;
  const size_t* begins;  // offsets in the text
  const size_t* ends;
  size_t pieces;
  const uint64_t* slots;
  int shift;
  // Out, by index: the pieces of up to 8 bytes that are not in the cache, and
  // longer ones. Each has room for 8 indices more than `pieces`.
  uint32_t* unknown;
  size_t unknown_count;
  uint32_t* longer;
  size_t longer_count;
};

// Returns the tokens of all other pieces. Requires well-formed pieces, and that
// 8 bytes from the start of each on are in the text.
using FindKernel = size_t (*)(FindRun& run);

// Pieces of over 8 bytes that are looked for in a KeyedCache (keyed_cache.h).
struct FindKeyedRun {
  const char* text;
  const size_t* begins;  // offsets in the text
  const size_t* ends;
  const uint32_t* pieces;  // indices of those to look for
  size_t count;            // of `pieces`
  const PieceKey* slots;
  int shift;
  // Out, by index: the pieces that are not in the cache, in room for 8 more
  // than `count`.
  uint32_t* unknown;
  size_t unknown_count;
};

// Returns the tokens of all other pieces.
using FindKeyedKernel = size_t (*)(FindKeyedRun& run);

struct PackedRanks;
struct KeyedRanks;

// Pieces that are looked for in a PackedRankCache (rank_caches.h).
struct FindRanksRun {
  const char* text;
  const size_t* begins;  // offsets in the text
  const size_t* ends;
  size_t pieces;
  const PackedRanks* slots;
  int shift;
  // Out, by piece: what its slot holds, and how many of that are ranks. Of the
  // pieces below anything. Each has room for 8 more than `pieces`.
  uint64_t* ranks;
  uint32_t* counts;
  // Out: as FindRun.
  uint32_t* unknown;
  size_t unknown_count;
  uint32_t* longer;
  size_t longer_count;
};

// Requires what FindKernel does.
using FindRanksKernel = void (*)(FindRanksRun& run);

// Pieces of over 8 bytes that are looked for in a KeyedRankCache
// (rank_caches.h).
struct FindKeyedRanksRun {
  const char* text;
  const size_t* begins;  // offsets in the text
  const size_t* ends;
  const uint32_t* pieces;  // indices of those to look for
  size_t count;            // of `pieces`
  const KeyedRanks* slots;
  int shift;
  // Out: as FindRanksRun; `more` has those beyond kMostWordRanks.
  uint64_t* ranks;
  uint64_t* more;
  uint32_t* counts;
  // Out: as FindKeyedRun.
  uint32_t* unknown;
  size_t unknown_count;
};

using FindKeyedRanksKernel = void (*)(FindKeyedRanksRun& run);

// Writes the indices of the pieces of more than kMaxKeyBytes, in room for 8
// more than `pieces`. Returns how many.
using ListLongKernel = size_t (*)(const size_t* begins, const size_t* ends,
                                  size_t pieces, uint32_t* indices);

// Answers to be written one behind the other: counts[i] ranks, of at most
// kMostWordRanks, from the word ranks[i].
struct WriteRun {
  const uint64_t* ranks;
  const uint32_t* counts;
  size_t answers;
  // Out: the ranks, in room for 16 more; and how many answers were written, up
  // to the first with more ranks.
  uint32_t* out;
  size_t written;
};

// Returns the end of what it wrote.
using WriteKernel = uint32_t* (*)(WriteRun& run);

// Pieces that are merged at the same time (merge_columns.h), each a column of
// ranks.
inline constexpr size_t kColumns = 16;
inline constexpr size_t kMostColumnParts = 127;
// In the place of a part: none.
inline constexpr auto kNoPart = static_cast<uint32_t>(kPairRankMask);
struct alignas(64) ColumnRow {
  uint32_t of[kColumns];
};
struct MergeColumns {
  // Row p holds part p of each column, and there is one row more than the most
  // parts. Below its last part a column has kNoPart, as have columns that are
  // not used.
  ColumnRow* parts;
  ColumnRow sizes;    // parts of each; 0 where not used
  size_t most_parts;  // of any; 1 to kMostColumnParts
  size_t used;        // columns
};

// Merges each column until no pair is a token.
using MergeKernel = void (*)(const PairTable& pairs, MergeColumns& columns);

struct BlockKernels {
  SplitKernel split_o200k;
  SplitKernel split_cl100k;
  FindKernel find_packed;
  FindKeyedKernel find_keyed;
  FindRanksKernel find_ranks;
  FindKeyedRanksKernel find_keyed_ranks;
  ListLongKernel list_long;
  WriteKernel write_ranks;
  MergeKernel merge;
};

// Requires a path of CpuPaths().
const BlockKernels& BlockKernelsOf(CpuPath path);

extern const BlockKernels kPortableKernels;
extern const BlockKernels kAvx2Kernels;
extern const BlockKernels kAvx512Kernels;
extern const BlockKernels kNeonKernels;

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_KERNELS_BLOCK_KERNELS_H_
