#include "tokenfare/tokenizer/tables/image_builder.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "tokenfare/tokenizer/tables/characters.h"
#include "tokenfare/tokenizer/tables/image.h"
#include "tokenfare/tokenizer/tables/pair_table_builder.h"
#include "tokenfare/tokenizer/tables/token_structure.h"
#include "tokenfare/tokenizer/tables/token_table_builder.h"

namespace tokenfare::internal {
namespace {

std::vector<MergedPair> MergedPairs(const std::vector<TokenParts>& parts) {
  std::vector<MergedPair> pairs;
  for (size_t rank = 0; rank < parts.size(); ++rank) {
    if (!parts[rank].reachable()) continue;
    pairs.push_back(
        {parts[rank].left, parts[rank].right, static_cast<Rank>(rank)});
  }
  return pairs;
}

struct CharacterTables {
  std::vector<uint16_t> pages = std::vector<uint16_t>(kCharacterPages);
  std::vector<CharacterEntry> entries;
};

CharacterTables LayOutCharacters(const CharacterFacts& facts) {
  constexpr size_t kPageSize = size_t{1} << kCharacterPageShift;
  CharacterTables tables;
  tables.entries.resize(kPageSize, kUnknownCharacter);  // page 0: no tokens
  for (const auto& [code_point, entry] : facts.characters) {
    uint16_t& page = tables.pages[code_point >> kCharacterPageShift];
    if (page == 0) {
      page = static_cast<uint16_t>(tables.entries.size() / kPageSize);
      tables.entries.resize(tables.entries.size() + kPageSize,
                            kUnknownCharacter);
    }
    tables.entries[page * kPageSize + code_point % kPageSize] = entry;
  }
  return tables;
}

std::vector<uint8_t> LayOutOpenings(const CharacterFacts& facts) {
  // Characters that are not tokens open both ways.
  std::vector<uint8_t> openings(kOpeningBytes, 0xFF);
  for (const auto& [code_point, entry] : facts.characters) {
    if (code_point / 4 >= openings.size()) continue;
    const unsigned shift = code_point % 4 * 2;
    const unsigned closed = ~(entry >> 30) & 3;
    openings[code_point / 4] &= static_cast<uint8_t>(~(closed << shift));
  }
  return openings;
}

// Places sections one after another, each at a cache line, and writes them into
// the image once its size is known.
class ImageWriter {
 public:
  template <typename T>
  ImageSection Add(const std::vector<T>& elements) {
    return Add(elements.data(), elements.size(), sizeof(T));
  }

  AlignedBytes Write(ImageHeader header) const {
    header.bytes = size_;
    AlignedBytes image(size_);
    std::memcpy(image.data(), &header, sizeof(header));
    for (const auto& [offset, data, bytes] : parts_) {
      if (bytes > 0) std::memcpy(image.data() + offset, data, bytes);
    }
    return image;
  }

 private:
  struct Part {
    size_t offset;
    const void* data;
    size_t bytes;
  };

  static constexpr size_t RoundUp(size_t bytes) {
    return (bytes + kImageAlignment - 1) / kImageAlignment * kImageAlignment;
  }

  ImageSection Add(const void* data, size_t count, size_t element_bytes) {
    const ImageSection section{size_, count};
    parts_.push_back({size_, data, count * element_bytes});
    size_ += RoundUp(count * element_bytes);
    return section;
  }

  std::vector<Part> parts_;
  size_t size_ = RoundUp(sizeof(ImageHeader));
};

// The tokens themselves, by rank.
struct TokenSections {
  explicit TokenSections(const Vocabulary& vocabulary) {
    byte_ranks.resize(256);
    for (size_t rank = 0; rank < vocabulary.tokens.size(); ++rank) {
      const std::string& token = vocabulary.tokens[rank];
      if (rank % kTokenGroup == 0) {
        group_begins.push_back(static_cast<uint32_t>(bytes.size()));
      }
      bytes.insert(bytes.end(), token.begin(), token.end());
      ends.push_back(static_cast<uint16_t>(bytes.size() - group_begins.back()));
      longest = std::max(longest, token.size());
      if (token.size() == 1) {
        byte_ranks[static_cast<unsigned char>(token[0])] =
            static_cast<Rank>(rank);
      }
    }
    if (vocabulary.ids.back() + 1 != vocabulary.ids.size()) {
      ids = vocabulary.ids;
    }
  }

  std::vector<uint32_t> group_begins;
  std::vector<uint16_t> ends;
  std::vector<char> bytes;
  std::vector<TokenId> ids;
  std::vector<Rank> byte_ranks;
  size_t longest = 0;
};

bool RanksAscend(const std::vector<TokenParts>& parts) {
  for (size_t rank = 0; rank < parts.size(); ++rank) {
    const TokenParts& token = parts[rank];
    if (token.reachable() && token.highest > rank) return false;
  }
  return true;
}

// By rank: single bytes, and tokens that merging leads to.
std::vector<bool> Reachable(const std::vector<std::string>& tokens,
                            const std::vector<TokenParts>& parts) {
  std::vector<bool> reachable(tokens.size());
  for (size_t rank = 0; rank < tokens.size(); ++rank) {
    reachable[rank] = tokens[rank].size() == 1 || parts[rank].reachable();
  }
  return reachable;
}

}  // namespace

absl::StatusOr<AlignedBytes> BuildImage(const Vocabulary& vocabulary) {
  if (absl::Status status = CheckVocabulary(vocabulary); !status.ok()) {
    return status;
  }
  const std::vector<TokenParts> parts = FindTokenParts(vocabulary);
  const TokenSections tokens(vocabulary);
  const std::vector<bool> reachable = Reachable(vocabulary.tokens, parts);
  const CharacterFacts facts = FindCharacterFacts(vocabulary, parts);
  const CharacterTables characters = LayOutCharacters(facts);
  const std::vector<uint8_t> openings = LayOutOpenings(facts);
  const absl::StatusOr<PairSlots> pairs = LayOutPairs(MergedPairs(parts));
  if (!pairs.ok()) return pairs.status();
  const absl::StatusOr<TokenTables> tables = LayOutTokens(vocabulary.tokens);
  if (!tables.ok()) return tables.status();

  ImageWriter writer;
  ImageHeader header;
  header.magic = kImageMagic;
  header.longest_token = tokens.longest;
  header.ranks_ascend = RanksAscend(parts) ? 1 : 0;
  header.unreachable = std::count(reachable.begin(), reachable.end(), false);
  header.group_begins = writer.Add(tokens.group_begins);
  header.token_ends = writer.Add(tokens.ends);
  header.token_bytes = writer.Add(tokens.bytes);
  header.ids = writer.Add(tokens.ids);
  header.byte_ranks = writer.Add(tokens.byte_ranks);
  header.character_pages = writer.Add(characters.pages);
  header.characters = writer.Add(characters.entries);
  header.openings = writer.Add(openings);
  header.character_pairs = writer.Add(facts.pairs);
  header.pair_slots = writer.Add(pairs->slots);
  header.displacements = writer.Add(pairs->displacements);
  header.packed_lines = writer.Add(tables->packed_lines);
  header.packed_ranks = writer.Add(tables->packed_ranks);
  header.short_lines = writer.Add(tables->short_lines);
  header.short_ranks = writer.Add(tables->short_ranks);
  header.long_slots = writer.Add(tables->long_slots);
  return writer.Write(header);
}

}  // namespace tokenfare::internal
