// What is known of a fine-tuned model: what its base can do, and its own price.

#ifndef TOKENFARE_PRICING_INTERNAL_FINE_TUNE_H_
#define TOKENFARE_PRICING_INTERNAL_FINE_TUNE_H_

#include <atomic>
#include <cstddef>
#include <memory>

#include "tokenfare/pricing/model_card.h"

namespace tokenfare::internal {

// Gives `card`, of fine-tunes of `base`, what it does not say and the base's
// card does: limits, abilities, what images are in tokens. Never prices, fees
// and days, which are others for fine-tunes.
void CompleteFineTune(const ModelCard& base, ModelCard& card);

// Cards of fine-tunes that the catalogue does not list, each made when it is
// first asked for and kept. Of threads that make one at once one wins; there is
// no lock that a fork could leave locked in the child.
class FineTuneCards {
 public:
  FineTuneCards() = default;
  // For so many bases.
  explicit FineTuneCards(size_t bases);
  ~FineTuneCards();
  FineTuneCards(FineTuneCards&& other) noexcept;
  FineTuneCards& operator=(FineTuneCards&& other) noexcept;

  // That of base number `base`, whose card is `card`.
  const ModelCard& Of(size_t base, const ModelCard& card) const;

 private:
  size_t size_ = 0;
  std::unique_ptr<std::atomic<const ModelCard*>[]> cards_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PRICING_INTERNAL_FINE_TUNE_H_
