// What is known of a fine-tuned model: what its base can do, and its own price.

#ifndef TOKENFARE_CATALOGUE_INTERNAL_FINE_TUNE_H_
#define TOKENFARE_CATALOGUE_INTERNAL_FINE_TUNE_H_

#include <cstddef>
#include <memory>

#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/support/lazily.h"

namespace tokenfare::internal {

// Cards of fine-tunes, each made when it is first asked for and kept: what the
// catalogue lists of them, completed by what their base can do. Never by its
// prices, fees and days, which are others for fine-tunes.
class FineTuneCards {
 public:
  // For a catalogue of so many cards.
  explicit FineTuneCards(size_t cards)
      : cards_(std::make_unique<Lazily<ModelCard>[]>(cards)) {}

  // Of fine-tunes of `base`; `listed` is what the catalogue lists of them, null
  // where it has nothing. `number` is the place in the catalogue of that, or
  // else of the base. Lives as long as this.
  const ModelCard& Of(size_t number, const ModelCard& base,
                      const ModelCard* listed) const;

 private:
  std::unique_ptr<Lazily<ModelCard>[]> cards_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_CATALOGUE_INTERNAL_FINE_TUNE_H_
