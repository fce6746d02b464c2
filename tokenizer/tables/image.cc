#include "tokenfare/tokenizer/tables/image.h"

#include <algorithm>
#include <string_view>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace tokenfare::internal {

absl::Status CheckImage(const unsigned char* bytes) {
  const auto* header = reinterpret_cast<const ImageHeader*>(bytes);
  if (header->magic == kImageMagic) return absl::OkStatus();
  const auto text = [](const std::array<char, 8>& magic) {
    return std::string_view(magic.data(), magic.size());
  };
  return absl::FailedPreconditionError(fmt::format(
      "the tables of the encodings have layout \"{}\", this library reads "
      "\"{}\"; build them with the tokenfare_build_image of this version "
      "(CMake option TOKENFARE_IMAGE_BUILDER)",
      text(header->magic), text(kImageMagic)));
}

Image::Image(const unsigned char* bytes)
    : header_(reinterpret_cast<const ImageHeader*>(bytes)),
      group_begins_(Section<uint32_t>(bytes, header_->group_begins).data()),
      token_ends_(Section<uint16_t>(bytes, header_->token_ends)),
      token_bytes_(Section<char>(bytes, header_->token_bytes).data()),
      ids_(Section<TokenId>(bytes, header_->ids)),
      byte_ranks_(Section<Rank>(bytes, header_->byte_ranks)),
      character_pages_(Section<uint16_t>(bytes, header_->character_pages)),
      characters_(Section<CharacterEntry>(bytes, header_->characters)),
      openings_(Section<uint8_t>(bytes, header_->openings).data()),
      character_pairs_(Section<uint64_t>(bytes, header_->character_pairs)),
      long_slots_(Section<LongPieceSlot>(bytes, header_->long_slots)),
      pairs_(Section<uint64_t>(bytes, header_->pair_slots),
             Section<uint16_t>(bytes, header_->displacements)),
      packed_(Section<PackedLine>(bytes, header_->packed_lines),
              Section<Rank>(bytes, header_->packed_ranks)),
      short_pieces_(Section<PieceLine>(bytes, header_->short_lines),
                    Section<Rank>(bytes, header_->short_ranks)) {}

std::optional<Rank> Image::RankOf(TokenId id) const {
  if (ids_.empty()) {
    if (id >= size()) return std::nullopt;
    return id;
  }
  const auto at = std::lower_bound(ids_.begin(), ids_.end(), id);
  if (at == ids_.end() || *at != id) return std::nullopt;
  return static_cast<Rank>(at - ids_.begin());
}

Rank Image::FindLongPiece(std::string_view piece) const {
  if (long_slots_.empty()) return kNoRank;
  const uint64_t hash = HashBytes(piece);
  const auto tag = static_cast<uint32_t>(hash);
  for (size_t at = HashToIndex(hash, long_slots_.size());;) {
    const LongPieceSlot& slot = long_slots_[at];
    if (slot.rank == kNoRank) return kNoRank;
    if (slot.tag == tag && TokenBytes(slot.rank) == piece) return slot.rank;
    if (++at == long_slots_.size()) at = 0;
  }
}

}  // namespace tokenfare::internal
