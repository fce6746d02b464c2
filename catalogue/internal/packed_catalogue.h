// The form in which the catalogue is embedded: its names first, then each card
// as a text of its own, so that a program reads only those that it asks for.
// The build writes it (pack_catalogue.cc), after checking all of it.
//
//   3 2 27                  how many names and cards, bytes of the sources
//   acme anvil 0            provider, name and card, by provider and name
//   acme anvil-1 0
//   acme rocket 1
//   310                     bytes of card 0, and so on
//   205
//   {"page":{"what":"a page"}}     the sources, then the cards, each in a line

#ifndef TOKENFARE_CATALOGUE_INTERNAL_PACKED_CATALOGUE_H_
#define TOKENFARE_CATALOGUE_INTERNAL_PACKED_CATALOGUE_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tokenfare/catalogue/model_card.h"

namespace tokenfare::internal {

// An id or alias of a card, which is given by its number.
struct CardName {
  std::string_view provider;
  std::string_view name;
  size_t card = 0;

  bool operator<(const CardName& other) const {
    return std::pair(provider, name) < std::pair(other.provider, other.name);
  }
};

// All names of `cards`, in order. The views are into the cards.
std::vector<CardName> NamesOf(std::span<const ModelCard> cards);

struct PackedCatalogue {
  // In order.
  std::vector<CardName> names;
  // JSON, as the sources and models of a catalogue file.
  std::string_view sources;
  std::vector<std::string_view> cards;
};

std::string Pack(const PackedCatalogue& catalogue);

// What `text` packs, as views into it; nothing where it is no such text. Linear
// in the names and cards; reads no card.
std::optional<PackedCatalogue> Unpack(std::string_view text);

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_PACKED_CATALOGUE_H_
