// tokenfare.ModelCard and TierRates.

#ifndef TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_
#define TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_

#include <optional>

#include "nanobind/nanobind.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/model_card.h"
#include "tokenfare/pricing/date.h"
#include "tokenfare/pricing/rate_card.h"

namespace tokenfare::python {

// A card and the catalogue that it lives in.
struct CardHandle {
  Catalogue catalogue;
  const ModelCard* card;
};

// Rates of one tier, and when they are known to hold.
struct DatedRates {
  TierRates tier;
  std::optional<Date> valid_from;
  Date verified;
  std::optional<Date> assured_until;
};

// Binds it, and the rates that it has.
void BindModelCard(nanobind::module_& module);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_
