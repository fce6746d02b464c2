// Linear probing by lines, since the tables are read-only once they are laid
// out and a line is what the processor fetches anyway. Probes are bounded, so
// tokens that were chosen to collide give an error, not an hour's work.

#include "tokenfare/tokenizer/tables/token_table_builder.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/tokenizer/tables/packed_piece.h"
#include "tokenfare/tokenizer/tables/piece_key.h"
#include "tokenfare/tokenizer/tables/stable_hash.h"

namespace tokenfare::internal {
namespace {

// Keys per line of four, on average. Fuller lines make smaller tables and
// longer probes.
constexpr double kKeysPerPieceLine = 3.2;
constexpr double kPiecesPerPackedLine = 6;

size_t LinesFor(size_t keys, double keys_per_line) {
  return 1 + static_cast<size_t>(static_cast<double>(keys) / keys_per_line);
}

// The first line from `home` on with room, by `has_room(line)`;
// `overflow(line)` marks each full one that is passed. Nothing where
// kMostProbes lines are full.
template <typename HasRoom, typename Overflow>
std::optional<size_t> ClaimLine(size_t home, size_t lines, HasRoom has_room,
                                Overflow overflow) {
  size_t at = home;
  for (size_t probe = 0; probe < kMostProbes; ++probe) {
    if (has_room(at)) return at;
    overflow(at);
    if (++at == lines) at = 0;
  }
  return std::nullopt;
}

absl::Status TooManyCollide(size_t rank) {
  return absl::InvalidArgumentError(fmt::format(
      "no table can be made of the vocabulary's tokens: more than {} lines are "
      "full where the token of rank {} belongs; leave out tokens that no text "
      "needs, or load the vocabulary in parts to find those that collide",
      kMostProbes, rank));
}

bool IsPackable(const std::string& token) {
  return CanPack(static_cast<unsigned char>(token[0]), token.size());
}

bool IsShort(const std::string& token) {
  return token.size() <= kMaxKeyBytes && !IsPackable(token);
}

absl::Status LayOutPacked(std::span<const std::string> tokens,
                          TokenTables& tables) {
  const size_t count = std::ranges::count_if(tokens, IsPackable);
  const size_t lines = LinesFor(count, kPiecesPerPackedLine);
  tables.packed_lines.resize(lines);
  tables.packed_ranks.resize(8 * lines, kNoRank);
  std::vector<uint8_t> used(lines);
  for (size_t rank = 0; rank < tokens.size(); ++rank) {
    if (!IsPackable(tokens[rank])) continue;
    const uint64_t packed = PackPiece(tokens[rank]);
    const std::optional<size_t> at = ClaimLine(
        PackedTable::HomeLine(MixPacked(packed), lines), lines,
        [&](size_t line) { return used[line] < 8; }, [](size_t) {});
    if (!at) return TooManyCollide(rank);
    const size_t slot = used[*at]++;
    tables.packed_lines[*at].pieces[slot] = packed;
    tables.packed_ranks[8 * *at + slot] = static_cast<Rank>(rank);
  }
  return absl::OkStatus();
}

absl::Status LayOutShort(std::span<const std::string> tokens,
                         TokenTables& tables) {
  const size_t count = std::ranges::count_if(tokens, IsShort);
  const size_t lines = LinesFor(count, kKeysPerPieceLine);
  tables.short_lines.resize(lines);
  tables.short_ranks.resize(4 * lines, kNoRank);
  std::vector<uint8_t> used(lines);
  for (size_t rank = 0; rank < tokens.size(); ++rank) {
    if (!IsShort(tokens[rank])) continue;
    const PieceKey key = LoadPieceKey(tokens[rank]);
    const std::optional<size_t> at = ClaimLine(
        PieceTable::HomeLine(HashKey(key), lines), lines,
        [&](size_t line) { return used[line] < 4; },
        [&](size_t line) {
          tables.short_lines[line].keys[0].high |= kPieceOverflow;
        });
    if (!at) return TooManyCollide(rank);
    const size_t slot = used[*at]++;
    tables.short_lines[*at].keys[slot].low = key.low;
    tables.short_lines[*at].keys[slot].high |= key.high;
    tables.short_ranks[4 * *at + slot] = static_cast<Rank>(rank);
  }
  return absl::OkStatus();
}

absl::Status LayOutLong(std::span<const std::string> tokens,
                        TokenTables& tables) {
  const auto is_long = [](const std::string& token) {
    return token.size() > kMaxKeyBytes;
  };
  std::vector<LongPieceSlot>& slots = tables.long_slots;
  slots.resize(2 * std::ranges::count_if(tokens, is_long));
  for (size_t rank = 0; rank < tokens.size(); ++rank) {
    if (!is_long(tokens[rank])) continue;
    const uint64_t hash = HashBytes(tokens[rank]);
    const std::optional<size_t> at = ClaimLine(
        HashToIndex(hash, slots.size()), slots.size(),
        [&](size_t slot) { return slots[slot].rank == kNoRank; },
        [](size_t) {});
    if (!at) return TooManyCollide(rank);
    slots[*at] = {static_cast<uint32_t>(hash), static_cast<Rank>(rank)};
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TokenTables> LayOutTokens(std::span<const std::string> tokens) {
  TokenTables tables;
  for (const auto lay_out : {LayOutPacked, LayOutShort, LayOutLong}) {
    if (absl::Status status = lay_out(tokens, tables); !status.ok()) {
      return status;
    }
  }
  return tables;
}

}  // namespace tokenfare::internal
