// The cards of a catalogue: all made at once, as those of a file that was
// checked, or each when it is first asked for, as the embedded ones, since a
// program asks for few.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_CARD_STORE_H_
#define TOKENFARE_CATALOGUE_INTERNAL_CARD_STORE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "tokenfare/catalogue/internal/packed_catalogue.h"
#include "tokenfare/catalogue/internal/value_reader.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/support/lazily.h"

namespace tokenfare::internal {

// May be used from any number of threads. What it returns lives as long.
class CardStore {
 public:
  // `cards` in order of provider and id.
  CardStore(std::vector<ModelCard> cards, Sources sources);
  // In the same order. The text that was packed must load and outlive this.
  explicit CardStore(PackedCatalogue packed);

  size_t size() const;
  // By provider and name.
  std::span<const CardName> names() const { return names_; }
  const Sources& sources() const;

  // The card of that number.
  const ModelCard& At(size_t card) const;
  // All cards. The cards of At may be others, with the same content.
  std::span<const ModelCard> All() const;

 private:
  ModelCard Load(size_t card) const;

  std::vector<CardName> names_;
  // Made at once, or of the packed ones.
  std::vector<ModelCard> cards_;
  PackedCatalogue packed_;
  std::unique_ptr<Lazily<ModelCard>[]> made_;
  Lazily<std::vector<ModelCard>> all_;
  Lazily<Sources> sources_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_CARD_STORE_H_
