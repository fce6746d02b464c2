// The tables of one vocabulary in one block of read-only memory, used in place.
//
// A program embeds an image (data/build_image.cc writes it when the library is
// built) or builds one from a vocabulary file; image_builder.h makes both.
// An image holds offsets, never addresses, so it may lie anywhere; its start is
// aligned to a cache line. The class below is a view of it.
//
//   header | groups of tokens | token ends | token bytes | ids | byte ranks |
//   characters | openings | pairs of characters | pairs of tokens |
//   packed pieces and their ranks | short pieces and their ranks | long pieces
//
// Invariants, which image_builder.cc establishes and the tests check:
//   I1  ranks are 0 .. size()-1, in the order of ids, which ascend strictly
//   I2  each of the 256 bytes is a token
//   I3  a token of two or more bytes that byte-pair encoding can produce has
//       exactly one pair of parts: the last merge in encoding the token alone
//       (DESIGN.md, "One pair a token")
//   I4  the entries of characters, and the bits of pairs, are as characters.h
//       defines them

#ifndef TOKENFARE_TOKENIZER_TABLES_IMAGE_H_
#define TOKENFARE_TOKENIZER_TABLES_IMAGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "tokenfare/tokenizer/tables/characters.h"
#include "tokenfare/tokenizer/tables/packed_table.h"
#include "tokenfare/tokenizer/tables/pair_table.h"
#include "tokenfare/tokenizer/tables/piece_table.h"
#include "tokenfare/tokenizer/tables/vocabulary.h"

namespace tokenfare::internal {

inline constexpr size_t kImageAlignment = 64;

// A part of the image: `count` elements that begin `offset` bytes from its
// start.
struct ImageSection {
  uint64_t offset = 0;
  uint64_t count = 0;
};

inline constexpr int kCharacterPageShift = 6;
inline constexpr size_t kCharacterPages = 0x110000 >> kCharacterPageShift;

// Tokens whose bytes two bytes can measure together.
inline constexpr size_t kTokenGroup = 64;
static_assert(kTokenGroup * kMaxTokenBytes <= 0xFFFF);

struct ImageHeader {
  std::array<char, 8> magic{};
  uint64_t bytes = 0;            // of the whole image
  uint64_t longest_token = 0;    // in bytes
  uint64_t ranks_ascend = 0;     // 1: each token's parts have lower ranks
  uint64_t unreachable = 0;      // tokens that no text is encoded to by merging
  ImageSection group_begins;     // uint32_t, by group of tokens, in token_bytes
  ImageSection token_ends;       // uint16_t, by rank: end in its group
  ImageSection token_bytes;      // char
  ImageSection ids;              // TokenId, by rank; none where id == rank
  ImageSection byte_ranks;       // Rank, by byte
  ImageSection character_pages;  // uint16_t, by code point >> page shift
  ImageSection characters;       // CharacterEntry, by page and low bits
  ImageSection openings;         // uint8_t, kOpeningBytes
  ImageSection character_pairs;  // uint64_t, kPairBits in all
  ImageSection pair_slots;       // uint64_t (pair_table.h)
  ImageSection displacements;    // uint16_t, of pairs
  ImageSection packed_lines;     // PackedLine: the tokens that can be packed
  ImageSection packed_ranks;     // Rank, 8 for each of packed_lines
  ImageSection short_lines;      // PieceLine: the others of up to 15 bytes
  ImageSection short_ranks;      // Rank, 4 for each of short_lines
  ImageSection long_slots;       // LongPieceSlot: the tokens of 16 or more
};

// With the version of the layout, and of what its facts mean: another number
// wherever one of them changes.
inline constexpr std::array<char, 8> kImageMagic = {'T', 'K', 'F', 'I',
                                                    'M', 'G', '0', '5'};

// A character beside a place where a piece may be cut, with its OpeningOf.
struct CharacterAtCut {
  uint32_t code_point = 0;
  unsigned opening = 0;
};

// Whether an image that was made when the library was built has the layout that
// this code reads. FailedPrecondition where a builder of another version made
// it (the CMake option TOKENFARE_IMAGE_BUILDER takes any). Constant time.
absl::Status CheckImage(const unsigned char* bytes);

// A view of an image that this library's own builder made. (Images are never
// read from a user's file: vocabulary files are, and an image is built from
// them.)
class Image {
 public:
  // Requires that `bytes` begins at an image that outlives this object.
  explicit Image(const unsigned char* bytes);

