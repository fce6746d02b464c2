#include "tokenfare/catalogue/internal/card_store.h"

#include <cassert>
#include <utility>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/internal/catalogue_loader.h"

namespace tokenfare::internal {

CardStore::CardStore(std::vector<ModelCard> cards, Sources sources)
    : cards_(std::move(cards)) {
  names_ = NamesOf(cards_);
  sources_.Get([&] { return std::move(sources); });
}

CardStore::CardStore(PackedCatalogue packed)
    : names_(std::move(packed.names)),
      packed_(std::move(packed)),
      made_(std::make_unique<Lazily<ModelCard>[]>(packed_.cards.size())) {}

size_t CardStore::size() const {
  return made_ == nullptr ? cards_.size() : packed_.cards.size();
}

const Sources& CardStore::sources() const {
  return sources_.Get([this] {
    absl::StatusOr<Sources> sources = LoadSources(packed_.sources);
    assert(sources.ok());
    return sources.ok() ? *std::move(sources) : Sources();
  });
}

ModelCard CardStore::Load(size_t card) const {
  absl::StatusOr<ModelCard> loaded = LoadCard(packed_.cards[card]);
  assert(loaded.ok());
  return loaded.ok() ? *std::move(loaded) : ModelCard();
}

const ModelCard& CardStore::At(size_t card) const {
  if (made_ == nullptr) return cards_[card];
  if (const ModelCard* known = made_[card].Known()) return *known;
  if (const std::vector<ModelCard>* all = all_.Known()) return (*all)[card];
  return made_[card].Get([this, card] { return Load(card); });
}

std::span<const ModelCard> CardStore::All() const {
  if (made_ == nullptr) return cards_;
  return all_.Get([this] {
    std::vector<ModelCard> cards;
    cards.reserve(size());
    for (size_t i = 0; i < size(); ++i) cards.push_back(Load(i));
    return cards;
  });
}

}  // namespace tokenfare::internal