  size_t size() const { return token_ends_.size(); }
  size_t bytes() const { return header_->bytes; }
  size_t longest_token() const { return header_->longest_token; }
  bool ranks_ascend() const { return header_->ranks_ascend != 0; }
  size_t unreachable() const { return header_->unreachable; }

  // Requires rank < size().
  std::string_view TokenBytes(Rank rank) const {
    const char* const group = token_bytes_ + group_begins_[rank / kTokenGroup];
    const size_t begin = rank % kTokenGroup == 0 ? 0 : token_ends_[rank - 1];
    return {group + begin, token_ends_[rank] - begin};
  }
  bool ids_are_ranks() const { return ids_.empty(); }
  TokenId IdOf(Rank rank) const { return ids_.empty() ? rank : ids_[rank]; }
  std::optional<Rank> RankOf(TokenId id) const;

  // The rank of the token with exactly the bytes of `piece`, or kNoRank. Cost:
  // reads at most longest_token() bytes.
  Rank RankOfPiece(std::string_view piece) const {
    if (piece.empty()) return kNoRank;
    if (CanPack(static_cast<unsigned char>(piece[0]), piece.size())) {
      return packed_.Find(MixPacked(PackPiece(piece)));
    }
    if (piece.size() <= kMaxKeyBytes) {
      return short_pieces_.Find(LoadPieceKey(piece));
    }
    return piece.size() <= longest_token() ? FindLongPiece(piece) : kNoRank;
  }

  Rank ByteRank(unsigned char byte) const { return byte_ranks_[byte]; }

  CharacterEntry EntryOf(uint32_t code_point) const {
    const size_t page = character_pages_[code_point >> kCharacterPageShift];
    constexpr uint32_t kLowBits = (1 << kCharacterPageShift) - 1;
    return characters_[(page << kCharacterPageShift) | (code_point & kLowBits)];
  }

  // kOpensRightBit and kOpensLeftBit of a character.
  unsigned OpeningOf(uint32_t code_point) const {
    if (code_point >= 0x10000) [[unlikely]]
      return EntryOf(code_point) >> 30;
    return openings_[code_point / 4] >> (code_point % 4 * 2) & 3;
  }

  // True where no token holds bytes of both characters (C2 of characters.h).
  // May be false where none does. Without a branch, since texts are cut without
  // a pattern.
  bool MayCut(const CharacterAtCut& before, const CharacterAtCut& after) const {
    const size_t bit = PairBit(before.code_point, after.code_point);
    const auto joined =
        static_cast<unsigned>(character_pairs_[bit / 64] >> (bit % 64));
    return ((joined | before.opening | after.opening >> 1) & 1) == 0;
  }

  const PairTable& pairs() const { return pairs_; }
  const PackedTable& packed() const { return packed_; }
  const PieceTable& short_pieces() const { return short_pieces_; }

 private:
  template <typename T>
  std::span<const T> Section(const unsigned char* bytes,
                             const ImageSection& section) const {
    return {reinterpret_cast<const T*>(bytes + section.offset), section.count};
  }
  Rank FindLongPiece(std::string_view piece) const;

  const ImageHeader* header_;
  const uint32_t* group_begins_;
  std::span<const uint16_t> token_ends_;
  const char* token_bytes_;
  std::span<const TokenId> ids_;
  std::span<const Rank> byte_ranks_;
  std::span<const uint16_t> character_pages_;
  std::span<const CharacterEntry> characters_;
  const uint8_t* openings_;
  std::span<const uint64_t> character_pairs_;
  std::span<const LongPieceSlot> long_slots_;
  PairTable pairs_;
  PackedTable packed_;
  PieceTable short_pieces_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_TOKENIZER_TABLES_IMAGE_H_
